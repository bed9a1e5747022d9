"""Records of invented people, written as event rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from medomics_ehr.cohort.engines.reference import Fact, Person
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

SEX_CONCEPT = {"female": 8532, "male": 8507, None: 0}

WritePeople = Callable[[Record, Sequence[Person]], None]


def person_row(person: Person) -> dict[str, object]:
    return {
        "person_id": person.person_id,
        "gender_concept_id": SEX_CONCEPT[person.sex],
        "year_of_birth": person.year_of_birth or 0,
        "month_of_birth": person.month_of_birth,
        "day_of_birth": person.day_of_birth,
        "race_concept_id": 0,
        "ethnicity_concept_id": 0,
    }


def event_row(person: Person, fact: Fact) -> dict[str, object]:
    return {
        "subject_id": person.person_id,
        "time": fact.time,
        "code": fact.code,
        "numeric_value": fact.numeric_value,
        "text_value": fact.text_value,
        "end": fact.end,
        "assertion": fact.assertion,
        "time_precision": fact.time_precision,
        "available_at": fact.end or fact.time,
        "confidence": 1.0,
        "unit": fact.unit,
        "source_table": fact.source_table,
        "source_id": fact.source_id,
        "note_id": fact.note_id,
        "span_start": fact.span_start,
        "span_end": fact.span_end,
    }


@pytest.fixture(scope="session")
def write_people() -> WritePeople:
    """Replace the people and events of a record."""

    def write(record: Record, people: Sequence[Person]) -> None:
        with record.write() as connection:
            connection.execute(tables.event.delete())
            connection.execute(tables.metadata.tables["cdm.person"].delete())
            if people:
                connection.execute(tables.metadata.tables["cdm.person"].insert(), [person_row(p) for p in people])
            events = [event_row(p, fact) for p in people for fact in p.facts]
            if events:
                connection.execute(tables.event.insert(), events)

    return write


@pytest.fixture(params=["duckdb", "postgresql"])
def record(request: pytest.FixtureRequest, tmp_path: Path) -> Record:
    """An empty record on each database."""
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else "duckdb"
    record = Record.of(Workspace.create(tmp_path / "w", url=url))
    record.create()
    return record
