"""Decisions on findings reach the record: rows and events change, once, and reviewed reports train a coder."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import stat
from pathlib import Path

import pytest
import sqlalchemy as sa

from apps.cli.main import main
from apps.review.service.correction_rules import checked
from apps.review.service.corrections import Applied, apply_decisions, try_to_apply
from apps.review.service.decisions import ReviewLog
from apps.review.service.examples import export_examples
from medomics_ehr.contracts import Verdict
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace
from nlp.batch.record_notes import code_notes
from nlp.batch.settings import Settings
from nlp.training.corpus import Mention, read_jsonl

TEXT = "TDM du 06/04/2023 : métastases hépatiques. Cisplatine poursuivi."
WRITTEN = dt.datetime(2023, 5, 16, 9, 30)


@pytest.fixture(params=["duckdb", "postgresql"])
def coded(request: pytest.FixtureRequest, tmp_path: Path) -> Workspace:
    """A workspace with one coded note: a CT, liver metastases, cisplatin."""
    url = "duckdb" if request.param == "duckdb" else request.getfixturevalue("postgresql_url")
    workspace = Workspace.create(tmp_path / "w", url=url)
    record = Record.of(workspace)
    record.create()
    row = {
        "note_id": 11,
        "subject_id": 7,
        "note_date": WRITTEN,
        "available_at": WRITTEN,
        "note_type": None,
        "language": "fr",
        "title": None,
        "text": TEXT,
        "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
    }
    with record.write() as connection:
        connection.execute(sa.insert(tables.note_text), row)
    code_notes(workspace, Settings("fast", processes=1))
    return workspace


def findings(workspace: Workspace) -> dict[str, dict[str, object]]:
    frame = Record.of(workspace).frame(sa.select(tables.finding))
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return {row["code"] or row["value"]: row for row in rows}


def events(workspace: Workspace) -> set[tuple[str, str]]:
    frame = Record.of(workspace).frame(sa.select(tables.event).where(tables.event.c.source_table == "finding"))
    return set(zip(frame["code"], frame["assertion"], strict=True))


def decide(workspace: Workspace, finding: dict[str, object], verdict: Verdict, correction: object = None) -> None:
    said = json.dumps(correction) if correction is not None else ""
    ReviewLog.of(workspace).append("Dr A", 7, "finding", str(finding["finding_id"]), "0" * 64, verdict, said)


def test_accepted_corrected_and_rejected_findings(coded: Workspace) -> None:
    found = findings(coded)
    decide(coded, found["ct"], "accept")
    decide(coded, found["C78.7"], "correct", {"code": "C78.0", "assertion": "possible"})
    decide(coded, found["L01XA01"], "reject")
    account = apply_decisions(coded)
    assert account == Applied(decisions=3, accepted=1, corrected=1, rejected=1)
    assert events(coded) == {("EXAM//ct", "present"), ("ICD10//C78.0", "possible")}
    after = findings(coded)
    assert after["C78.0"]["finding_id"] == found["C78.7"]["finding_id"]
    assert (after["C78.0"]["rule_or_model"], after["C78.0"]["confidence"]) == ("review", 1.0)
    assert after["L01XA01"]["rule_or_model"] == "review:rejected"
    shadows = Record.of(coded).frame(sa.select(tables.metadata.tables["cdm.note_nlp"]))
    assert set(shadows["lexical_variant"]) == {"EXAM//ct", "ICD10//C78.0"}


def test_applying_again_changes_nothing_and_a_change_of_mind_is_followed(coded: Workspace) -> None:
    cisplatin = findings(coded)["L01XA01"]
    decide(coded, cisplatin, "reject")
    apply_decisions(coded)
    assert apply_decisions(coded) == Applied(decisions=1, unchanged=1)
    decide(coded, cisplatin, "accept")
    assert apply_decisions(coded) == Applied(decisions=1, accepted=1)
    assert ("ATC//L01XA01", "present") in events(coded)


def test_what_cannot_be_read_or_is_gone_is_counted_and_leaves_the_rest(coded: Workspace) -> None:
    found = findings(coded)
    decide(coded, found["ct"], "correct", {"assertion": "perhaps"})
    decide(coded, found["C78.7"], "correct", {"span_start": "0"})
    decide(coded, {"finding_id": 5}, "reject")
    decide(coded, {"finding_id": "p1"}, "accept")
    decide(coded, found["L01XA01"], "correct", {"date": "2023-04"})
    assert apply_decisions(coded) == Applied(decisions=5, corrected=1, gone=2, refused=2)
    assert findings(coded)["L01XA01"]["date"] == "2023-04"


def test_a_correction_to_what_is_no_code_or_date_is_refused_with_its_reason(
    coded: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is not carried in, and the finding is no training example either."""
    found = findings(coded)
    decide(coded, found["C78.7"], "correct", {"code": "banana"})
    decide(coded, found["ct"], "correct", {"date": "12/03/2021"})
    decide(coded, found["L01XA01"], "accept")
    assert main(["review", "apply", "--workspace", str(coded.folder), "--json"]) == 1
    account = json.loads(capsys.readouterr().out)
    assert {one["finding_id"] for one in account["refusals"]} == {
        str(found[name]["finding_id"]) for name in ("C78.7", "ct")
    }
    assert {one["why"].partition(":")[0] for one in account["refusals"]} == {"code", "date"}
    assert events(coded) >= {("ICD10//C78.7", "present"), ("EXAM//ct", "present")}
    assert main(["review", "apply", "--workspace", str(coded.folder)]) == 1
    said = capsys.readouterr().out
    assert "write a day of the calendar as 2021-03-12" in said
    assert "banana" not in said
    out = tmp_path / "examples.jsonl"
    assert export_examples(coded, out) == 1
    rows = json.loads(out.read_text(encoding="utf-8"))["findings"]
    assert [row["code"] for row in rows if row.get("reviewed")] == ["L01XA01"]


