"""Feature tables over a record: specification, units, dictionary, trace, and the two databases."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from medomics_ehr.contracts import Finding
from medomics_ehr.contracts.finding import event_code
from medomics_ehr.errors import InputRefused
from medomics_ehr.features.spec import parse_spec, read_spec
from medomics_ehr.features.table import build, write
from medomics_ehr.features.trace import trace
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.terminology.units import factor
from medomics_ehr.workspace import Workspace

INDEX = dt.datetime(2024, 6, 1)
SPEC = parse_spec(
    {
        "cohort": "c",
        "windows": ["90d", "all"],
        "columns": [
            {"name": "haemoglobin", "codes": ["LOINC//718-7"], "unit": "g/dL", "aggregates": ["last", "mean", "slope"]}
        ],
        "found": [{"by": "ancestor", "systems": ["ICD10", "ATC"], "at_least": 0.0}],
    }
)


def _event(
    subject: int, day: str, code: str, fact: int, value: float | None = None, unit: str | None = None
) -> dict[str, Any]:
    time = dt.datetime.fromisoformat(day)
    return {
        "subject_id": subject, "time": time, "code": code, "numeric_value": value, "unit": unit,
        "assertion": "present", "time_precision": "day", "available_at": time, "confidence": 1.0,
        "source_table": "measurement", "source_id": fact,
    }  # fmt: skip


EVENTS = [
    _event(1, "2024-05-01", "LOINC//718-7", 1, 120.0, "g/L"),
    _event(1, "2024-05-11", "LOINC//718-7", 2, 11.0, "g/dL"),
    _event(1, "2023-01-01", "LOINC//718-7", 3, 14.0, "g/dL"),
    _event(1, "2024-05-12", "LOINC//718-7", 4, 7.0, "mmol/L"),
    _event(1, "2020-01-01", "ICD10//C34.1", 5),
    _event(1, "2020-01-01", "SNOMED//254637007", 5),
    _event(2, "2024-07-01", "ICD10//I10", 6),
    _event(2, "2024-01-01", "ATC//L01FF02", 7),
]


@pytest.fixture(params=["duckdb", "postgresql"])
def record(request: pytest.FixtureRequest, tmp_path: Path) -> Record:
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else "duckdb"
    record = Record.of(Workspace.create(tmp_path / "w", url=url))
    record.create()
    with record.write() as connection:
        connection.execute(sa.insert(tables.event), EVENTS)
    return record


def _index() -> pd.DataFrame:
    return pd.DataFrame({"subject_id": [1, 2], "index_date": pd.to_datetime([INDEX, INDEX])})


def test_values_are_in_one_unit_and_others_are_set_apart(record: Record) -> None:
    table = build(record, _index(), SPEC)
    row = table.dense().iloc[0]
    assert row["haemoglobin|last|90d"] == pytest.approx(11.0)
    assert row["haemoglobin|mean|90d"] == pytest.approx((12.0 + 11.0) / 2)
    assert row["haemoglobin|mean|all"] == pytest.approx((12.0 + 11.0 + 14.0) / 3)
    assert row["haemoglobin|slope|90d"] == pytest.approx(-1.0 / 10)
    assert [(u.unit, u.events) for u in table.unconverted if u.group == "haemoglobin"] == [("mmol/L", 1)]


def test_ancestors_are_present_or_absent_and_the_future_is_neither(record: Record) -> None:
    dense = build(record, _index(), SPEC).dense()
    assert list(dense["ICD10//C34|present|all"]) == [1, 0]
    assert list(dense["ATC//L01F|present|all"]) == [0, 1]
    assert not [name for name in dense.columns if name.startswith("ICD10//I10")]
    assert np.isnan(dense["haemoglobin|last|all"][1])


def test_every_column_stands_in_the_dictionary(record: Record) -> None:
    table = build(record, _index(), SPEC)
    dictionary = table.dictionary()
    assert list(dictionary["column"]) == [c for c in table.dense().columns if c not in ("subject_id", "index_date")]
    hb = dictionary.set_index("column").loc["haemoglobin|slope|90d"]
    assert (hb["unit"], hb["source_codes"], hb["window"], hb["share_present"]) == ("g/dL/d", "LOINC//718-7", "90d", 0.5)


def test_groups_without_a_value_are_named_with_the_reason(record: Record) -> None:
    spec = parse_spec(
        {
            "cohort": "c",
            "columns": [
                {"name": "hb", "codes": ["LOINC//718-7"], "unit": "g/dL", "aggregates": ["last"]},
                {"name": "mistyped", "codes": ["LOINC//718-99"], "aggregates": ["last"]},
                {"name": "later", "codes": ["ICD10//I1*"]},
                {"name": "molar", "codes": ["LOINC//718-7"], "unit": "mol/mL", "aggregates": ["min"]},
            ],
            "found": [{"systems": ["CCAM"]}],
        }
    )
    rows = _index().assign(subject_id=[1, 2])
    assert set(build(record, rows, spec).silent) == {"mistyped", "later", "found[0]"}
    silent = build(record, rows.assign(index_date=pd.to_datetime(["2024-05-02", INDEX])), spec).silent
    assert silent["mistyped"] == "no event has one of its codes"
    assert silent["later"].startswith("its codes are in the record, but")
    assert silent["molar"] == "no number of it converts to mol/mL: 1 in g/L, 1 in g/dL"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"columns": [{"name": "hb", "codes": ["LOINC//718-7"], "unit": "gdL"}]}, "unit 'gdL' is no UCUM unit"),
        ({"found": [{"systems": ["CIM10"]}]}, "no event has a code of 'CIM10'; the record has ATC, ICD10"),
    ],
)
def test_a_system_and_a_unit_that_nobody_knows_are_refused(record: Record, change: dict[str, Any], words: str) -> None:
    with pytest.raises(InputRefused, match=words):
        build(record, _index(), parse_spec({"cohort": "c", **change}))


@pytest.mark.parametrize(
    "finding",
    [
        Finding(0, 1, "diagnosis", code="C34.1"),
        Finding(0, 1, "morphology", code="8140/3"),
        Finding(0, 1, "stage", value="stage IIIB"),
        Finding(0, 1, "stage", value="pT2a"),
        Finding(0, 1, "biomarker", code="EGFR"),
        Finding(0, 1, "response", value="PR"),
        Finding(0, 1, "drug", code="L01FF02"),
        Finding(0, 1, "treatment", value="surgery"),
        Finding(0, 1, "exam", value="ct"),
        Finding(0, 1, "performance", value="1"),
    ],
)
def test_systems_of_findings_are_known_before_any_report_is_coded(record: Record, finding: Finding) -> None:
    system = event_code(finding).partition("//")[0]
    build(record, _index(), parse_spec({"cohort": "c", "found": [{"systems": [system]}]}))


@pytest.mark.parametrize("wrong", [{"at_least": 5}, {"at_least": "x"}, {"at_most": 0}, {"at_most": 1.5}])
def test_shares_and_numbers_of_codes_must_make_sense(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputRefused, match=r"found\[0\]: at_"):
        parse_spec({"cohort": "c", "found": [wrong]})


def test_a_value_is_traced_to_its_events(record: Record) -> None:
    table = build(record, _index(), SPEC)
    events = trace(record, SPEC, table.dictionary(), "haemoglobin|mean|90d", 1, INDEX)
    assert list(events["source_id"]) == [1, 2, 4]
    with pytest.raises(InputRefused, match="no column"):
        trace(record, SPEC, table.dictionary(), "nothing", 1, INDEX)


def test_a_cohort_of_nobody_gives_an_empty_table(workspace: Workspace) -> None:
    record = Record.of(workspace)
    record.create()
    table = build(record, _index().iloc[:0], SPEC)
    assert table.dense().empty
    write(workspace, "nobody", table)
    assert pd.read_parquet(workspace.path("features", "nobody", "dense.parquet")).empty


@pytest.mark.parametrize("name", ["../x", "", "a/b", ".hidden"])
def test_a_name_that_is_no_plain_name_is_refused(workspace: Workspace, name: str) -> None:
    record = Record.of(workspace)
    record.create()
    with pytest.raises(InputRefused):
        write(workspace, name, build(record, _index().iloc[:0], SPEC))


@pytest.mark.parametrize(
    ("given", "wanted", "times"),
    [
        ("mg/dL", "g/L", 0.01), ("g/L", "g/dL", 0.1), ("umol/L", "mmol/L", 0.001), ("10*9/L", "10*6/mL", 1.0),
        ("10*3/uL", "10*9/L", 1.0), ("%", "1", 0.01), ("mL/min/{1.73_m2}", "mL/min", 1.0), ("ug/L", "ng/mL", 1.0),
        ("mmol/L", "mg/dL", None), ("Cel", "mmol/L", None), ("kPa", "mm[Hg]", 7.50062), ("nonsense", "g", None),
        ("µmol/L", "mmol/L", 0.001), ("mmHg", "mm[Hg]", 1.0), ("", "%", None), ("", "1", 1.0), ("Score", "score", 1.0),
    ],
)  # fmt: skip
def test_units(given: str, wanted: str, times: float | None) -> None:
    assert factor(given, wanted) == (times if times is None else pytest.approx(times))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "cohort"),
        ({"cohort": "c"}, "no columns"),
        ({"cohort": "c", "windows": ["-3d"], "found": [{}]}, "window"),
        ({"cohort": "c", "found": [{"by": "star"}]}, "choose from"),
        ({"cohort": "c", "columns": [{"name": "x", "codes": ["C34"]}]}, "codes"),
        ({"cohort": "c", "colums": []}, "unknown key"),
        ([1], "expected keys"),
    ],
)
def test_a_specification_that_makes_no_sense_is_refused_by_key(data: Any, said: str) -> None:
    with pytest.raises(InputRefused, match=said):
        parse_spec(data)


def test_a_file_that_is_no_yaml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text("a: [")
    with pytest.raises(InputRefused, match="not readable"):
        read_spec(path)
