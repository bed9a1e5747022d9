"""Generated definitions: all engines give the same people and dates on any record, and YAML keeps every one."""

from __future__ import annotations

import datetime as dt
import json
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
import sqlalchemy as sa
import yaml
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from medomics_ehr.cohort.definition import (
    After,
    AgeAtIndex,
    AgeRange,
    AllOf,
    AnyOf,
    AroundIndex,
    Code,
    CodeSet,
    Definition,
    Facts,
    Has,
    Near,
    Not,
    NumberRange,
    OneOf,
    Period,
    Pick,
    Rule,
    Sex,
    TextValue,
)
from medomics_ehr.cohort.engines import reference, sql
from medomics_ehr.cohort.engines.reference import Fact, Member, Person
from medomics_ehr.cohort.readers import yaml_form
from medomics_ehr.cohort.recorded_units import in_one_unit
from medomics_ehr.cohort.running import reading
from medomics_ehr.errors import InputRefused
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

CODES = ("ICD10//C34", "ICD10//C34.1", "ICD10//C50.9", "ATC//L01FF02", "EXAM//ct", "STAGE//I", "STAGE//II", "TNM//pT2a")
ASKED = ("ICD10//C34", "ICD10//C", "ATC//L01F", "EXAM//ct", "STAGE//I", "TNM//T2", "SNOMED//1")
DAYS = st.sampled_from(
    [
        dt.datetime(2020, 2, 28),
        dt.datetime(2020, 2, 29),
        dt.datetime(2020, 3, 1),
        dt.datetime(2020, 12, 31),
        dt.datetime(2021, 1, 1),
        dt.datetime(2021, 1, 1, 12, 30),
        dt.datetime(1, 1, 1),
        dt.datetime(9999, 12, 31),
    ]
)
SMALL = st.integers(0, 400)
UNITS = (None, None, "", "%", "1", "g/L", "g/L", "g/dL", "g/dl", "mmol/L", "score")


@st.composite
def facts_of(draw: st.DrawFn) -> Fact:
    time = draw(st.none() | DAYS)
    return Fact(
        time=time,
        code=draw(st.sampled_from(CODES)),
        assertion=draw(st.sampled_from(["present", "present", "present", "historical", "absent", "planned"])),
        time_precision=draw(st.sampled_from(["year", "month", "day", "second"])),
        end=draw(st.none() | DAYS),
        numeric_value=draw(st.none() | st.sampled_from([0.0, 0.1, 1.0, 10.0, 50.0, 100.0])),
        unit=draw(st.sampled_from(UNITS)),
        text_value=draw(st.sampled_from([None, "", "mutated", "p.L858R", "MSI-H"])),
        source_table=draw(st.sampled_from(["finding", "measurement"])),
        source_id=draw(st.integers(1, 5)),
    )


@st.composite
def people(draw: st.DrawFn) -> list[Person]:
    count = draw(st.integers(1, 4))
    born = st.sampled_from(
        [
            (None, None, None),
            (0, None, None),
            (1960, None, None),
            (1960, 2, None),
            (1960, 2, 29),
            (1981, 1, 1),
            (2020, 2, 28),
        ]
    )
    made = []
    for person_id in range(1, count + 1):
        year, month, day = draw(born)
        facts = tuple(draw(st.lists(facts_of(), max_size=6)))
        made.append(Person(person_id, facts, draw(st.sampled_from(["female", "male", None])), year, month, day))
    return made


NUMBERS = st.builds(
    NumberRange,
    low=st.none() | st.sampled_from([0.0, 1.0, 50.0]),
    high=st.none() | st.sampled_from([1.0, 50.0]),
    low_open=st.booleans(),
    high_open=st.booleans(),
    unit=st.sampled_from([None, "", *(unit for unit in UNITS if unit)]),
).map(lambda n: replace(n, low_open=n.low_open and n.low is not None, high_open=n.high_open and n.high is not None))
AGES = st.builds(AgeRange, low=st.none() | st.integers(0, 61), high=st.none() | st.integers(0, 61))
DATES = st.none() | DAYS.map(lambda at: at.date())
CODE_SETS = st.lists(st.builds(Code, st.sampled_from(ASKED), st.booleans()), max_size=2).map(
    lambda codes: CodeSet("any", tuple(codes))
)
LEAVES = st.builds(
    Facts,
    codes=CODE_SETS,
    assertions=st.sampled_from([("present",), ("present", "historical"), ("absent",)]),
    number=st.none() | st.none() | NUMBERS,
    text=st.none() | st.none() | st.builds(TextValue, st.just(("Mutated",)), st.sampled_from([(), ("P.",), ("",)])),
    period=st.none() | st.none() | st.builds(Period, DATES, DATES),
    age=st.none() | st.none() | AGES,
)
SELECTIONS = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(Pick, st.sampled_from(["first", "last"]), inner)
        | st.lists(inner, min_size=1, max_size=2).map(lambda parts: AnyOf(tuple(parts)))
        | st.builds(After, inner, inner, st.sampled_from([0, 0, 1, 300]), st.none() | SMALL)
        | st.builds(Near, inner, inner, SMALL)
    ),
    max_leaves=4,
)
SEXES = st.builds(Sex, st.sampled_from(["female", "male"]))


