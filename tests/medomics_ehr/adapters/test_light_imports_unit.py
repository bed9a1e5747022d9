"""What loads and conversions do not import: libraries that take longer to load than a small input to read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_PERSON = "person_id,gender_concept_id,year_of_birth,race_concept_id,ethnicity_concept_id\n1,8507,1957,0,0\n"


def imported(arguments: list[str]) -> set[str]:
    """Top-level modules of a process that ran a command."""
    code = "import sys\nfrom apps.cli.main import main\nassert main(sys.argv[1:]) == 0\nprint(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in ran.stdout.splitlines()[-1].split()}


def test_a_straight_conversion_to_meds_needs_duckdbs_engine_alone(tmp_path: Path) -> None:
    (tmp_path / "cdm").mkdir()
    (tmp_path / "cdm" / "person.csv").write_text(_PERSON, encoding="utf-8")
    modules = imported(["export", "meds", str(tmp_path / "out"), "--from", str(tmp_path / "cdm")])
    assert "_duckdb" in modules
    assert not modules & {
        "duckdb",
        "pandas",
        "pyarrow",
        "numpy",
        "sqlalchemy",
        "meds",
        "jsonschema",
        "pydantic",
        "rich",
    }


def test_a_load_of_fhir_needs_no_pandas(tmp_path: Path) -> None:
    (tmp_path / "Patient.ndjson").write_text('{"resourceType": "Patient", "id": "a"}\n', encoding="utf-8")
    command = ["load", "fhir", str(tmp_path / "Patient.ndjson"), "--workspace", str(tmp_path / "workspace")]
    modules = imported(command)
    assert "duckdb" in modules
    assert "pandas" not in modules
