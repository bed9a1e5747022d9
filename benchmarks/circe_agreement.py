"""Holds ATLAS definitions to OHDSI's compiler: the same spells on an invented CDM, definition by definition.

    python -m benchmarks.circe_agreement DEFINITIONS_DIR --oracle VENV/bin/python [--persons 500]

The oracle is a venv of its own with `pip install ohdsi-circepy==0.3.0`; its SQL runs on a copy of the same DuckDB file.
The CDM is invented from the concepts that the definitions name, so that most of them find somebody.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from medomics_ehr.cohort.readers.circe import cohort_spells, read_circe
from medomics_ehr.cohort.readers.circe.domains import DOMAINS
from medomics_ehr.errors import InputRefused
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

ORACLE = r"""
import json, sys
import duckdb
from circe.api import cohort_expression_from_json, build_cohort_query
from circe.cohortdefinition import BuildExpressionQueryOptions
from circe.sqlrender import render, translate
TARGET = "cohort_definition_id BIGINT, subject_id BIGINT, cohort_start_date DATE, cohort_end_date DATE"
with duckdb.connect(sys.argv[1]) as connection:
    connection.execute("CREATE SCHEMA results")
    connection.execute(f"CREATE TABLE results.cohort ({TARGET})")
found = {}
for path in sys.argv[2:]:
    with duckdb.connect(sys.argv[1]) as connection:
        try:
            data = json.load(open(path))
            expression = cohort_expression_from_json(json.dumps(data.get("expression", data)))
            options = BuildExpressionQueryOptions()
            options.cohort_id, options.cdm_schema, options.vocabulary_schema = 1, "cdm", "cdm"
            options.target_table, options.result_schema, options.generate_stats = "results.cohort", "results", False
            query = build_cohort_query(expression, options)
            for name, value in {"@target_database_schema.@target_cohort_table": "results.cohort",
                                "@target_cohort_table": "results.cohort", "@target_cohort_id": "1",
                                "@cdm_database_schema": "cdm", "@vocabulary_database_schema": "cdm",
                                "@results_database_schema": "results"}.items():
                query = query.replace(name, value)
            connection.execute("DELETE FROM results.cohort")
            for statement in translate(render(query), "duckdb").split(";"):
                if statement.strip():
                    connection.execute(statement)
            rows = connection.execute("SELECT subject_id, cohort_start_date, cohort_end_date FROM results.cohort")
            found[path] = sorted([who, str(start)[:10], str(end)[:10]] for who, start, end in rows.fetchall())
        except Exception as error:
            found[path] = f"{type(error).__name__}: {str(error)[:600]}"
