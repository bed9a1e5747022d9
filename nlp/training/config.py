"""The configuration of a coder of one's own: a YAML file, checked word by word before anything runs."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator

from medomics_ehr.contracts.finding import Kind
from medomics_ehr.errors import InputRefused
from nlp.training.corpus import AnnotatedReport, read_brat, read_jsonl
from nlp.training.yaml_file import checked

_STRICT = ConfigDict(extra="forbid", frozen=True)


class Source(BaseModel):
    """Where annotated reports lie: `brat` folders (`annotations`, and `texts` where they lie apart) or `jsonl`."""

    model_config = _STRICT

    annotations: Path | None = None
    texts: Path | None = None
    jsonl: Path | None = None


class Corpus(BaseModel):
    """The reports to learn from, and those to report figures on.

    Attributes:
        train: one source or several, read one after the other.
        evaluate: name to source; never learnt from.
        kinds: brat's annotation types to kinds of findings; other types are left out.
    """

    model_config = _STRICT

    train: tuple[Source, ...] = Field(min_length=1)
    evaluate: dict[str, Source] = {}
    kinds: dict[str, Kind] = {}

    @field_validator("train", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        if isinstance(value, str):
            raise ValueError("is written as {jsonl: reports.jsonl}, or as {annotations: FOLDER} for brat")
        return (value,) if isinstance(value, dict) else value


class TaggerSettings(BaseModel):
    """How mentions are learnt: see `nlp.training.tagger`.

    Attributes:
        members: networks that are trained from other beginnings and vote; time grows with them.
    """

    model_config = _STRICT

    members: int = Field(default=3, ge=1, le=20)
    epochs: int = Field(default=8, ge=1, le=200)
    batch: int = Field(default=48, ge=1)
    learning_rate: float = Field(default=0.004, gt=0)
    width: int = Field(default=96, ge=8, le=1024)
    dropout: float = Field(default=0.4, ge=0, lt=1)
    share_without_mentions: float = Field(default=0.5, ge=0, le=1)


class LinkerSettings(BaseModel):
    """How codes are learnt: see `nlp.training.mention_linker`.

    Attributes:
        code_parts: a regular expression whose groups split a code into parts that are predicted apart, such as
            histology, behaviour and grade of ICD-O; "" takes a code as one.
        names: a tab-separated file of your own, a code and its names on each line, for codes without training mentions;
            a code without a name is a candidate too.
        own_terms: also take this project's names of the kind's codes, French and English (ICD-10, ICD-O-3.2, ATC) and
            Spanish (ICD-O-3.1), where the corpus is coded in those: much of a name is the same in other European
            languages.
    """

    model_config = _STRICT

    code_parts: str = ""
    names: Path | None = None
    own_terms: bool = False

    @field_validator("code_parts")
    @classmethod
    def _compiles(cls, value: str) -> str:
        try:
            if value and not re.compile(value).groups:
                raise ValueError("needs a group for each part of the code")
        except re.error as error:
            raise ValueError(f"is no regular expression ({error})") from None
        return value


class TrainingConfig(BaseModel):
    """A coder to be trained.

    >>> TrainingConfig(corpus={"train": {"jsonl": "reports.jsonl"}}).tagger.epochs
    8
    """

    model_config = _STRICT

    name: str = Field(default="coder", pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")
    description: str = ""
    languages: tuple[str, ...] = ()
    seed: int = 13
    corpus: Corpus
    tagger: TaggerSettings = TaggerSettings()
    linker: LinkerSettings = LinkerSettings()

    def training_reports(self) -> list[AnnotatedReport]:
        """All reports to learn from."""
        return [report for source in self.corpus.train for report in self._read(source)]

    def evaluation_reports(self) -> dict[str, list[AnnotatedReport]]:
        """The reports to report figures on, by name."""
        return {name: self._read(source) for name, source in self.corpus.evaluate.items()}

    def _read(self, source: Source) -> list[AnnotatedReport]:
        if source.jsonl is not None:
            return read_jsonl(source.jsonl)
        if source.annotations is None:
            raise InputRefused("a source of the corpus names neither `annotations` nor `jsonl`; give it one of them")
        if not self.corpus.kinds:
            raise InputRefused("corpus.kinds is missing; say which kind of finding each brat type states")
        return read_brat(source.annotations, source.texts or source.annotations, self.corpus.kinds)


def read_config(path: Path) -> TrainingConfig:
    """Read a configuration; paths in it are relative to its folder.

    Raises:
        InputRefused: the file is missing, no YAML, or says something that is not understood.
    """
    return _anchored(checked(path, TrainingConfig), path.parent)


def _anchored(config: TrainingConfig, folder: Path) -> TrainingConfig:
    corpus = config.corpus.model_copy(
        update={
            "train": tuple(_placed(source, folder) for source in config.corpus.train),
            "evaluate": {name: _placed(source, folder) for name, source in config.corpus.evaluate.items()},
        }
    )
    names = config.linker.names and folder / config.linker.names
    return config.model_copy(update={"corpus": corpus, "linker": config.linker.model_copy(update={"names": names})})


def _placed(source: Source, folder: Path) -> Source:
    return Source(**{name: value and folder / value for name, value in source})
