"""What goes wrong, or is made to: endless queries, hostile words, bottomless definitions, the edges of the calendar."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from medomics_ehr.cohort import ask
from medomics_ehr.cohort.definition import Code, CodeSet, Definition, Facts, Has, NumberRange, Rule, TextValue
from medomics_ehr.cohort.definition import Not as Deny
from medomics_ehr.cohort.engines.reference import Fact, Person, members
from medomics_ehr.cohort.running import reading
from medomics_ehr.errors import InputRefused
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record

HOSTILE = "x' OR '1'='1'; DROP TABLE medomics.event; --%_\\"


def one(facts: Facts) -> Definition:
    return Definition("one", (Rule("one", Has(facts)),))


def test_a_statement_is_stopped_at_its_limit(record: Record) -> None:
    numbers = [sa.func.generate_series(1, 100_000).table_valued(f"n{i}").alias(f"t{i}") for i in range(4)]
    endless = sa.select(sa.func.count()).select_from(*numbers)
    with pytest.raises(InputRefused, match="stopped"), reading(record, seconds=0.3) as opened:
        opened.rows(endless)
    with reading(record) as opened:
        assert opened.rows(sa.select(sa.func.count()).select_from(tables.event)) == [(0,)]


def test_hostile_text_is_only_text(record: Record, write_people) -> None:
    day = dt.datetime(2020, 1, 1)
    fact = Fact(day, f"TEXT//{HOSTILE}", text_value=HOSTILE, numeric_value=1.0, unit=HOSTILE)
    write_people(record, [Person(1, (fact,)), Person(2, (Fact(day, "ICD10//C34"),))])
    code = CodeSet(HOSTILE, (Code(f"TEXT//{HOSTILE}"),))
    for facts in (
        Facts(code),
        Facts(code, text=TextValue((HOSTILE,))),
        Facts(code, text=TextValue((), (HOSTILE,))),
        Facts(code, number=NumberRange(low=1.0, unit=HOSTILE)),
    ):
        assert list(ask.people(record, one(facts))["subject_id"]) == [1]
    wild = Facts(CodeSet("", (Code("ICD10//%"), Code("ICD10//_34"))))
    assert ask.people(record, one(wild)).empty
    assert record.frame(sa.select(sa.func.count().label("n")).select_from(tables.event))["n"][0] == 2


@pytest.mark.parametrize("query", [HOSTILE, f'"{HOSTILE}"', f"lung cancer and {HOSTILE}"])
def test_a_hostile_query_is_refused_or_finds_nobody(record: Record, query: str) -> None:
    with pytest.raises(InputRefused):
        ask.understand(record, query)


def test_a_definition_a_thousand_levels_deep_is_refused(record: Record) -> None:
    condition: object = Has(Facts(CodeSet("", (Code("ICD10//C34"),))))
    for _ in range(1000):
        condition = Deny(condition)  # type: ignore[arg-type]
    with pytest.raises(InputRefused, match="100 levels deep"):
        ask.people(record, Definition("deep", (Rule("deep", condition),)))  # type: ignore[arg-type]


def test_an_empty_set_of_codes_finds_nobody(record: Record, write_people) -> None:
    write_people(record, [Person(1, (Fact(dt.datetime(2020, 1, 1), "ICD10//C34"),))])
    assert ask.people(record, one(Facts(CodeSet("nothing", ())))).empty


@pytest.mark.parametrize("precision", ["year", "month", "day", "second"])
@pytest.mark.parametrize("day", [dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31), dt.datetime(2024, 2, 29)])
def test_dates_at_the_edge_of_the_calendar(record: Record, write_people, day: dt.datetime, precision: str) -> None:
    people = [Person(1, (Fact(day, "ICD10//C34", time_precision=precision),))]  # type: ignore[arg-type]
    write_people(record, people)
    definition = one(Facts(CodeSet("", (Code("ICD10//C34"),))))
    found = ask.people(record, definition)
    (expected,) = members(definition, people)
    assert [moment.to_pydatetime() for moment in found["index_date"]] == [expected.index]
