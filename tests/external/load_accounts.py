"""Loads each public set with the command a user has, and prints the accounts: `docs/conformance/loads.md`.

    python -m tests.external.load_accounts ../shared/data > docs/conformance/loads.md

Sets that are not kept as FHIR JSON are written out first: FHIR Shorthand by `fsh`, archives of cases file by file.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from medomics_ehr.record.load_account import STATES

from .fsh import resources

_HEAD = """# What became of every public set

The account of `medomics load` on each set, into a fresh workspace: resources for FHIR, rows for OMOP, events for MEDS.
`read` is the sum of the other columns in every row, and in every row the ledger's accounts of the files sum to it too.
Exit status 1 says that something was quarantined; `medomics load status` shows where and why.
Written by `python -m tests.external.load_accounts ../shared/data`.
"""


def main(data: Path) -> None:
    """Print the page."""
    print(_HEAD)
    columns = ("set", "exit", "read", *STATES, "adds up")
    print(f"| {' | '.join(columns)} |")
    print(f"| --- |{' ---: |' * (len(columns) - 2)} --- |")
    with tempfile.TemporaryDirectory(prefix="medomics-accounts-") as folder:
        for number, (title, kind, source) in enumerate(_sets(data, Path(folder))):
            status, counts, in_ledger = _loaded(kind, source, Path(folder) / f"w{number}")
            adds_up = counts["read"] == sum(counts[state] for state in STATES) == in_ledger
            cells = [title, status, counts["read"], *(counts[state] for state in STATES), "yes" if adds_up else "NO"]
            print(f"| {' | '.join(map(str, cells))} |", flush=True)


def _sets(data: Path, folder: Path) -> Iterator[tuple[str, str, Path]]:
    """Title, kind of load and place of each set."""
    fhir, omop = data / "fhir", data / "omop"
    yield "Synthea R4 bundles", "fhir", fhir / "synthea_r4.tar.gz"
    yield "bulk export with notes, 10 patients", "fhir", fhir / "notes_10_patients"
    yield "mCODE examples", "fhir", _from_shorthand(fhir / "mcode", folder / "mcode.ndjson")
    yield "French warehouse guide's examples", "fhir", _from_shorthand(fhir / "fr_eds/examples", folder / "eds.ndjson")
    yield "validator cases R4", "fhir", _unpacked(fhir / "test_cases_r4.tar.gz", folder / "cases")
    yield "JSON parser suite", "fhir", _unpacked(fhir / "json_test_suite.tar.gz", folder / "suite")
    yield "Synthea27Nj, CDM 5.4", "omop", omop / "Synthea27Nj_5.4.zip"
    yield "GiBleed, CDM 5.3", "omop", omop / "GiBleed_5.3_parquet.tar"
    yield "Synthea27Nj's vocabulary", "vocabulary", omop / "Synthea27Nj_5.4.zip"
    yield "MEDS sample", "meds", data / "meds" / "meds_sample"


def _from_shorthand(source: Path, target: Path) -> Path:
    target.write_text("".join(json.dumps(r) + "\n" for r in resources(source)), encoding="utf-8")
    return target


def _unpacked(archive: Path, folder: Path) -> Path:
    """The JSON files of an archive but the outcomes that others expect of them."""
    folder.mkdir()
    with tarfile.open(archive) as tar:
        members = [m for m in tar if m.isfile() and m.name.endswith(".json") and "outcomes" not in Path(m.name).parts]
        tar.extractall(folder, members, filter="data")
    return folder


def _loaded(kind: str, source: Path, workspace: Path) -> tuple[int, dict[str, Any], int]:
    """Exit status, the account, and what the ledger's accounts of the files sum to."""
    from medomics_ehr.record.store import Record
    from medomics_ehr.workspace import Workspace

    command = [sys.executable, "-m", "apps.cli.main", "load", kind, str(source), "-w", str(workspace), "--json"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    counts = json.loads(done.stdout)
    states = " + ".join(STATES)
    ((total,),) = Record.of(Workspace.open(workspace)).rows(f"SELECT sum({states}) FROM medomics.load_file")
    return done.returncode, counts, int(total)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
