"""How text queries in English and French are read: the reading in words is the expected value."""

from __future__ import annotations

import datetime as dt

import pytest

from medomics_ehr.cohort.definition import (
    EVER,
    After,
    AgeAtIndex,
    AgeRange,
    AroundIndex,
    Facts,
    Has,
    Near,
    Not,
    NumberRange,
    Period,
    Pick,
    Sex,
)
from medomics_ehr.cohort.engines.reference import Fact, Person, members
from medomics_ehr.cohort.readers.text import read_text
from medomics_ehr.cohort.terms import Terms
from medomics_ehr.errors import InputRefused


def readings(query: str) -> list[str]:
    return [rule.label for rule in read_text(query, Terms()).rules]


def conditions(query: str) -> list[object]:
    return [rule.condition for rule in read_text(query, Terms()).rules]


CHAIN = ["lung cancer", "immunotherapy", "immunotherapy then ct"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("lung cancer and immunotherapy then ct", CHAIN),
        ("lung cancer AND immunotherapy THEN ct", ["lung cancer", "immunotherapy", "immunotherapy then ct"]),
        ("patients with lung cancer treated by immunotherapy who then had a ct", CHAIN),
        ("lung cancer, immunotherapy, then ct", CHAIN),
        (
            "cancer du poumon et immunothérapie puis scanner",
            ["cancer du poumon", "immunothérapie", "immunothérapie then scanner"],
        ),
        (
            "patients atteints d'un cancer du poumon traités par immunothérapie puis scanner",
            ["cancer du poumon", "immunothérapie", "immunothérapie then scanner"],
        ),
        ("head and neck cancer", ["head and neck cancer"]),
        ("breast cancer or melanoma and surgery", ["breast cancer or (melanoma and surgery)"]),
        ("(breast cancer or melanoma) and surgery", ["breast cancer or melanoma", "surgery"]),
        ("ct before surgery", ["ct", "ct then surgery"]),
        ("ct after surgery", ["surgery", "surgery then ct"]),
        (
            "scanner dans les 90 jours après immunothérapie",
            ["immunothérapie", "immunothérapie then scanner within 90 days"],
        ),
        ("chemotherapy then ct within 3 months", ["chemotherapy", "chemotherapy then ct within 90 days"]),
        ("ct within 30 days of surgery", ["ct within 30 days of surgery"]),
        ("stage IV lung cancer then ct", ["stage IV", "(lung cancer then ct) after stage IV"]),
        ("immunotherapy then (ct or mri)", ["immunotherapy", "immunotherapy then (ct or mri)"]),
        ("at least 2 ct", ["at least 2 days with ct"]),
        ("au moins 2 scanners", ["at least 2 days with scanners"]),
        ("femmes de 15-39 ans avec cancer du sein", ["female", "cancer du sein", "aged 15 to 39 at the index date"]),
        ("women over 60 with diabetes", ["female", "diabetes", "aged 61 or more at the index date"]),
        ("cancer du sein sauf diabète", ["cancer du sein", "not diabète"]),
        ("melanoma without chemotherapy before", ["melanoma", "not chemotherapy before the index date"]),
        ("melanoma at 15-39 years", ["melanoma at 15 to 39 years"]),
        ('"ct" and "surgery"', ["ct", "surgery"]),
    ],
)
def test_a_query_is_read_as(query: str, expected: list[str]) -> None:
    assert readings(query) == expected


def leaf(query: str) -> Facts:
    (condition,) = conditions(query)
    assert isinstance(condition, Has)
    assert isinstance(condition.selection, Facts)
    return condition.selection


@pytest.mark.parametrize("query", ["PD-L1 >= 50 %", "PD-L1 ≥50%", "PD-L1 at least 50 %", "PD-L1 au moins 50 %"])
def test_values_with_their_unit(query: str) -> None:
    assert leaf(query).number == NumberRange(low=50.0, unit="%")


def test_a_unit_keeps_its_case() -> None:
    assert leaf("glucose > 126 mg/dL").number == NumberRange(low=126.0, low_open=True, unit="mg/dL")


def test_values_in_words() -> None:
    found = leaf("EGFR muté")
    assert [code.code for code in found.codes.codes] == ["BIOMARKER//EGFR"]
    assert found.text is not None
    assert "mutated" in found.text.values


