"""Derives the event stream from CDM rows, set by set: one event for each source coding and the standard concept.

Which column is what is data (`events.csv`). Works on in-memory tables `fresh_<table>` (see `load`) and on concepts in
`concept_code`; opens nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from medomics_ehr.record.duckdb_engine import duckdb
from medomics_ehr.terminology.systems import SYSTEMS

#: Condition status concepts that say more than "present" (OHDSI vocabulary `Condition Status`): preliminary diagnosis.
_POSSIBLE_STATUS = (32899, 4033240)

_PERSON = """
WITH born AS (
    SELECT person_id, gender_concept_id, coalesce(birth_datetime, try_cast(nullif(year_of_birth, 0) || '-' ||
               coalesce(month_of_birth, 1) || '-' || coalesce(day_of_birth, 1) AS TIMESTAMP)) AS birth,
           CASE WHEN birth_datetime IS NOT NULL OR day_of_birth IS NOT NULL THEN 'day'
                WHEN month_of_birth IS NOT NULL THEN 'month' ELSE 'year' END AS precision
    FROM fresh_person
)
SELECT person_id AS subject_id, birth AS time, 'MEDS_BIRTH' AS code, 'present' AS assertion,
       precision AS time_precision, birth - INTERVAL 1 MICROSECOND + CASE precision
           WHEN 'year' THEN INTERVAL 1 YEAR WHEN 'month' THEN INTERVAL 1 MONTH ELSE INTERVAL 1 DAY END AS available_at,
       1.0 AS confidence, 'person' AS source_table, person_id AS source_id
FROM born WHERE birth IS NOT NULL
UNION ALL BY NAME
SELECT person_id AS subject_id, 'GENDER//' || CASE gender_concept_id WHEN 8507 THEN 'male' ELSE 'female' END AS code,
       'present' AS assertion, 'day' AS time_precision, 1.0 AS confidence, 'person' AS source_table,
       person_id AS source_id
FROM born WHERE gender_concept_id IN (8507, 8532)
"""

_DEATH = """
SELECT person_id AS subject_id, {time} AS time, 'MEDS_DEATH' AS code, 'present' AS assertion,
       {precision} AS time_precision, {latest} AS available_at, 1.0 AS confidence,
       'death' AS source_table, person_id AS source_id