print(json.dumps(found))
"""


def main() -> None:
    """Read the arguments, compare, print the account."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("definitions", type=Path)
    parser.add_argument("--oracle", required=True, help="Python of a venv with ohdsi-circepy")
    parser.add_argument("--persons", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    ours, theirs = compared(sorted(given.definitions.glob("*.json")), given.oracle, given.persons, given.seed)
    _report(ours, theirs)


def compared(files: list[Path], oracle: str, persons: int, seed: int) -> tuple[dict[Path, Any], dict[Path, Any]]:
    """Our spells and the oracle's of each definition, on one invented CDM; a text where a side failed."""
    expressions = {path: read_circe(path.read_text(encoding="utf-8"), path.name) for path in files}
    with tempfile.TemporaryDirectory() as folder:
        record = Record.of(Workspace.create(Path(folder) / "w"))
        record.create()
        invent(record, list(expressions.values()), persons, random.Random(seed))
        copy = Path(folder) / "oracle.duckdb"
        shutil.copy(record.duckdb_path, copy)
        theirs = _oracle(oracle, copy, files)
        return {path: _ours(record, expression) for path, expression in expressions.items()}, theirs


def _report(ours: Mapping[Path, Any], theirs: Mapping[Path, Any]) -> None:
    same = [path for path in ours if ours[path] == theirs[path]]
    nonempty = [path for path in same if ours[path]]
    failed = [path for path in ours if isinstance(theirs[path], str)]
    print(f"definitions {len(ours)}, same spells {len(same)}, of these non-empty {len(nonempty)}, "
          f"not run by the oracle {len(failed)}")  # fmt: skip
    for path in ours:
        if path not in same:
            print(f"{path.name}: ours {_short(ours[path])}, theirs {_short(theirs[path])}")


def _short(found: Any) -> str:
    return found if isinstance(found, str) else f"{len(found)} spells"


def _ours(record: Record, expression: Mapping[str, Any]) -> Any:
    try:
        with record.read() as connection:
            return sorted(
                [who, str(start), str(end)] for who, start, end in connection.execute(cohort_spells(expression))
            )
    except InputRefused as refused:
        return f"refused: {refused}"


def _oracle(python: str, database: Path, files: list[Path]) -> dict[Path, Any]:
    command = [python, "-c", ORACLE, str(database), *map(str, files)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return {Path(path): found for path, found in json.loads(done.stdout).items()}


def invent(record: Record, expressions: list[Mapping[str, Any]], persons: int, chance: random.Random) -> None:
    """Fill a record with people who have the concepts that the definitions name, in the tables that they read."""
    wanted = [pair for expression in expressions for pair in concepts_of(expression)]
    valued = sorted({int(i) for i in _named(expressions, ("ValueAsConcept", "Unit", "Gender"))} | {0})
    rows: dict[str, list[dict[str, Any]]] = {
        "concept": [],
        "concept_ancestor": [],
        "person": [],
        "observation_period": [],
    }
    for concept_id in sorted({concept for _, concept in wanted} | set(valued)):
        rows["concept"].append({"concept_id": concept_id})
        rows["concept_ancestor"].append({"ancestor_concept_id": concept_id, "descendant_concept_id": concept_id})
    for person in range(1, persons + 1):
        gender = chance.choice([8507, 8532])
        rows["person"].append(
            {"person_id": person, "gender_concept_id": gender, "year_of_birth": chance.randint(1930, 2018)}
        )
        start = date(2008, 1, 1) + timedelta(chance.randint(0, 1500))
        end = start + timedelta(chance.randint(400, 4000))
        rows["observation_period"].append(
            {"observation_period_id": person, "person_id": person, "observation_period_start_date": start,
             "observation_period_end_date": end})  # fmt: skip
        for kind, concept in chance.sample(wanted, min(len(wanted), 120)):
            for _ in range(chance.choice([1, 1, 2, 3])):
                day = start + timedelta(chance.randint(0, (end - start).days))
                table = rows.setdefault(DOMAINS[kind].table, [])
                table.append(_event(kind, concept, person, day, len(table) + 1, valued, chance))
    rows["death"] = list({row["person_id"]: row for row in rows.get("death", [])}.values())
    with record.duckdb() as connection:
        for name, values in ((name, values) for name, values in rows.items() if values):
            columns = tables.metadata.tables[f"cdm.{name}"].columns
            filled = pa.Table.from_pylist([{c.name: row.get(c.name, _filler(c)) for c in columns} for row in values])
            connection.register("filled", filled)
            connection.execute(f"INSERT INTO cdm.{name} BY NAME SELECT * FROM filled")


def _event(
    kind: str, concept: int, person: int, day: date, key: int, valued: list[int], chance: random.Random
) -> dict[str, Any]:
    domain = DOMAINS[kind]
    row: dict[str, Any] = {domain.concept: concept, domain.key: key, domain.start: day, "person_id": person}
    if domain.end:
        row[domain.end] = day + timedelta(chance.choice([0, 1, 3, 10, 40]))
    if domain.source:
        row[domain.source] = concept
    if domain.visit:
        row.setdefault("visit_occurrence_id", chance.randint(1, 5))
    row |= {
        "value_as_number": chance.choice([0.5, 1, 5, 20, 40, 90, 200]),
        "value_as_concept_id": chance.choice(valued),
    }
    return row | {"unit_concept_id": chance.choice(valued), "range_high": 10.0, "range_low": 1.0, "days_supply": 30}


def _filler(column: sa.Column[Any]) -> Any:
    if column.nullable:
        return None
    if isinstance(column.type, sa.Date | sa.DateTime):
        return date(1970, 1, 1)
    return "" if isinstance(column.type, sa.String) else 0


def concepts_of(expression: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Each kind of criterion of a definition with a few of the concepts it asks for."""
    sets = {one["id"]: one["expression"]["items"] for one in expression.get("ConceptSets") or []}
    for node in _walk(expression):
        for kind in DOMAINS:
            body = node.get(kind)
            if isinstance(body, dict) and body.get("CodesetId") in sets:
                items = [i for i in sets[body["CodesetId"]] if not i.get("isExcluded")][:4]
                yield from ((kind, int(item["concept"]["CONCEPT_ID"])) for item in items)


def _named(expressions: list[Mapping[str, Any]], keys: tuple[str, ...]) -> Iterator[Any]:
    for node in _walk(expressions):
        for key in keys:
            if isinstance(node.get(key), list):
                yield from (concept["CONCEPT_ID"] for concept in node[key] if "CONCEPT_ID" in concept)


def _walk(data: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(data, dict):
        yield data
        data = list(data.values())
    if isinstance(data, list):
        for part in data:
            yield from _walk(part)


if __name__ == "__main__":
    main()