@pytest.mark.parametrize("query", ["ever melanoma", "history of melanoma", "antécédent de mélanome", "melanoma ever"])
def test_ever_asks_for_the_past_too(query: str) -> None:
    assert leaf(query).assertions == EVER


def test_without_ever_only_what_is_present() -> None:
    assert leaf("melanoma").assertions == ("present",)


@pytest.mark.parametrize(
    ("query", "period"),
    [
        ("melanoma in 2021", Period(dt.date(2021, 1, 1), dt.date(2021, 12, 31))),
        ("mélanome depuis 2020-03", Period(dt.date(2020, 3, 1), None)),
        ("melanoma before 2020", Period(None, dt.date(2019, 12, 31))),
        ("melanoma after 2020", Period(dt.date(2021, 1, 1), None)),
        ("mélanome entre 2019 et 2020-02", Period(dt.date(2019, 1, 1), dt.date(2020, 2, 29))),
        ("immunothérapie depuis 01/03/2020", Period(dt.date(2020, 3, 1), None)),
        ("immunothérapie depuis le 1er mars 2020", Period(dt.date(2020, 3, 1), None)),
        ("immunothérapie à partir du 1er mars 2020", Period(dt.date(2020, 3, 1), None)),
        ("immunothérapie en mars 2020", Period(dt.date(2020, 3, 1), dt.date(2020, 3, 31))),
        ("immunothérapie en 03/2020", Period(dt.date(2020, 3, 1), dt.date(2020, 3, 31))),
        ("immunothérapie le 12/03/2020", Period(dt.date(2020, 3, 12), dt.date(2020, 3, 12))),
        ("immunothérapie avant le 1er février 2020", Period(None, dt.date(2020, 1, 31))),
        ("immunothérapie jusqu'au 31.12.2020", Period(None, dt.date(2020, 12, 31))),
        ("immunothérapie du 01/03/2020 au 31/12/2020", Period(dt.date(2020, 3, 1), dt.date(2020, 12, 31))),
        ("immunothérapie entre août 2019 et déc. 2020", Period(dt.date(2019, 8, 1), dt.date(2020, 12, 31))),
        ("melanoma since March 2020", Period(dt.date(2020, 3, 1), None)),
        ("melanoma since 31/03/2020", Period(dt.date(2020, 3, 31), None)),
        ("melanoma in May 2020", Period(dt.date(2020, 5, 1), dt.date(2020, 5, 31))),
        ("melanoma after March 1, 2020", Period(dt.date(2020, 3, 2), None)),
        ("melanoma before 1st of March 2020", Period(None, dt.date(2020, 2, 29))),
    ],
)
def test_periods(query: str, period: Period) -> None:
    assert leaf(query).period == period


@pytest.mark.parametrize(
    "query", ["cancer du poumon diagnostiqué en 2019", "cancer du poumon diagnosed between 2019 and 2019"]
)
def test_a_disease_diagnosed_in_a_period_is_not_known_before(query: str) -> None:
    assert readings(query) == [
        "cancer du poumon from 2019-01-01 to 2019-12-31",
        "not cancer du poumon from the start to 2018-12-31",
    ]


def test_a_disease_diagnosed_at_an_age_was_not_known_before_at_any() -> None:
    """Of two people aged 41 in 2019, one was diagnosed then, the other in 2017 at 39."""
    new = Person(1, (Fact(dt.datetime(2019, 5, 1), "ICD10//C50.9"),), None, 1978)
    known = (Fact(dt.datetime(2017, 5, 1), "ICD10//C50.9"), Fact(dt.datetime(2019, 5, 1), "ICD10//C50.9"))
    query = read_text("breast cancer diagnosed in 2019 at 40-50 years", Terms())
    assert [member.person_id for member in members(query, [new, Person(2, known, None, 1978)])] == [1]


def test_a_value_first_found_in_a_period_may_have_been_another_before() -> None:
    assert readings("PSA > 10 ng/mL diagnosed in 2019") == [
        "PSA > 10 ng/mL from 2019-01-01 to 2019-12-31",
        "not PSA > 10 ng/mL from the start to 2018-12-31",
    ]


