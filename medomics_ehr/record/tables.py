"""The record's tables as SQLAlchemy metadata: OMOP CDM 5.4, and the schema `medomics` beside it.

The CDM's definition is data (see `cdm_fields`). Pure: opens nothing.
Keys are 63-bit (see `workspace.keyed_hash`), so every identifier is BIGINT; concept ids are INTEGER.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Double,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeEngine

from medomics_ehr.record.cdm_fields import cdm_fields, duckdb_type

CDM = "cdm"
MEDOMICS = "medomics"

metadata = MetaData()


_SQL_TYPES: dict[str, TypeEngine[Any]] = {
    "INTEGER": Integer(),
    "BIGINT": BigInteger(),
    "DOUBLE": Double(),
    "DATE": Date(),
    "TIMESTAMP": DateTime(),
}


def _sql_type(row: Mapping[str, str]) -> TypeEngine[Any]:
    length = re.fullmatch(r"varchar\((\d+)\)", row["type"])
    return String(int(length[1])) if length else _SQL_TYPES.get(duckdb_type(row), Text())


def _add_cdm_tables() -> None:
    columns: dict[str, list[Column[Any]]] = {}
    for row in cdm_fields():
        columns.setdefault(row["table"], []).append(
            Column(
                row["field"],
                _sql_type(row),
                primary_key=row["primary_key"] == "yes",
                nullable=row["required"] == "no",
                autoincrement=False,
            )
        )
    for name, fields in columns.items():
        Table(name, metadata, *fields, schema=CDM)


_add_cdm_tables()

#: The event stream; columns as in `contracts.EVENT_SCHEMA`.
event = Table(
    "event",
    metadata,
    Column("subject_id", BigInteger, nullable=False),
    Column("time", DateTime),
    # Bytewise order, as DuckDB has it, so that an index finds the codes that begin alike.
    Column("code", Text().with_variant(Text(collation="C"), "postgresql"), nullable=False),
    Column("numeric_value", Double),
    Column("text_value", Text),
    Column("end", DateTime),
    Column("assertion", Text, nullable=False),
    Column("time_precision", Text, nullable=False),
    Column("available_at", DateTime),
    Column("confidence", Double),
    Column("unit", Text),
    Column("source_table", Text, nullable=False),
    Column("source_id", BigInteger, nullable=False),
    Column("note_id", BigInteger),
    Column("span_start", Integer),
    Column("span_end", Integer),
    schema=MEDOMICS,
)

#: Made on PostgreSQL alone: DuckDB skips blocks by their smallest and largest values instead.
Index("event_code", event.c.code)
Index("event_subject", event.c.subject_id)

#: Every code met in the events with each display the sources gave it, so that queries match displays too.
code_display = Table(
    "code_display",
    metadata,
    Column("code", Text, nullable=False),
    Column("display", Text, nullable=False),
    schema=MEDOMICS,
)

#: Series of imaging studies: OHDSI's imaging extension (MI-CDM, table IMAGE_OCCURRENCE), one row a series.
image_occurrence = Table(
    "image_occurrence",
    metadata,
    Column("image_occurrence_id", BigInteger, primary_key=True, autoincrement=False),
    Column("person_id", BigInteger, nullable=False),
    Column("procedure_occurrence_id", BigInteger, nullable=False),
    Column("image_occurrence_date", Date, nullable=False),
    Column("image_series_uid", Text),
    Column("modality_source_value", Text),
    Column("anatomic_site_source_value", Text),
    schema=MEDOMICS,
)

#: The words of each note, under their own permission; `cdm.note.note_text` stays empty.
note_text = Table(
    "note_text",
    metadata,
    Column("note_id", BigInteger, primary_key=True, autoincrement=False),
    Column("subject_id", BigInteger, nullable=False),
    Column("note_date", DateTime),
    Column("available_at", DateTime),
    Column("note_type", Text),
    Column("language", Text),
    Column("title", Text),
    Column("text", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    schema=MEDOMICS,
)

#: What the coder found in notes; `cdm.note_nlp` holds its standard shadow under the same id.
finding = Table(
    "finding",
    metadata,
    Column("finding_id", BigInteger, primary_key=True, autoincrement=False),
    Column("note_id", BigInteger, nullable=False),
    Column("subject_id", BigInteger, nullable=False),
    Column("span_start", Integer, nullable=False),
    Column("span_end", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("code", Text),
    Column("value", Text),
    Column("assertion", Text, nullable=False),
    Column("date", Text),
    Column("confidence", Double),
    Column("rule_or_model", Text),
    Column("section", Text),
    schema=MEDOMICS,
)

#: Which note was coded by which configuration, so that a second run skips what is done.
coded_note = Table(
    "coded_note",
    metadata,
    Column("note_id", BigInteger, primary_key=True, autoincrement=False),
    Column("configuration", Text, nullable=False),
    Column("text_sha256", Text, nullable=False),
    Column("failed", Text),
    schema=MEDOMICS,
)
