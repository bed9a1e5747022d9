"""One path for each person, and how many people took each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from medomics_ehr.cohort.pathways.eras import Era, collapsed, combined
from medomics_ehr.cohort.pathways.exposures import exposures_of
from medomics_ehr.cohort.pathways.settings import Settings
from medomics_ehr.cohort.pathways.treatments import Treatment
from medomics_ehr.cohort.running import TIME_LIMIT, reading
from medomics_ehr.errors import InputRefused
from medomics_ehr.record.store import Record

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pathways:
    """The paths of a cohort.

    Attributes:
        people: how many people the cohort has; the counts of the paths add up to it.
        paths: path to how many took it, the most frequent first; the empty path is theirs who had no treatment.
        vague: treatments left out because only their month or year is known, so that their order is not.
        treatments: names of the treatments that were looked for.
    """

    people: int
    paths: Mapping[Path, int]
    vague: int = 0
    treatments: tuple[str, ...] = ()

    def table(self) -> pd.DataFrame:
        """A row for each path: path, steps, people, share of the cohort."""
        columns = ["path", "steps", "people", "share"]
        rows = [(in_words(path), len(path), n, n / self.people) for path, n in self.paths.items()]
        return pd.DataFrame(rows, columns=columns)


def pathways(
    record: Record,
    people: pd.DataFrame,
    treatments: Sequence[Treatment],
    settings: Settings,
    names: Mapping[Path, str] | None = None,
    seconds: float = TIME_LIMIT,
) -> Pathways:
    """The paths of a saved cohort's people (`saved.load_people`), a cohort of nobody included.

    Args:
        names: combinations that have a name of their own, such as a regimen.

    Raises:
        InputRefused: somebody has no index date, or the record takes longer than `seconds`.
    """
    if people["index_date"].isna().any():
        raise InputRefused(
            "somebody in the cohort has no index date to count from; save it with an `index` in its definition"
        )
    with reading(record, seconds) as opened:
        found = exposures_of(opened, people, treatments, settings.within)
    counts = Counter(
        path_of(found.of_person.get(int(person), []), settings, names or {}) for person in people["subject_id"]
    )
    ordered = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
    return Pathways(len(people), ordered, found.vague, tuple(treatment.name for treatment in treatments))


def path_of(exposures: Iterable[Era], settings: Settings, names: Mapping[Path, str] | None = None) -> Path:
    """One person's path.

    >>> from datetime import date
    >>> day, later = date(2024, 1, 1), date(2024, 6, 1)
    >>> path_of([Era(later, later, ("radiotherapy",)), Era(day, day, ("surgery",))], Settings())
    ('surgery', 'radiotherapy')
    """
    eras = combined(collapsed(exposures, settings.era_gap), settings)
    known: Mapping[Path, str] = names or {}
    steps = [known.get(era.treatments, " + ".join(era.treatments)) for era in eras]
    return _filtered(steps, settings.repeats)[: settings.max_depth]


def _filtered(steps: list[str], repeats: str) -> Path:
    if repeats == "first":
        return tuple(dict.fromkeys(steps))
    if repeats == "changes":
        return tuple(step for n, step in enumerate(steps) if n == 0 or steps[n - 1] != step)
    return tuple(steps)


def in_words(path: Iterable[Any]) -> str:
    """A path as people read it.

    >>> in_words(("surgery", "chemotherapy")), in_words(())
    ('surgery → chemotherapy', 'no treatment')
    """
    return " → ".join(map(str, path)) or "no treatment"
