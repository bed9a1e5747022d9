"""The parameters of care pathways, named as OHDSI's TreatmentPatterns has them where it has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from medomics_ehr.errors import WrongUsage

Repeats = Literal["first", "changes", "all"]
MAX_DAYS = 36525


@dataclass(frozen=True, slots=True)
class Settings:
    """How treatments become paths. Lengths are in days.

    Attributes:
        era_gap: two exposures to one treatment with at most so many days between them are one era (`eraCollapseSize`
            there, 30; here 45, so that six-weekly courses are one era).
        combination_window: two eras that overlap by at least so many days are a combination, as is one that lies
            wholly inside the other; with less overlap it is a switch (`combinationWindow`).
        min_remainder: what is left of an era before or after a combination counts only if it lasts so long
            (`minPostCombinationDuration`).
        repeats: `first` keeps each treatment's first era, `changes` drops an era like the one before it, `all` keeps
            everything (`filterTreatments`).
        max_depth: steps of a path (`maxPathLength`).
        within: only treatments that begin within so many days of the index; None for all that follow.

    >>> Settings(era_gap=-1)
    Traceback (most recent call last):
        ...
    medomics_ehr.errors.WrongUsage: era_gap is -1; it must be between 0 and 36525 days
    """

    era_gap: int = 45
    combination_window: int = 30
    min_remainder: int = 30
    repeats: Repeats = "changes"
    max_depth: int = 5
    within: int | None = None

    def __post_init__(self) -> None:
        for name in ("era_gap", "combination_window", "min_remainder", "within"):
            days = getattr(self, name)
            if days is not None and not 0 <= days <= MAX_DAYS:
                raise WrongUsage(f"{name} is {days}; it must be between 0 and {MAX_DAYS} days")
        if not 1 <= self.max_depth <= 20:
            raise WrongUsage(f"max_depth is {self.max_depth}; it must be between 1 and 20 steps")
        if self.repeats not in ("first", "changes", "all"):
            raise WrongUsage("repeats is none of first, changes and all")
