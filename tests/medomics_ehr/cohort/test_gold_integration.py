"""The gold findings as events: none that is absent, possible, planned or family enters a default count.

Each report becomes a person of its own. The expected people are read off the findings, not off an engine.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from medomics_ehr.cohort import ask
from medomics_ehr.cohort.definition import EVER, Code, CodeSet, Definition, Facts, Has, Rule
from medomics_ehr.cohort.engines.reference import Fact, Person
from medomics_ehr.contracts import Finding, event_code, latest_instant
from medomics_ehr.contracts.event import parse_partial_date
from medomics_ehr.contracts.finding import numeric_part
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

GOLD = Path(__file__).resolve().parents[2] / "data" / "gold" / "open.jsonl"
REPORTS = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
UNCERTAIN = {"absent", "possible", "planned", "family"}


def fact_of(report: dict, row: dict, number: int) -> Fact:
    finding = Finding.from_json(row)
    reported, _ = parse_partial_date(report["date"])
    time, precision = parse_partial_date(finding.date or report["date"])
    undated = finding.assertion == "historical" and finding.date is None
    value, unit = numeric_part(finding.value)
    return Fact(
        time=None if undated else time,
        code=event_code(finding),
        assertion=finding.assertion,
        time_precision=precision,
        end=latest_instant(reported, "day") if undated else None,
        numeric_value=value,
        unit=unit,
        text_value=finding.value,
        source_table="finding",
        source_id=number + 1,
        note_id=1,
        span_start=finding.start,
        span_end=finding.end,
    )


@pytest.fixture(scope="module")
def people() -> list[Person]:
    return [
        Person(number, tuple(fact_of(report, row, n) for n, row in enumerate(report["findings"])))
        for number, report in enumerate(REPORTS, start=1)
    ]


@pytest.fixture(scope="module")
def gold_record(people: Sequence[Person], write_people, tmp_path_factory: pytest.TempPathFactory) -> Record:
    record = Record.of(Workspace.create(tmp_path_factory.mktemp("gold") / "w"))
    record.create()
    write_people(record, people)
    return record


def found(record: Record, code: str, ever: bool = False) -> set[int]:
    facts = Facts(CodeSet(code, (Code(code, descend=False),)), EVER if ever else ("present",))
    definition = Definition(code, (Rule(code, Has(facts)),))
    return set(ask.people(record, definition)["subject_id"])


def stating(people: Sequence[Person], code: str, assertions: set[str]) -> set[int]:
    return {p.person_id for p in people if any(f.code == code and f.assertion in assertions for f in p.facts)}


def test_the_gold_file_is_whole() -> None:
    assert (len(REPORTS), sum(len(report["findings"]) for report in REPORTS)) == (60, 1759)


def test_only_what_is_present_is_counted_for_every_code_of_the_gold(gold_record: Record, people) -> None:
    codes = sorted({fact.code for person in people for fact in person.facts})
    assert len(codes) > 300
    with_uncertain = 0
    for code in codes:
        certain = stating(people, code, {"present"})
        with_uncertain += bool(stating(people, code, UNCERTAIN) - certain)
        assert found(gold_record, code) == certain, code
    assert with_uncertain > 50


def test_ever_adds_the_historical_and_nothing_else(gold_record: Record, people) -> None:
    codes = sorted({f.code for p in people for f in p.facts if f.assertion == "historical"})
    assert codes
    for code in codes:
        assert found(gold_record, code, ever=True) == stating(people, code, {"present", "historical"}), code


@pytest.mark.parametrize(("english", "french"), [("ct", "scanner"), ("chemotherapy", "chimiothérapie")])
def test_both_languages_find_the_same_people(gold_record: Record, english: str, french: str) -> None:
    counts = [ask.count(gold_record, ask.understand(gold_record, query)) for query in (english, french)]
    assert counts[0].count == counts[1].count > 5
    assert counts[0].found_in.reports == counts[0].count
    assert set(counts[0].understood[0].not_counted) <= UNCERTAIN | {"historical"}
