"""Checks a CDM, in the record or where it lies, as OHDSI's DataQualityDashboard does, by the CDM's own field list.

Checks: a required table or field is there; types, required values, keys, references, domains and standard concepts;
and, of each person's facts, that they end after they start and lie between birth and death. Fields that CDM 5.4
requires and 5.3 does not (`cdm53_optional.csv`) are asked of a source that says it is 5.4. It changes nothing.

Source: Blacketer et al. 2021, doi 10.1093/jamia/ocab132, check types `cdmField`, `cdmDatatype`, `isRequired`,
`isPrimaryKey`, `isForeignKey`, `fkDomain`, `isStandardValidConcept`, `plausibleStartBeforeEnd`, `plausibleAfterBirth`,
`plausibleValueLow` (of the year of birth).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import duckdb

from medomics_ehr.adapters.omop.events import event_tables
from medomics_ehr.adapters.omop.sources import Table, open_source
from medomics_ehr.adapters.omop.typed_rows import fields_of, primary_key, raw_column, typed_view
from medomics_ehr.record.cdm_fields import cdm_fields, duckdb_type
from medomics_ehr.record.exchange import create_memory_tables, visit_of
from medomics_ehr.record.store import Record
from medomics_ehr.record.visit import Memory

#: The DataQualityDashboard's lowest plausible `person.year_of_birth`; 0, an unknown year, lies below.
LOWEST_YEAR_OF_BIRTH = 1850
#: Tables without which a CDM is none.
REQUIRED_TABLES = ("person", "observation_period")


@dataclass(frozen=True, slots=True)
class Check:
    """One check and what it found.

    Attributes:
        check: name of the check type.
        table, field: what was checked.
        rows: how many rows it looked at.
        violations: how many of them break the rule.
    """

    check: str
    table: str
    field: str
    rows: int
    violations: int

    @property
    def passed(self) -> bool:
        """Whether nothing breaks the rule."""
        return self.violations == 0


def check_source(source: str, schema: str = "") -> list[Check]:
    """Check a CDM where it lies: folder, archive or database.

    Raises:
        InputRefused: the source holds no CDM table.
    """
    with duckdb.connect() as memory, open_source(memory, source, schema) as tables:
        for name, table in tables.items():
            typed_view(memory, name, table, f"checked_{name}")
        checks = [*_types(memory, tables), *_checks(memory, list(tables))]
        optional = set() if _is_54(memory, tables) else _optional_in_53()
        return [check for check in checks if check.passed or (check.table, check.field) not in optional]


def _is_54(memory: Memory, tables: dict[str, Table]) -> bool:
    """Whether the source says of itself that it is a CDM 5.4."""
    source = tables.get("cdm_source")
    if source is None or "cdm_version" not in source.columns:
        return False
    return bool(_one(memory, f"SELECT count(*) FROM {source.relation} WHERE contains(cdm_version, '5.4')"))


@cache
def _optional_in_53() -> frozenset[tuple[str, str]]:
    text = files(__package__).joinpath("cdm53_optional.csv").read_text(encoding="utf-8")
    return frozenset((row["table"], row["field"]) for row in csv.DictReader(text.splitlines()))


def check_record(record: Record) -> list[Check]:
    """Check the CDM tables of the record."""
    with duckdb.connect() as memory, _pulled(record, memory) as names:
        return list(_checks(memory, names))


@contextmanager
def _pulled(record: Record, memory: Memory) -> Iterator[list[str]]:
    names = list(dict.fromkeys(row["table"] for row in cdm_fields()))
    create_memory_tables(memory, [f"cdm.{name}" for name in names])
    with visit_of(record, memory).reading() as visit:
        for name in names:
            columns = ", ".join(f'"{row["field"]}"' for row in fields_of(name))
            visit.pull(f"cdm.{name}", f"SELECT {columns} FROM cdm.{name}")
    for name in names:
        memory.execute(f"CREATE VIEW checked_{name} AS SELECT * FROM cdm.{name}")
    yield names


def _types(memory: Memory, tables: dict[str, Table]) -> Iterator[Check]:
    """Values of the source that are not of the field's type, and fields that the source's tables lack."""
    for name, table in tables.items():
        for row in fields_of(name):
            raw = raw_column(name, row["field"], table)
            if raw is None:
                yield Check("cdmField", name, row["field"], 0, int(row["required"] == "yes"))
            elif duckdb_type(row) != "VARCHAR":
                wrong = f"{raw} IS NOT NULL AND TRY_CAST({raw} AS {duckdb_type(row)}) IS NULL"
                counted = f"SELECT count(*), count(*) FILTER ({wrong}) FROM {table.relation}"
                rows, violations = memory.execute(counted).fetchall()[0]
                yield Check("cdmDatatype", name, row["field"], rows, violations)


def _checks(memory: Memory, names: list[str]) -> Iterator[Check]:
    for name in REQUIRED_TABLES:
        yield Check("cdmTable", name, "", 0, int(name not in names))
    for name in names:
        rows = _one(memory, f"SELECT count(*) FROM checked_{name}")
        if rows:
            yield from _table_checks(memory, name, rows, set(names))


def _table_checks(memory: Memory, name: str, rows: int, names: set[str]) -> Iterator[Check]:
    key = primary_key(name)
    if key:
        repeated = f"SELECT count(*) - count(DISTINCT {key}) FROM checked_{name}"
        yield Check("isPrimaryKey", name, key, rows, _one(memory, repeated))
    for row in fields_of(name):
        field = f'"{row["field"]}"'
        if row["required"] == "yes":
            missing = _one(memory, f"SELECT count(*) FROM checked_{name} WHERE {field} IS NULL")
            yield Check("isRequired", name, row["field"], rows, missing)
        if row["foreign_table"] in names:
            yield from _reference_checks(memory, name, row, rows)
    if name == "person":
        early = _one(memory, f"SELECT count(*) FROM checked_person WHERE year_of_birth < {LOWEST_YEAR_OF_BIRTH}")
        yield Check("plausibleValueLow", name, "year_of_birth", rows, early)
    yield from _plausibility(memory, name, rows, names)


def _reference_checks(memory: Memory, name: str, row: dict[str, str], rows: int) -> Iterator[Check]:
    """0 is OMOP's "no matching concept", and the convention of many sources for "no reference"."""
    field, target = f'"{row["field"]}"', f"checked_{row['foreign_table']}"
    if not _one(memory, f"SELECT count(*) FROM {target}"):
        return
    given = f"t.{field} IS NOT NULL" if duckdb_type(row) == "VARCHAR" else f"t.{field} <> 0"
    joined = f"checked_{name} t LEFT JOIN {target} f ON f.{row['foreign_field']} = t.{field} WHERE {given}"
    lost = _one(memory, f"SELECT count(*) FROM {joined} AND f.{row['foreign_field']} IS NULL")
    yield Check("isForeignKey", name, row["field"], rows, lost)
    if row["foreign_table"] != "concept":
        return
    if row["domain"]:
        allowed = ", ".join(f"'{domain.strip()}'" for domain in row["domain"].split(","))
        wrong = _one(memory, f"SELECT count(*) FROM {joined} AND f.domain_id NOT IN ({allowed})")
        yield Check("fkDomain", name, row["field"], rows, wrong)
    if row["domain"] and "_source_" not in row["field"]:
        unfit = "(f.standard_concept IS DISTINCT FROM 'S' OR f.invalid_reason IS NOT NULL)"
        wrong = _one(memory, f"SELECT count(*) FROM {joined} AND f.concept_id IS NOT NULL AND {unfit}")
        yield Check("isStandardValidConcept", name, row["field"], rows, wrong)


