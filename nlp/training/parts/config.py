"""The configuration that makes learnt parts: a YAML file, checked word by word before anything runs."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from nlp.learnt.folder import Part
from nlp.linking.encoder import MINILM
from nlp.training.yaml_file import checked

_STRICT = ConfigDict(extra="forbid", frozen=True)


class ReaderSettings(BaseModel):
    """How the transformer is tuned: see `nlp.training.assertion.passages.ReaderTraining`."""

    model_config = _STRICT

    epochs: int = Field(default=5, ge=1, le=100)
    batch: int = Field(default=8, ge=1, le=256)
    rank: int = Field(default=16, ge=1, le=256)
    learning_rate: float = Field(default=1e-3, gt=0)
    head_rate: float = Field(default=1e-3, gt=0)


class PartsConfig(BaseModel):
    """Parts to be learnt.

    Attributes:
        learns: `words` (regressions of assertion), `dates` (ties of dates), `reader` (the transformer).
        reports: folders of marked `.txt`, and `.jsonl` files of gold or reviewed reports.
        gold: a `.jsonl` file of gold reports, of which the development half is learnt from.
        starts_from: `shipped` carries the shipped parts on to the reports; `nothing` learns anew, from the reports and
            the shipped bank of phrases.
        hold_out: share of the reports, chosen by a hash of their text, that figures are reported on.
        evaluate: name to more reports for figures. Reports that are learnt from are left out of them.
        encoder: of the reader: `minilm`, or a folder.
        out: the folder to write.

    >>> PartsConfig(learns=["words"], reports="reviewed.jsonl").starts_from
    'shipped'
    """

    model_config = _STRICT

    name: str = Field(default="learnt", pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")
    description: str = ""
    learns: tuple[Part, ...] = Field(min_length=1)
    reports: tuple[Path, ...] = ()
    gold: Path | None = None
    starts_from: Literal["shipped", "nothing"] = "shipped"
    hold_out: float = Field(default=0.0, ge=0, lt=1)
    evaluate: dict[str, Path] = {}
    encoder: str = MINILM
    reader: ReaderSettings = ReaderSettings()
    seed: int = 13
    out: Path | None = None

    @field_validator("reports", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return (value,) if isinstance(value, str | Path) else value

    @field_validator("learns", mode="before")
    @classmethod
    def _one_part_or_several(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _names_reports(self) -> PartsConfig:
        if not self.reports and self.gold is None:
            raise ValueError("name `reports` or `gold` to learn from")
        return self


def read_parts_config(path: Path) -> PartsConfig:
    """Read a configuration; paths in it are relative to its folder.

    Raises:
        InputRefused: the file is missing, no YAML, or says something that is not understood.
    """
    config, folder = checked(path, PartsConfig), path.parent
    return config.model_copy(
        update={
            "reports": tuple(folder / source for source in config.reports),
            "gold": config.gold and folder / config.gold,
            "evaluate": {name: folder / source for name, source in config.evaluate.items()},
            "encoder": config.encoder if config.encoder == MINILM else str(folder / config.encoder),
            "out": folder / (config.out or config.name),
        }
    )
