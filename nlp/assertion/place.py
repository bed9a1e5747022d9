"""Where a treatment stands in its report, and how old things may be there: what the rules of its assertion share."""

from __future__ import annotations

from dataclasses import dataclass

from nlp.candidates import Candidate
from nlp.text.reading import Reading

#: An operation this many days before the report of its episode is still that episode's.
EPISODE_DAYS = 45
#: A treatment of a paragraph whose story is older than this is over, unless words say that it goes on.
ERA_DAYS = 300
#: A short course of such a story is over sooner.
EVENT_DAYS = 120
#: Reports of an operation.
EPISODE_TYPES = frozenset(["operative", "pathology"])
#: Reports of a stay or a course, in which a period told may be their own.
STAYS = frozenset(["discharge", "radiotherapy"])
PAST_SECTIONS = frozenset(["history", "story"])
ONCOLOGIC = ("L01", "L02", "L03AX03")


def is_oncologic(candidate: Candidate) -> bool:
    """True for a treatment of the cancer; false for a drug of any other class."""
    return candidate.kind == "treatment" or (candidate.code or "").startswith(ONCOLOGIC)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a treatment stands: its section, its age in days, its story's, and the words around it."""

    reading: Reading
    candidate: Candidate
    section: str
    age: int | None
    era: int | None
    lines: int
    before: str
    after: str

    @property
    def type(self) -> str:
        return self.reading.report_type

    @property
    def is_oncologic(self) -> bool:
        return is_oncologic(self.candidate)
