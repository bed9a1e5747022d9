"""Tables of the load ledger, in the schema `medomics`: where each row of the record came from, and what was not taken.

Pure: opens nothing. `adapters` write them in the same transaction as the rows they account for.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Double, Integer, Table, Text

from medomics_ehr.record.tables import MEDOMICS, metadata

#: Keys to the source's logical ids: the only table that leads back to the source. Grant it to few.
#: `key_check` tells which of the identities that hash to a key holds it; one of them that came later has another key.
#: A key that is only referred to so far, or an alias's, has no type and id.
crosswalk = Table(
    "crosswalk",
    metadata,
    Column("resource_key", BigInteger, primary_key=True, autoincrement=False),
    Column("key_check", BigInteger, nullable=False),
    Column("resource_type", Text),
    Column("logical_id", Text),
    schema=MEDOMICS,
)

#: Keyed hashes of business identifiers, for references such as `Practitioner?identifier=system|value`. Two resources
#: may have the same identifier, though a reference to it then leads to neither.
alias = Table(
    "alias",
    metadata,
    Column("alias_key", BigInteger, primary_key=True, autoincrement=False),
    Column("resource_key", BigInteger, primary_key=True, autoincrement=False),
    schema=MEDOMICS,
)

#: The version of each resource that the record holds, and what became of it: loaded, excluded or waiting.
resource = Table(
    "resource",
    metadata,
    Column("resource_key", BigInteger, primary_key=True, autoincrement=False),
    Column("resource_type", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("version_at", DateTime),
    Column("state", Text, nullable=False),
    Column("reason", Text),
    Column("rules", Text, nullable=False),
    Column("load_id", BigInteger, nullable=False),
    schema=MEDOMICS,
)

#: Resources that wait for the parent they refer to, as they were staged (pseudonymised).
waiting = Table(
    "waiting",
    metadata,
    Column("resource_key", BigInteger, primary_key=True, autoincrement=False),
    Column("parent_key", BigInteger, nullable=False),
    Column("parent_type", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("load_id", BigInteger, nullable=False),
    Column("resource", Text, nullable=False),
    schema=MEDOMICS,
)

#: Which rows each resource gave, so that a new version replaces the rows of the old one.
source_row = Table(
    "source_row",
    metadata,
    Column("resource_key", BigInteger, nullable=False),
    Column("table_name", Text, nullable=False),
    Column("row_id", BigInteger, nullable=False),
    schema=MEDOMICS,
)

#: Rows whose encounter was not there yet; linked when it arrives.
pending_visit = Table(
    "pending_visit",
    metadata,
    Column("encounter_key", BigInteger, nullable=False),
    Column("table_name", Text, nullable=False),
    Column("row_id", BigInteger, nullable=False),
    schema=MEDOMICS,
)

#: Which facts a resource says belong together; `cdm.fact_relationship` has a row each way once both are there.
relation = Table(
    "relation",
    metadata,
    Column("resource_key", BigInteger, nullable=False),
    Column("object_key", BigInteger, nullable=False),
    Column("element", Text, nullable=False),
    schema=MEDOMICS,
)

#: Drugs that others refer to; a FHIR Medication has no table of its own in the CDM.
medication = Table(
    "medication",
    metadata,
    Column("resource_key", BigInteger, nullable=False),
    Column("system", Text),
    Column("code", Text),
    Column("display", Text),
    Column("text", Text),
    Column("preferred", Boolean),
    schema=MEDOMICS,
)

#: Parents of codes and splits of subjects, as a MEDS source gave them; its export gives them back.
code_parent = Table(
    "code_parent",
    metadata,
    Column("code", Text, nullable=False),
    Column("parent", Text, nullable=False),
    schema=MEDOMICS,
)
subject_split = Table(
    "subject_split",
    metadata,
    Column("subject_id", BigInteger, nullable=False),
    Column("split", Text, nullable=False),
    schema=MEDOMICS,
)

#: One row for each load: what ran, by which rules, and the account.
load_run = Table(
    "load_run",
    metadata,
    Column("load_id", BigInteger, primary_key=True, autoincrement=False),
    Column("command", Text, nullable=False),
    Column("started_at", DateTime, nullable=False),
    Column("seconds", Double),
    Column("policy", Text),
    Column("rules", Text),
    Column("time_zone", Text),
    Column("cdm_version", Text),
    Column("guide_version", Text),
    Column("vocabulary_release", Text),
    Column("software_version", Text),
    Column("read", BigInteger, nullable=False),
    Column("loaded", BigInteger, nullable=False),
    Column("unchanged", BigInteger, nullable=False),
    Column("superseded", BigInteger, nullable=False),
    Column("excluded", BigInteger, nullable=False),
    Column("quarantined", BigInteger, nullable=False),
    Column("waiting", BigInteger, nullable=False),
    schema=MEDOMICS,
)

#: The account of each input file of a load.
load_file = Table(
    "load_file",
    metadata,
    Column("load_id", BigInteger, nullable=False),
    Column("file", Text, nullable=False),
    Column("read", BigInteger, nullable=False),
    Column("loaded", BigInteger, nullable=False),
    Column("unchanged", BigInteger, nullable=False),
    Column("superseded", BigInteger, nullable=False),
    Column("excluded", BigInteger, nullable=False),
    Column("quarantined", BigInteger, nullable=False),
    Column("waiting", BigInteger, nullable=False),
    schema=MEDOMICS,
)

#: Where each file of a finished load lay, as a keyed hash of its place: the same file read again is known by it, and
#: what was refused of it before is then mended or refused anew. The row without a file is the source that held them.
source_file = Table(
    "source_file",
    metadata,
    Column("load_id", BigInteger, nullable=False),
    Column("file", Text, nullable=False),
    Column("place_key", BigInteger, nullable=False),
    schema=MEDOMICS,
)

#: What was refused: where, which element, why. It holds no word of the input.
quarantine = Table(
    "quarantine",
    metadata,
    Column("load_id", BigInteger, nullable=False),
    Column("file", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("resource_type", Text),
    Column("element", Text),
    Column("reason", Text, nullable=False),
    schema=MEDOMICS,
)

#: Codes that the loaded vocabulary gives no standard concept, by load and table; their rows have concept 0.
unmapped_code = Table(
    "unmapped_code",
    metadata,
    Column("load_id", BigInteger, nullable=False),
    Column("table_name", Text, nullable=False),
    Column("code_system", Text, nullable=False),
    Column("code", Text),
    Column("rows", BigInteger, nullable=False),
    schema=MEDOMICS,
)

#: What a load left out on purpose: counts by type and reason.
exclusion = Table(
    "exclusion",
    metadata,
    Column("load_id", BigInteger, nullable=False),
    Column("resource_type", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("resources", BigInteger, nullable=False),
    schema=MEDOMICS,
)
