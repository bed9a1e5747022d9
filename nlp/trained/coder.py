"""A coder that `nlp train` made: tagger and linker of a model folder, with the interface of `nlp.coder.Coder`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from medomics_ehr.contracts.finding import Finding, Kind
from medomics_ehr.errors import EnvironmentFailed
from nlp.coder import Report
from nlp.trained.linker_names import LinkerNames
from nlp.trained.mention_linker import MentionLinker
from nlp.trained.model_files import read_manifest, read_tensors, read_words
from nlp.trained.short_forms import long_forms
from nlp.trained.tagger import FoundMention, Tagger

#: Kinds whose code is a finding's `code`; the others have a `value`.
_CODED = frozenset({"diagnosis", "morphology", "drug", "biomarker"})


class TrainedCoder:
    """Finds mentions and codes them. It knows neither assertion nor dates: all it finds is `present`."""

    def __init__(self, name: str, tagger: Tagger, linkers: Mapping[str, MentionLinker]) -> None:
        self.name = name
        self.tagger = tagger
        self.linkers = linkers

    @classmethod
    def load(cls, folder: Path) -> TrainedCoder:
        """Read a model folder, each file checked against its SHA-256 first.

        Raises:
            EnvironmentFailed: there is no model, or a file is missing, cut, altered or not what it should be.
        """
        manifest = read_manifest(folder)
        try:
            tagger = Tagger.of_files(
                read_tensors(folder, "tagger"), read_words(folder, "vocabulary"), manifest["kinds"]
            )
            names = read_words(folder, "names")
            tensors = read_tensors(folder, "linker") if names else {}
            linkers = {
                kind: MentionLinker(LinkerNames.from_json(row), _part_of(tensors, kind)) for kind, row in names.items()
            }
            return cls(str(manifest["name"]), tagger, linkers)
        except (KeyError, RuntimeError, TypeError, ValueError, AttributeError) as error:
            raise EnvironmentFailed(f"{folder}: not a coder ({type(error).__name__}); train the model again") from None

    def code(self, report: Report) -> tuple[Finding, ...]:
        """The findings of one report, in the order of its text."""
        forms = long_forms(report.text)
        return tuple(self._finding(mention, report.text, forms) for mention in self.tagger.mentions(report.text))

    def code_many(self, reports: Iterable[Report]) -> Iterator[tuple[Finding, ...]]:
        """Findings of many reports, one by one and in order."""
        for report in reports:
            yield self.code(report)

    def _finding(self, mention: FoundMention, text: str, forms: Mapping[str, str]) -> Finding:
        linker = self.linkers.get(mention.kind)
        ranked = linker.rank(text[mention.start : mention.end], top=1, forms=forms) if linker else []
        code, probability = ranked[0] if ranked else (None, 1.0)
        coded = mention.kind in _CODED
        return Finding(
            mention.start,
            mention.end,
            cast(Kind, mention.kind),
            code=code if coded else None,
            value=None if coded else code,
            confidence=mention.confidence * probability,
            rule_or_model=f"trained:{self.name}",
        )


def _part_of(tensors: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """The arrays of one kind's linker."""
    return {name.removeprefix(f"{kind}/"): array for name, array in tensors.items() if name.startswith(f"{kind}/")}