@pytest.mark.parametrize(
    ("kind", "changes", "kept"),
    [
        ("diagnosis", {"code": "c780"}, {"code": "C78.0"}),
        ("diagnosis", {"code": "8140/3"}, None),
        ("diagnosis", {"code": ""}, None),
        ("diagnosis", {"value": "ct"}, None),
        ("morphology", {"code": "8140/3"}, {"code": "8140/3"}),
        ("morphology", {"code": "C34.1"}, None),
        ("drug", {"code": "l01ff02"}, {"code": "L01FF02"}),
        ("drug", {"code": None}, None),
        ("stage", {"value": "stage IIIB"}, {"value": "stage IIIB"}),
        ("stage", {"value": "N+"}, {"value": "N+"}),
        ("stage", {"value": "ypN+"}, {"value": "ypN+"}),
        ("stage", {"value": "pN +"}, {"value": "pN +"}),
        ("stage", {"value": "T+"}, None),
        ("stage", {"value": "T9"}, None),
        ("biomarker", {"code": "EGFR", "value": "p.L858R"}, {"code": "EGFR", "value": "p.L858R"}),
        ("performance", {"value": "7"}, None),
        ("exam", {"value": "photo"}, None),
        ("exam", {"date": None}, {"date": None}),
        ("exam", {"date": "2021-02-30"}, None),
        ("exam", {"date": "21-2-3"}, None),
        ("exam", {"assertion": "planned", "date": "2021-03"}, {"assertion": "planned", "date": "2021-03"}),
        ("exam", {}, None),
    ],
)
def test_what_a_finding_of_a_kind_may_say(
    kind: str, changes: dict[str, str | None], kept: dict[str, str | None] | None
) -> None:
    if kept is not None:
        assert checked(kind, changes) == kept
    else:
        with pytest.raises(ValueError):
            checked(kind, changes)


def test_coding_anew_keeps_what_was_decided(coded: Workspace) -> None:
    decide(coded, findings(coded)["L01XA01"], "reject")
    assert main(["code", "--workspace", str(coded.folder), "--min-confidence", "0.01", "--processes", "1"]) == 0
    assert "ATC//L01XA01" not in {code for code, _ in events(coded)}


def test_reviewed_reports_become_training_examples(coded: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "examples.jsonl"
    assert export_examples(coded, out) == 0
    found = findings(coded)
    decide(coded, found["C78.7"], "correct", {"code": "C78.0"})
    decide(coded, found["L01XA01"], "reject")
    assert main(["review", "export", "--workspace", str(coded.folder), "--out", str(out), "--json"]) == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    [report] = read_jsonl(out)
    start = TEXT.index("métastases hépatiques")
    assert Mention(start, start + len("métastases hépatiques"), "diagnosis", "C78.0") in report.mentions
    assert {m.kind for m in report.mentions} == {"diagnosis", "exam"}


def test_a_report_without_a_language_has_no_such_key(coded: Workspace, tmp_path: Path) -> None:
    """The contract of the gold files knows `fr` and `en`, and no null."""
    decide(coded, findings(coded)["ct"], "accept")
    with Record.of(coded).write() as connection:
        connection.execute(sa.update(tables.note_text).values(language=None))
    assert export_examples(coded, tmp_path / "examples.jsonl") == 1
    assert "lang" not in json.loads((tmp_path / "examples.jsonl").read_text(encoding="utf-8"))


def test_the_command_says_what_it_did(coded: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    decide(coded, findings(coded)["ct"], "correct", {"value": "mri"})
    assert main(["review", "apply", "--workspace", str(coded.folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["corrected"] == 1
    decide(coded, findings(coded)["mri"], "correct", [])
    assert main(["review", "apply", "--workspace", str(coded.folder)]) == 1


def test_a_workspace_without_a_record_is_left_for_later(workspace: Workspace) -> None:
    ReviewLog.of(workspace).append("Dr A", 7, "finding", "5", "0" * 64, "accept")
    assert try_to_apply(workspace) is False
