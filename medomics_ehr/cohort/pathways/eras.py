"""From exposures to eras: repeated exposures joined, overlapping treatments told apart as combinations or switches.

Pure: days in, days out. All days are whole and included. Method and names: TreatmentPatterns (see the room's
docstring). Two things differ from it: a single day of one treatment inside a longer era of another, such as an
operation between courses, is a step of its own and no combination; and only what is left beside a combination is
dropped as too short, never an era that overlaps with nothing.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, replace

from medomics_ehr.cohort.pathways.settings import Settings

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Era:
    """Days, first to last, under one treatment or a combination (names in order)."""

    start: dt.date
    end: dt.date
    treatments: tuple[str, ...]

    @property
    def days(self) -> int:
        """How many days it lasts, both ends included."""
        return (self.end - self.start).days + 1


def collapsed(exposures: Iterable[Era], gap: int) -> list[Era]:
    """Exposures to one treatment at most `gap` days apart, as one era.

    >>> day = dt.date(2024, 1, 1)
    >>> cycles = [Era(day + dt.timedelta(21 * n), day + dt.timedelta(21 * n), ("chemotherapy",)) for n in range(4)]
    >>> [(era.start.isoformat(), era.days) for era in collapsed(cycles, 45)]
    [('2024-01-01', 64)]
    """
    eras: list[Era] = []
    for exposure in sorted(exposures, key=lambda era: (era.treatments, era.start, era.end)):
        last = eras[-1] if eras else None
        if last and last.treatments == exposure.treatments and (exposure.start - last.end).days <= gap:
            eras[-1] = replace(last, end=max(last.end, exposure.end))
        else:
            eras.append(exposure)
    return sorted(eras)


def combined(eras: Iterable[Era], settings: Settings) -> list[Era]:
    """Eras of single treatments as a sequence in which each stretch of days has one treatment or one combination."""
    every = sorted(eras)
    apart = [era for era in every if _is_visit(era, every)]
    lasting = _switched([era for era in every if era not in apart], settings.combination_window)
    return sorted([*_remaining(_stretches(lasting), settings.min_remainder), *apart])


def _is_visit(era: Era, others: Iterable[Era]) -> bool:
    """A single day of treatment that falls inside another era, after its first day."""
    return era.days == 1 and any(
        other.start < era.start <= other.end for other in others if other.treatments != era.treatments
    )


def _switched(eras: list[Era], window: int) -> list[Era]:
    """Eras with the overlap of a switch cut off: the first ends the day before the next begins."""
    kept = list(eras)
    for place, later in enumerate(kept):
        for before in range(place):
            first = kept[before]
            if first.start < later.start <= first.end and not _is_combination(first, later, window):
                kept[before] = replace(first, end=later.start - ONE_DAY)
    return kept


def _is_combination(first: Era, later: Era, window: int) -> bool:
    return later.end <= first.end or (first.end - later.start).days >= window


def _stretches(eras: list[Era]) -> list[Era]:
    """The days cut wherever an era begins or ends, each stretch with what is given in it."""
    cuts = sorted({era.start for era in eras} | {era.end + ONE_DAY for era in eras})
    stretches = []
    for start, following in itertools.pairwise(cuts):
        given = {name for era in eras if era.start <= start <= era.end for name in era.treatments}
        if given:
            stretches.append(Era(start, following - ONE_DAY, tuple(sorted(given))))
    return stretches


def _remaining(stretches: list[Era], shortest: int) -> list[Era]:
    """Without the short remainders of an era beside a combination that it is part of."""

    def is_remainder(place: int) -> bool:
        beside = stretches[max(place - 1, 0) : place + 2]
        one = stretches[place]
        touching = (other for other in beside if other.end + ONE_DAY == one.start or one.end + ONE_DAY == other.start)
        return any(set(one.treatments) < set(other.treatments) for other in touching)

    return [era for n, era in enumerate(stretches) if era.days >= shortest or not is_remainder(n)]