def test_nodes_of_relations() -> None:
    assert isinstance(conditions("chemotherapy then ct within 2 weeks")[1].selection, After)  # type: ignore[attr-defined]
    assert conditions("chemotherapy then ct within 2 weeks")[1].selection.max_days == 14  # type: ignore[attr-defined]
    assert isinstance(conditions("ct within 30 days of surgery")[0].selection, Near)  # type: ignore[attr-defined]
    assert isinstance(conditions("first ct")[0].selection, Pick)  # type: ignore[attr-defined]
    denied = conditions("melanoma sans chimiothérapie dans les 6 mois avant")[1]
    assert isinstance(denied, Not)
    assert isinstance(denied.of, AroundIndex)
    assert (denied.of.from_days, denied.of.to_days) == (-180, -1)


@pytest.mark.parametrize(
    ("words", "age"),
    [
        ("moins de 40 ans", AgeRange(None, 39)), ("de moins de 40 ans", AgeRange(None, 39)),
        ("âgés de moins de 40 ans", AgeRange(None, 39)), ("chez les moins de 40 ans", AgeRange(None, 39)),
        ("less than 40 years old", AgeRange(None, 39)), ("less than 40 years of age", AgeRange(None, 39)),
        ("less than 40 years", AgeRange(None, 39)), ("aged less than 40", AgeRange(None, 39)),
        ("under the age of 40", AgeRange(None, 39)), ("de plus de 60 ans", AgeRange(61)),
        ("plus de 60 ans", AgeRange(61)), ("more than 60 years old", AgeRange(61)), ("aged more than 60", AgeRange(61)),
        ("entre 40 et 60 ans", AgeRange(40, 60)), ("entre 40 ans et 60 ans", AgeRange(40, 60)),
        ("au plus 40 ans", AgeRange(None, 40)), ("40 ans ou moins", AgeRange(None, 40)),
        ("at most 40 years old", AgeRange(None, 40)), ("40 years or younger", AgeRange(None, 40)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("query", ["{}", "lung cancer {}", "lung cancer and {}", "women {}"])
def test_ages_as_people_write_them(query: str, words: str, age: AgeRange) -> None:
    definition = read_text(query.format(words), Terms())
    assert definition.rules[-1].condition == AgeAtIndex(age)
    assert len(definition.rules) == 1 + (query != "{}")


@pytest.mark.parametrize("query", ["lung cancer and ct less than 2 years", "lung cancer then ct less than 2 years"])
def test_between_two_facts_such_words_are_a_gap(query: str) -> None:
    assert not any(isinstance(rule.condition, AgeAtIndex) for rule in read_text(query, Terms()).rules)


def test_sex_and_age() -> None:
    assert conditions("hommes de moins de 40 ans et mélanome")[0] == Sex("male")
    assert AgeAtIndex(AgeRange(None, 39)) in conditions("hommes de moins de 40 ans et mélanome")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("lung cancer and", "ends where a term is expected"),
        ("(lung cancer", "close it"),
        ("lung cancer)", "cannot stand there"),
        ("then ct", "cannot stand there"),
        ("melanoma or aged 15-39", "mixes facts with an age"),
        ("(not melanoma) then ct", "no date"),
        ("melanoma in 2021-13", "no day of the calendar"),
        ("melanoma from 2021 to 2019", "ends before it begins"),
        ("melanoma since 01/03/2020", "may name two days; write 2020-03-01"),
        ("mélanome depuis 31/13/2020", "no day of the calendar"),
        ("mélanome depuis 01/03/20", "days are written 2020-03-01, 01/03/2020"),
        ("women aged 200-300", "no one can be of the age"),
        ("ct within 999999 days of surgery", "longer than a life"),
        ("at least 0 ct", "no count"),
        ("(" * 1000 + "ct" + ")" * 1000, "brackets"),
        ("ct and " * 2000 + "ct", "characters"),
        ("ct and " * 300 + "ct", "terms"),
        ("lung cancr", "near ones: lung cancer"),
        ("zzzzqqq", "no term"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(query: str, words: str) -> None:
    with pytest.raises(InputRefused, match=words):
        read_text(query, Terms())
