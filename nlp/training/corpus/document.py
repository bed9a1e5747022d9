"""An annotated report: its text, and the mentions that a person marked in it."""

from __future__ import annotations

from dataclasses import dataclass

from medomics_ehr.contracts.finding import Kind


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A marked span.

    Attributes:
        start, end: character offsets into the text, end exclusive.
        kind: the kind of finding that it states.
        code: its code (for kinds without one, its value), or "" where the corpus gives none.
    """

    start: int
    end: int
    kind: Kind
    code: str = ""


@dataclass(frozen=True, slots=True)
class AnnotatedReport:
    """A report with its mentions in the order of the text."""

    report_id: str
    text: str
    mentions: tuple[Mention, ...]
