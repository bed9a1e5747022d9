"""Runs an ATLAS definition on a record: the people of the cohort, and the waterfall by its own steps.

The other queries read events; this one reads the CDM tables, as OHDSI's compiler does, so that its numbers are theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from medomics_ehr.cohort.attrition import EVERYBODY, Step
from medomics_ehr.cohort.readers.circe import cohort_spells, cohort_steps, read_circe
from medomics_ehr.cohort.running import Reading
from medomics_ehr.record import tables


@dataclass(frozen=True, slots=True)
class AtlasCohort:
    """An ATLAS definition as read from a file."""

    name: str
    expression: Mapping[str, Any]


def read_atlas(path: Path, text: str) -> AtlasCohort:
    """The definition in a file.

    Raises:
        InputRefused: it is no Circe expression.
    """
    return AtlasCohort(path.stem, read_circe(text, path.name))


def atlas_waterfall(reading: Reading, cohort: AtlasCohort) -> tuple[Step, ...]:
    """How many people are left after each step of the definition."""
    person = tables.metadata.tables["cdm.person"]
    steps: list[tuple[str, sa.Select[Any]]] = [(EVERYBODY, sa.select(person.c.person_id))]
    steps += cohort_steps(cohort.expression)
    found: list[Step] = []
    for label, people in steps:
        (row,) = reading.rows(sa.select(sa.func.count()).select_from(people.subquery()))
        found.append(Step(label, int(row[0]), found[-1].people - int(row[0]) if found else 0))
    return tuple(found)


def atlas_people(reading: Reading, cohort: AtlasCohort) -> pd.DataFrame:
    """Each member's first spell: subject_id, index_date (its first day), censored_at (its last)."""
    spells = cohort_spells(cohort.expression).subquery()
    first = sa.func.row_number().over(partition_by=spells.c.subject_id, order_by=spells.c.cohort_start_date)
    ranked = sa.select(spells, first.label("spell")).subquery()
    columns = (ranked.c.subject_id, ranked.c.cohort_start_date, ranked.c.cohort_end_date)
    rows = reading.rows(sa.select(*columns).where(ranked.c.spell == 1).order_by(ranked.c.subject_id))
    return pd.DataFrame(rows, columns=["subject_id", "index_date", "censored_at"])
