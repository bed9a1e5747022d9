"""A histology of many sites belongs to a cancer of one site only beside it; both engines and the YAML form agree."""

from __future__ import annotations

import datetime as dt

import pytest

from medomics_ehr.cohort import ask
from medomics_ehr.cohort.engines.reference import Fact, Person, members
from medomics_ehr.cohort.readers.yaml_form import read_yaml, to_yaml
from medomics_ehr.cohort.terms import Terms
from medomics_ehr.record.store import Record

DAY = dt.datetime(2023, 1, 10)
PEOPLE = [
    Person(1, (Fact(DAY, "ICD10//C34.1"), Fact(DAY, "ICDO3//8140/3"))),
    Person(2, (Fact(DAY, "ICD10//C18.7"), Fact(DAY, "ICDO3//8140/3"))),
    Person(3, (Fact(DAY, "ICD10//C34.1"), Fact(DAY, "ICDO3//8041/3"))),
    Person(4, (Fact(DAY, "SNOMED//254637007"),)),
    Person(5, (Fact(DAY, "ICD10//C67.9"), Fact(DAY, "ICDO3//8041/3"))),
    Person(6, (Fact(DAY, "ICDO3//8046/3"),)),
]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("NSCLC", [1, 4, 6]),
        ("CPNPC", [1, 4, 6]),
        ("NSCLC sauf cancer du poumon", [6]),
        ("adénocarcinome pulmonaire", [1]),
        ("lung adenocarcinoma", [1]),
        ("small cell lung cancer", [3]),
        ("adénocarcinome", [1, 2]),
    ],
)
def test_a_histology_counts_beside_its_site(record: Record, write_people, query: str, found: list[int]) -> None:
    write_people(record, PEOPLE)
    definition = ask.understand(record, query).definition
    assert list(ask.people(record, definition)["subject_id"]) == found
    assert [member.person_id for member in members(definition, PEOPLE)] == found
    again = read_yaml(to_yaml(definition), "again.yaml").definition
    assert [member.person_id for member in members(again, PEOPLE)] == found


def test_a_term_of_a_yaml_file_means_the_same(write_people) -> None:
    text = "medomics_cohort: 1\nname: n\nrules:\n- has: {facts: {term: NSCLC}}\n"
    definition = read_yaml(text, "n.yaml", Terms()).definition
    assert [member.person_id for member in members(definition, PEOPLE)] == [1, 4, 6]
