"""The report coder: loads the pipeline and turns reports into findings.

The pipeline is imported where it is first needed: a process that only hands out reports does not wait for spaCy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, get_args

from medomics_ehr.contracts.finding import Finding
from medomics_ehr.errors import WrongUsage

if TYPE_CHECKING:
    from spacy.language import Language

Profile = Literal["fast", "default", "thorough"]
#: Reports that are coded together: enough that the transformer seldom reads a batch which is not full.
TOGETHER = 64


@dataclass(frozen=True, slots=True)
class Report:
    """A report to code.

    Attributes:
        id: the caller's identifier, not read.
        text: the source; findings' offsets slice it.
        lang: `fr`, `en`, or None to find out.
        date: ISO day of the report, against which relative dates are resolved.
        type: `board`, `consultation`, `discharge`, `imaging`, `letter`, `operative`, `pathology`,
            `radiotherapy` or None.
    """

    id: str
    text: str
    lang: str | None = None
    date: str | None = None
    type: str | None = None


class ReportCoder(Protocol):
    """Whatever turns a report into findings: the rules, or a coder that a user trained."""

    def code(self, report: Report) -> tuple[Finding, ...]:
        """The findings of one report, in the order of its text."""

    def code_many(self, reports: Iterable[Report]) -> Iterator[tuple[Finding, ...]]:
        """Those of many, in order."""


class Coder:
    """A loaded coder. The object may be kept for a whole batch.

    >>> coder = Coder.load()
    >>> report = Report("1", "TDM du 06/09/2021 : pas de métastase hépatique.", "fr", "2021-09-23")
    >>> [(f.kind, f.code or f.value, f.assertion, f.date) for f in coder.code(report)]
    [('exam', 'ct', 'present', '2021-09-06'), ('diagnosis', 'C78.7', 'absent', '2021-09-06')]
    """

    def __init__(self, pipeline: Language, profile: Profile = "fast") -> None:
        self.pipeline = pipeline
        self.profile = profile

    @classmethod
    def load(
        cls,
        profile: Profile = "default",
        lexicon_folder: Path | str | None = None,
        encoder: str = "minilm",
        learnt: Path | str | None = None,
    ) -> Coder:
        """Compile the lexicons and build the pipeline, once for a process.

        Args:
            profile: `fast` runs the rules; `default` weighs their assertions and dates by what marked reports taught
                and has the transformer read around the few findings that are still unsure; in `thorough` it reads
                around each finding, and diseases that the rules missed are linked.
            lexicon_folder: a workspace's own tables (`drugs.csv`, `sites.csv`, …), added to those shipped.
            encoder: `minilm`, a folder or a hub id, of the linker and the transformer that reads around findings.
            learnt: folder of parts that `nlp train` learnt, in place of those shipped.

        Raises:
            WrongUsage: the profile is unknown, or is `fast` where learnt parts are named.
            InputRefused: a table of the folder cannot be read.
            EnvironmentFailed: the encoder or a learnt part is missing, cut or altered.
        """
        if profile not in get_args(Profile):
            raise WrongUsage(f"profile {profile!r} is unknown; choose from {', '.join(get_args(Profile))}")
        if learnt and profile == "fast":
            raise WrongUsage("profile fast runs the rules alone; name learnt parts with default or thorough")
        from nlp.pipeline import build_pipeline

        folder, own = Path(lexicon_folder) if lexicon_folder else None, Path(learnt) if learnt else None
        reads = {"fast": None, "default": "unsure", "thorough": "all"}[profile]
        return cls(build_pipeline(folder, encoder, reads, own, links=profile == "thorough"), profile)

    def code(self, report: Report) -> tuple[Finding, ...]:
        """The findings of one report, in the order of its text."""
        return next(self.code_many([report]))

    def doc(self, report: Report) -> Any:
        """The spaCy document of a report, with `doc._.findings` and `doc.spans["findings"]`."""
        from nlp.pipeline import code_doc

        return code_doc(self.pipeline, report)

    def code_many(self, reports: Iterable[Report]) -> Iterator[tuple[Finding, ...]]:
        """Findings of many reports, in order: the same as one by one, sooner where the transformer reads."""
        from nlp.pipeline import code_reports

        remaining = iter(reports)
        while batch := list(islice(remaining, TOGETHER)):
            yield from code_reports(self.pipeline, batch)