FROM fresh_death WHERE death_date IS NOT NULL
"""


@cache
def event_tables() -> tuple[dict[str, str], ...]:
    """The CDM tables that give events, with their columns; `lag_days` after the end or start they are known."""
    text = files(__package__).joinpath("events.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def event_sources() -> tuple[str, ...]:
    """All CDM tables that give events: births, deaths and `event_tables`."""
    return ("person", "death", *(row["table"] for row in event_tables()))


def concept_columns(table: str) -> list[str]:
    """The columns of a table whose concepts its events need."""
    row = next((row for row in event_tables() if row["table"] == table), None)
    names = ("concept", "source_concept", "unit_concept", "value_concept")
    return [row[name] for name in names if row[name]] if row else []


def fill_concept_codes(memory: duckdb.DuckDBPyConnection) -> None:
    """Make `concept_code(concept_id, code, raw, display)` from the in-memory table `known_concept`."""
    shorts: dict[str, str] = {}
    for system in SYSTEMS:
        if system.vocabulary:
            shorts.setdefault(system.vocabulary, system.short)
    memory.execute("CREATE TABLE vocabulary_short (vocabulary_id VARCHAR, short VARCHAR)")
    places = ", ".join("(?, ?)" for _ in shorts)
    memory.execute(f"INSERT INTO vocabulary_short VALUES {places}", [text for pair in shorts.items() for text in pair])
    memory.execute(
        "CREATE TABLE concept_code AS SELECT concept_id, coalesce(v.short, upper(regexp_replace(c.vocabulary_id, "
        "'[^A-Za-z0-9]+', '-', 'g'))) || '//' || c.concept_code AS code, c.concept_code AS raw, "
        "c.concept_name AS display FROM known_concept c LEFT JOIN vocabulary_short v USING (vocabulary_id) "
        "QUALIFY row_number() OVER (PARTITION BY concept_id) = 1"
    )


def derive_events(memory: duckdb.DuckDBPyConnection, tables: Iterable[str], lags: Mapping[str, int]) -> None:
    """Fill the in-memory `medomics.event` and `medomics.code_display` from the fresh rows of `tables`.

    Args:
        lags: days after which a table's rows are known, where they differ from `events.csv`.
    """
    for query in event_queries(tables, lags):
        memory.execute(f"INSERT INTO medomics.event BY NAME {query}")
    memory.execute(
        "INSERT INTO medomics.code_display SELECT DISTINCT code, display FROM concept_code "
        "WHERE code IN (SELECT code FROM medomics.event) AND display IS NOT NULL"
    )


def event_queries(tables: Iterable[str], lags: Mapping[str, int]) -> list[str]:
    """A query of events for each table that gives some; each leaves out the columns it has nothing for."""
    known, queries = set(tables), []
    if "person" in known:
        queries.append(_PERSON)
    if "death" in known:
        time, precision, latest = _moment("death_date", "death_datetime")
        queries.append(_DEATH.format(time=time, precision=precision, latest=latest))
    for row in event_tables():
        if row["table"] in known:
            queries.append(_facts(row, lags.get(row["table"], int(row["lag_days"]))))
    return queries


def _moment(date: str, datetime: str) -> tuple[str, str, str]:
    """Earliest instant, precision and latest instant of a CDM date; ETLs write midnight where no time is known."""
    timed = f"({datetime} IS NOT NULL AND {datetime} <> date_trunc('day', {datetime}))" if datetime else "false"
    known = datetime or "NULL"
    time = f"CASE WHEN {timed} THEN {known} ELSE CAST({date} AS TIMESTAMP) END"
    latest = f"CASE WHEN {timed} THEN {known} ELSE {date} + INTERVAL 1 DAY - INTERVAL 1 MICROSECOND END"
    return time, f"CASE WHEN {timed} THEN 'second' ELSE 'day' END", latest


def _facts(row: Mapping[str, str], lag_days: int) -> str:
    time, precision, start_latest = _moment(row["start"], row["start_datetime"])
    end = _moment(row["end"], row["end_datetime"])[2] if row["end"] else "NULL"
    known = f"coalesce({end}, {start_latest})" if row["known_from"] == "end" else start_latest
    number = row["number"] or "NULL"
    return f"""
        SELECT * FROM (SELECT f.person_id AS subject_id, {time} AS time, unnest({_codes(row)}) AS code,
               {number} AS numeric_value, {_text_value(row)} AS text_value, {end} AS "end",
               {_assertion(row)} AS assertion,
               {precision} AS time_precision, {known} + INTERVAL {lag_days} DAY AS available_at, 1.0 AS confidence,
               {_unit(row)} AS unit, '{row["table"]}' AS source_table, f.{row["id"]} AS source_id
        FROM fresh_{row["table"]} f
        LEFT JOIN concept_code c ON c.concept_id = f.{row["concept"]}
        LEFT JOIN concept_code s ON s.concept_id = {_column(row, "source_concept")}
        LEFT JOIN concept_code u ON u.concept_id = {_column(row, "unit_concept")}
        LEFT JOIN concept_code v ON v.concept_id = {_column(row, "value_concept")}
        WHERE f.{row["start"]} IS NOT NULL) WHERE code IS NOT NULL
    """


def _column(row: Mapping[str, str], name: str) -> str:
    return f"nullif(f.{row[name]}, 0)" if row[name] else "NULL"


def _codes(row: Mapping[str, str]) -> str:
    """The distinct codes of a row: source concept, standard concept, and a source value that neither states."""
    standard = f"coalesce(c.code, 'OMOP//' || nullif(f.{row['concept']}, 0))"
    codes = ["s.code", f"CASE WHEN {standard} IS DISTINCT FROM s.code THEN {standard} END"]
    if row["source_value"]:
        value = f"nullif(trim(f.{row['source_value']}), '')"
        codes.append(f"CASE WHEN s.code IS NULL AND {value} IS DISTINCT FROM c.raw THEN 'LOCAL//' || {value} END")
    return f"[{', '.join(codes)}]"


def _text_value(row: Mapping[str, str]) -> str:
    texts = [f"f.{row['text']}"] if row["text"] else []
    texts += ["v.display"] if row["value_concept"] else []
    if row["value_source"]:
        texts.append(f"CASE WHEN f.{row['number']} IS NULL THEN f.{row['value_source']} END")
    return f"coalesce({', '.join(texts)})" if texts else "NULL"


def _unit(row: Mapping[str, str]) -> str:
    units = ["u.raw"] if row["unit_concept"] else []
    units += [f"f.{row['unit_source']}"] if row["unit_source"] else []
    return f"CASE WHEN f.{row['number']} IS NOT NULL THEN coalesce({', '.join(units)}) END" if units else "NULL"


def _assertion(row: Mapping[str, str]) -> str:
    if row["table"] != "condition_occurrence":
        return "'present'"
    return f"CASE WHEN f.condition_status_concept_id IN {_POSSIBLE_STATUS} THEN 'possible' ELSE 'present' END"
