"""Exposures read from a record on both databases, and the paths they make; expected days are set by hand."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from medomics_ehr.cohort.engines.reference import Fact, Person
from medomics_ehr.cohort.pathways import Settings, pathways, treatments_of
from medomics_ehr.cohort.pathways.treatments import regimen_names
from medomics_ehr.cohort.running import reading
from medomics_ehr.cohort.terms import Terms
from medomics_ehr.errors import InputRefused, WrongUsage
from medomics_ehr.record.store import Record

INDEX = dt.datetime(2022, 1, 10, 23, 59, 59, 999999)


def fact(code: str, day: str, **more: object) -> Fact:
    return Fact(dt.datetime.fromisoformat(day), code, **more)  # type: ignore[arg-type]


PEOPLE = [
    Person(
        1,
        (
            fact("TREATMENT//surgery", "2022-01-10"),
            fact("TREATMENT//radiotherapy", "2022-01-09"),
            fact("ATC//L01XA02", "2022-03-01", end=dt.datetime(2022, 5, 1)),
            fact("ATC//L01CD01", "2022-03-01", end=dt.datetime(2022, 5, 1)),
            fact("TREATMENT//immunotherapy", "2022-08-01", assertion="planned"),
        ),
    ),
    Person(2, (fact("TREATMENT//chemotherapy", "2022-02-01", time_precision="month"),)),
    Person(3, (fact("TREATMENT//radiotherapy", "2022-06-01"), fact("TREATMENT//surgery", "2022-07-01"))),
    Person(4, (fact("TREATMENT//surgery", "2022-02-02"),)),
]


def cohort(*people: int, censored: str | None = None) -> pd.DataFrame:
    frame = pd.DataFrame({"subject_id": people, "index_date": INDEX, "censored_at": censored})
    return frame.astype({"subject_id": "int64", "index_date": "datetime64[us]", "censored_at": "datetime64[us]"})


def found(record: Record, people: pd.DataFrame, *asked: str, settings: Settings | None = None) -> dict[str, int]:
    with reading(record) as opened:
        treatments = treatments_of(opened, asked, Terms())
    names = regimen_names(treatments) if asked == ("regimens",) else None
    paths = pathways(record, people, treatments, settings or Settings(), names)
    assert sum(paths.paths.values()) == len(people)
    return {" > ".join(path): number for path, number in paths.paths.items()} | {"vague": paths.vague}


def test_paths_begin_with_the_index_day_and_leave_out_what_is_vague(record: Record, write_people) -> None:
    write_people(record, PEOPLE)
    assert found(record, cohort(1, 2, 3), "modalities") == {
        "": 1,
        "surgery > chemotherapy": 1,
        "radiotherapy > surgery": 1,
        "vague": 1,
    }


def test_drugs_together_are_a_regimen_with_its_name(record: Record, write_people) -> None:
    write_people(record, PEOPLE)
    assert found(record, cohort(1), "drugs") == {"carboplatin + paclitaxel": 1, "vague": 0}
    (name, _) = found(record, cohort(1), "regimens")
    assert name not in ("", "carboplatin + paclitaxel")
    assert found(record, cohort(1), "classes") == {"platinum-based agent + taxanes": 1, "vague": 0}


def test_censoring_and_a_window_end_a_path(record: Record, write_people) -> None:
    write_people(record, PEOPLE)
    assert found(record, cohort(3, censored="2022-06-30"), "modalities") == {"radiotherapy": 1, "vague": 0}
    assert found(record, cohort(3), "modalities", settings=Settings(within=150)) == {"radiotherapy": 1, "vague": 0}
    assert found(record, cohort(), "modalities") == {"vague": 0}


def test_terms_and_codes_are_treatments_too(record: Record, write_people) -> None:
    write_people(record, PEOPLE)
    assert found(record, cohort(1, 4), "surgery", "ATC//L01XA") == {
        "surgery": 1,
        "surgery > platinum-based agent": 1,
        "vague": 0,
    }


def test_what_cannot_be_asked_is_refused(record: Record, write_people) -> None:
    write_people(record, PEOPLE)
    with reading(record) as opened:
        with pytest.raises(WrongUsage, match="a whole list"):
            treatments_of(opened, ["drugs", "surgery"], Terms())
        with pytest.raises(WrongUsage, match="at most"):
            treatments_of(opened, [f"ATC//L01XA{n:02}" for n in range(300)], Terms())
        with pytest.raises(InputRefused, match="no term"):
            treatments_of(opened, ["zzqqxx"], Terms())
    people = cohort(1).assign(index_date=pd.NaT)
    with pytest.raises(InputRefused, match="no index date"):
        found(record, people, "surgery")