def _plausibility(memory: Memory, name: str, rows: int, names: set[str]) -> Iterator[Check]:
    facts = next((row for row in event_tables() if row["table"] == name), None)
    if facts is None:
        return
    if facts["end"]:
        reversed_ = f"SELECT count(*) FROM checked_{name} WHERE {facts['end']} < {facts['start']}"
        yield Check("plausibleStartBeforeEnd", name, facts["end"], rows, _one(memory, reversed_))
    if "person" in names:
        early = (
            f"SELECT count(*) FROM checked_{name} t JOIN checked_person p USING (person_id) "
            f"WHERE year(t.{facts['start']}) < p.year_of_birth"
        )
        yield Check("plausibleAfterBirth", name, facts["start"], rows, _one(memory, early))


def _one(memory: Memory, query: str) -> int:
    row = memory.execute(query).fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def report(checks: list[Check]) -> str:
    """The checks as a Markdown page: the sum by check type, then every check that failed."""
    kinds = list(dict.fromkeys(check.check for check in checks))
    lines = [
        "# Data quality of the CDM",
        "",
        "| check | done | failed | rows that break it |",
        "| --- | --- | --- | --- |",
    ]
    for kind in kinds:
        done = [check for check in checks if check.check == kind]
        failed = [check for check in done if not check.passed]
        lines.append(f"| {kind} | {len(done)} | {len(failed)} | {sum(check.violations for check in failed)} |")
    lines += ["", "| check | table | field | rows | violations |", "| --- | --- | --- | --- | --- |"]
    for check in checks:
        if not check.passed:
            lines.append(f"| {check.check} | {check.table} | {check.field} | {check.rows} | {check.violations} |")
    return "\n".join(lines) + "\n"
