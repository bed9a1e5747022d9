"""Which units the values of a term have in a record: one statement over the events of its codes, for ranges alone."""

from __future__ import annotations

import sqlalchemy as sa

from medomics_ehr.cohort.definition import Definition, Facts
from medomics_ehr.cohort.engines.sql_selection import code_matches
from medomics_ehr.cohort.running import Reading
from medomics_ehr.cohort.units import with_units
from medomics_ehr.record import tables


def in_one_unit(reading: Reading, definition: Definition, event: sa.FromClause = tables.event) -> Definition:
    """The definition as it runs on this record: the values of each term in one unit.

    Args:
        event: the table of events; a benchmark may give another of the same columns.

    Raises:
        InputRefused: it nests too deep, or the record takes too long.
    """
    return with_units(definition, lambda leaf: _units(reading, leaf, event))


def _units(reading: Reading, leaf: Facts, event: sa.FromClause) -> dict[str, int]:
    unit = sa.func.coalesce(event.c.unit, "").label("unit")
    wheres = (
        code_matches(event.c.code, leaf.codes, reading.dialect),
        event.c.assertion.in_(leaf.assertions),
        event.c.numeric_value.is_not(None),
    )
    valued = sa.select(unit).where(*wheres).subquery()
    statement = sa.select(valued.c.unit, sa.func.count()).group_by(valued.c.unit)
    return {str(unit): int(values) for unit, values in reading.rows(statement)}
