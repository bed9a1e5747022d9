"""Why a `not` fails: the facts that are there, and only those."""

from __future__ import annotations

import datetime as dt

import pytest

from medomics_ehr.cohort import ask
from medomics_ehr.cohort.engines.reference import Fact, Person
from medomics_ehr.cohort.explain import explain
from medomics_ehr.record.store import Record


def day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


PERSON = Person(
    1,
    (
        Fact(day("2023-01-10"), "ICD10//C34.1", source_id=1),
        Fact(day("2022-01-01"), "ICD10//C78.7", assertion="possible", source_id=2),
        Fact(day("2022-12-01"), "ICD10//C78.7", source_id=3),
        Fact(day("2023-06-01"), "ICD10//C79.5", source_id=4),
    ),
)
THERE = "it is there, and the rule asks that it is not"


@pytest.mark.parametrize(
    ("query", "nearest"),
    [
        ("cancer du poumon sans métastase", [(3, THERE), (4, THERE)]),
        ("cancer du poumon sans métastase avant", [(3, THERE)]),
        ("cancer du poumon et métastase cérébrale", []),
        ("cancer du poumon et suspicion de métastase osseuse", [(4, "it is present")]),
    ],
)
def test_a_failed_rule_names_what_made_it_fail(
    record: Record, write_people, query: str, nearest: list[tuple[int, str]]
) -> None:
    write_people(record, [PERSON])
    found = explain(record, ask.understand(record, query).definition, 1, {})
    assert not found.member
    assert [(row.fact.source_id, row.why_not) for row in found.verdicts[-1].nearest] == nearest
