"""What an explanation is made of: a verdict for each rule, with the rows that decide it. Knows no definition."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from medomics_ehr.cohort.engines.reference import Fact
from medomics_ehr.cohort.evidence import Quote

MAX_ROWS = 5
NO_SUCH_PERSON = "the record holds no such person; take an identifier from `medomics cohort list`"


@dataclass(frozen=True, slots=True)
class Row:
    """One event that decides a rule, or that nearly did."""

    fact: Fact
    label: str
    quote: Quote | None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule for one person.

    Attributes:
        rule: in words.
        met: whether it holds.
        rows: the events that make it hold, the earliest first.
        nearest: where it fails, events with the right code that were not enough, and why.
        notes: what was counted, where the rows alone do not say it.
    """

    rule: str
    met: bool
    rows: tuple[Row, ...] = ()
    nearest: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """A person's verdicts in the order of the rules; `first_failed` is the step of the waterfall that loses them."""

    person_id: int
    member: bool
    index: dt.datetime | None
    verdicts: tuple[Verdict, ...]

    @property
    def first_failed(self) -> str | None:
        """The first rule that does not hold."""
        return next((verdict.rule for verdict in self.verdicts if not verdict.met), None)
