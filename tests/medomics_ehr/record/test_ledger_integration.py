"""The ledger is read with the right to read alone."""

from __future__ import annotations

import json
from pathlib import Path

import sqlalchemy as sa

from apps.cli.main import main
from medomics_ehr.record.ledger import ledger_status
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace


def test_a_role_that_may_only_read_is_told_the_status(postgresql_url: str, tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "w", url=postgresql_url)
    file = tmp_path / "Patient.ndjson"
    file.write_text(json.dumps({"resourceType": "Patient", "id": "p", "birthDate": "19"}) + "\n")
    assert main(["load", "fhir", str(file), "-w", str(workspace.folder)]) == 1
    record = Record.of(workspace)
    with record.write() as connection:
        for statement in (
            "CREATE ROLE ledger_reader LOGIN PASSWORD 'only-reads'",
            "GRANT USAGE ON SCHEMA medomics, cdm TO ledger_reader",
            "GRANT SELECT ON ALL TABLES IN SCHEMA medomics, cdm TO ledger_reader",
            "DROP TABLE medomics.source_file",
        ):
            connection.execute(sa.text(statement))
    url = sa.make_url(postgresql_url).set(username="ledger_reader", password="only-reads")
    try:
        status = ledger_status(Record(url.render_as_string(hide_password=False)))
        assert status.totals == {"loads": 1, "quarantined": 1}
    finally:
        with record.write() as connection:
            connection.execute(sa.text("DROP OWNED BY ledger_reader"))
            connection.execute(sa.text("DROP ROLE ledger_reader"))
