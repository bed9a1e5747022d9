"""A load and a coding run work on one DuckDB record while others count cohorts and decide: no lock error, nothing lost.

All are processes of their own. Load and coding commit far more often than they would, so that they meet.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from apps.review.service.decisions import ReviewLog
from medomics_ehr.adapters.fhir.load import load_fhir
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

ROOT = Path(__file__).resolve().parents[3]
DECISIONS = 100
TEXTS = (
    "Adénocarcinome bronchique stade IV. Pas de métastase cérébrale.",
    "TDM : nodules pulmonaires. Sous pembrolizumab.",
)

LOAD = """
import sys
from apps.cli.main import main
from medomics_ehr.adapters.fhir import load, staging
load.BATCH_SIZE, staging.CHUNK_BYTES = 60, 12_000
sys.exit(main(["load", "fhir", sys.argv[2], "--workspace", sys.argv[1], "--json"]))
"""
CODE = """
import sys
from apps.cli.main import main
from nlp.batch import engine, record_notes
record_notes._COMMIT_NOTES, record_notes._PAGE, engine.CHUNK_DOCUMENTS = 8, 8, 4
sys.exit(main(["code", "--workspace", sys.argv[1], "--profile", "fast", "--processes", "1", "--json"]))
"""
COUNT = """
import sys
from apps.cli.main import main
sys.exit(main(["cohort", "count", "lung cancer", "--workspace", sys.argv[1], "--json"]))
"""
DECIDE = """
import sys
from apps.review.service.decisions import ReviewLog
from medomics_ehr.workspace import Workspace
log = ReviewLog.of(Workspace.open(sys.argv[1]))
for number in range(int(sys.argv[2])):
    log.append("Dr A", number, "prediction", f"p{number}", "0" * 64, "accept")
"""


def _resources(people: Iterable[int]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for n in people:
        subject = {"subject": {"reference": f"Patient/p{n}"}}
        code = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "C34.1"}]}
        found.append({"resourceType": "Patient", "id": f"p{n}", "birthDate": "1950-01-02"})
        found.append(
            {"resourceType": "Condition", "id": f"c{n}", "code": code, "onsetDateTime": "2020-01-01"} | subject
        )
        data = base64.b64encode(f"{TEXTS[n % 2]} ({n})".encode()).decode()
        content = [{"attachment": {"contentType": "text/plain", "language": "fr", "data": data}}]
        note = {"resourceType": "DocumentReference", "id": f"n{n}", "status": "current", "date": "2020-02-01T10:00:00Z"}
        found.append(note | {"content": content} | subject)
    return found


def _write(path: Path, resources: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(r) + "\n" for r in resources))
    return path


def _started(script: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, **pipes)


def _ended(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, err = process.communicate()
    assert process.returncode == 0, err
    return dict(json.loads(out)) if out.strip() else {}


def _content(workspace: Workspace) -> dict[str, list[str]]:
    """Rows of the tables that load and coding fill, in a stable order."""
    names = ("cdm.person", "cdm.condition_occurrence", "cdm.note", "medomics.note_text", "medomics.finding")
    names = (*names, "medomics.event", "medomics.coded_note", "cdm.condition_era", "cdm.observation_period")
    record = Record.of(workspace)
    frames = {name: record.frame(sa.text(f"SELECT * FROM {name}")) for name in names}
    return {name: sorted(map(repr, frame.itertuples(index=False))) for name, frame in frames.items()}


@pytest.mark.deep
def test_counts_and_decisions_go_on_while_a_load_and_a_coding_run_work(
    tmp_path: Path, record_property: Callable[[str, Any], None]
) -> None:
    first, then = _resources(range(60)), _resources(range(60, 400))
    shared = Workspace.create(tmp_path / "shared")
    load_fhir(shared, [_write(tmp_path / "First.ndjson", first)])
    apart = Workspace.open(shutil.copytree(shared.folder, tmp_path / "apart"))
    more = _write(tmp_path / "Then.ndjson", then)

    working = [_started(LOAD, shared.folder, more), _started(CODE, shared.folder)]
    deciding = _started(DECIDE, shared.folder, DECISIONS)
    counts = []
    while any(process.poll() is None for process in (*working, deciding)):
        counts += [_ended(process)["count"] for process in [_started(COUNT, shared.folder) for _ in range(2)]]
        time.sleep(0.05)
    loaded, _ = [_ended(process) for process in working]
    _ended(deciding)
    counts.append(_ended(_started(COUNT, shared.folder))["count"])

    assert loaded["loaded"] == len(then)
    assert counts[-1] == 400
    assert len(counts) > 3
    decisions = ReviewLog.of(shared).entries()
    assert [d.subject_id for d in decisions] == list(range(DECISIONS))
    _ended(_started(CODE, shared.folder))
    _ended(_started(LOAD, apart.folder, more))
    _ended(_started(CODE, apart.folder))
    assert _content(shared) == _content(apart)
    record_property("cohort counts and decisions beside a load and a coding run", len(counts) + DECISIONS)