def _groups(atoms: st.SearchStrategy) -> st.SearchStrategy:
    return st.recursive(
        atoms,
        lambda inner: (
            st.lists(inner, max_size=2).map(lambda parts: AllOf(tuple(parts)))
            | st.lists(inner, max_size=2).map(lambda parts: OneOf(tuple(parts)))
            | inner.map(Not)
        ),
        max_leaves=3,
    )


PLAIN = _groups(st.builds(Has, SELECTIONS, st.integers(1, 3)) | SEXES)
OFFSETS = st.none() | st.integers(-400, 400)
AT_INDEX = _groups(
    st.builds(AgeAtIndex, AGES) | st.builds(AroundIndex, SELECTIONS, OFFSETS, OFFSETS, st.integers(1, 2)) | SEXES
)
DEFINITIONS = st.builds(
    Definition,
    name=st.just("generated"),
    rules=st.lists(st.builds(Rule, st.just("rule"), PLAIN | AT_INDEX), min_size=1, max_size=3).map(tuple),
    index=st.none() | st.none() | SELECTIONS,
    censor=st.none() | st.none() | SELECTIONS,
)


@pytest.fixture(scope="module")
def embedded() -> Iterator[Record]:
    with tempfile.TemporaryDirectory() as folder:
        record = Record.of(Workspace.create(Path(folder) / "w"))
        record.create()
        yield record


def run_sql(record: Record, definition: Definition) -> list[Member]:
    with reading(record) as opened:
        definition = in_one_unit(opened, definition)
        judged = sql.judged(definition, record.dialect).subquery()
        statement = sa.select(judged.c.subject_id, judged.c.index_at, judged.c.censored_at)
        rows = opened.rows(statement.where(sql.member(judged, definition)).order_by(judged.c.subject_id))
        return [Member(*row) for row in rows]


QUIET = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
Write = Callable[[Record, Sequence[Person]], None]


@settings(max_examples=80, deadline=None, suppress_health_check=QUIET)
@given(definition=DEFINITIONS, group=people())
def test_sql_agrees_with_the_reference(
    embedded: Record, write_people: Write, definition: Definition, group: list[Person]
) -> None:
    write_people(embedded, group)
    assert run_sql(embedded, definition) == reference.members(definition, group)


@pytest.mark.deep
@pytest.mark.parametrize("part", range(20))
def test_sql_agrees_with_the_reference_thousands_of_times(
    embedded: Record, write_people: Write, part: int, record_property: Callable[[str, object], None]
) -> None:
    """3,000 cases in twenty seeded parts, so that a share of them can be run."""
    agreed = []

    @seed(part)
    @settings(max_examples=150, deadline=None, suppress_health_check=QUIET, database=None)
    @given(definition=DEFINITIONS, group=people())
    def agrees(definition: Definition, group: list[Person]) -> None:
        write_people(embedded, group)
        assert run_sql(embedded, definition) == reference.members(definition, group)
        agreed.append(definition)

    agrees()
    record_property("definitions", len(agreed))


def test_postgresql_agrees_with_the_reference(
    postgresql_record: Record, write_people: Write, record_property: Callable[[str, object], None]
) -> None:
    agreed = []

    @settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
    @given(definition=DEFINITIONS, group=people())
    def agrees(definition: Definition, group: list[Person]) -> None:
        write_people(postgresql_record, group)
        assert run_sql(postgresql_record, definition) == reference.members(definition, group)
        agreed.append(definition)

    agrees()
    record_property("definitions", len(agreed))


@pytest.fixture
def postgresql_record(postgresql_url: str, tmp_path: Path) -> Record:
    record = Record.of(Workspace.create(tmp_path / "w", url=postgresql_url))
    record.create()
    return record


SCHEMA = Path(yaml_form.__file__).with_name("cohort.schema.json")
VALIDATOR = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
IMPOSSIBLE = "can lie between|before it begins|no one can be aged"


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(definition=DEFINITIONS)
def test_yaml_keeps_a_definition_and_fits_its_schema(definition: Definition) -> None:
    text = yaml_form.to_yaml(definition)
    plain = json.loads(json.dumps(yaml.safe_load(text), default=lambda day: day.isoformat()))
    assert VALIDATOR.is_valid(plain)
    refusal, again = None, None
    try:
        again = yaml_form.read_yaml(text, "written").definition
    except InputRefused as error:
        refusal = str(error)
    assert again == definition or (refusal and re.search(IMPOSSIBLE, refusal))
