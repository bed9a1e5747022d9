"""Fills a workspace with an invented record of any size, in DuckDB's own SQL: people, events and their CDM rows.

    python -m benchmarks.generate_cdm WORKSPACE --persons 100000 --events 20000000 --seed 1 [--definitions DIR]

The same seed gives the same rows. Codes are drawn with a long tail, as in a hospital: few are frequent, most are rare.
With `--definitions` a share of the events has the concepts that these ATLAS definitions name, so that they find people.
Events lie in the order `--order` (`code` as the loaders leave them, or `subject`). Each event but a finding has a
row in the CDM table that it names (`generate_cdm_tables.py`).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable
from pathlib import Path

import duckdb

from benchmarks.generate_cdm_tables import fill_cdm, named_concepts
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

#: Share of the events, the kind of code, how many codes, and the table they would come from.
DOMAINS = (
    (
        "condition_occurrence",
        0.20,
        "'ICD10//' || chr(65 + (i % 26)::INT) || lpad((i // 26 % 100)::TEXT, 2, '0') || '.' || (i // 2600)",
        7800,
    ),
    (
        "drug_exposure",
        0.20,
        "'ATC//' || chr(65 + (i % 22)::INT) || lpad((i // 22 % 12 + 1)::TEXT, 2, '0') || 'FF' "
        "|| lpad((i // 264 + 1)::TEXT, 2, '0')",
        1320,
    ),
    ("measurement", 0.37, "'LOINC//' || (1000 + i) || '-' || (i % 10)", 1500),
    ("procedure_occurrence", 0.10, "'SNOMED//' || (70000000 + i * 7)", 1000),
    ("visit_occurrence", 0.07, "'VISIT//' || i", 4),
    ("observation", 0.02, "'SNOMED//' || (90000000 + i * 7)", 300),
    ("device_exposure", 0.01, "'SNOMED//' || (95000000 + i * 7)", 100),
)
#: Codes of oncology that the benchmark's questions name, with their share of the events.
ONCOLOGY = {
    "ICD10//C34.1": 0.0006, "ICD10//C34.9": 0.0004, "ICD10//E11.9": 0.004, "ICD10//I10": 0.008, "ATC//L01FF02": 0.002,
    "TREATMENT//immunotherapy": 0.0005, "TREATMENT//surgery": 0.001, "EXAM//ct": 0.008, "EXAM//mri": 0.004,
    "BIOMARKER//CD274": 0.0005, "STAGE//IV": 0.0005, "RECIST//PD": 0.0005,
}  # fmt: skip
#: Share of the events that have a concept of the given definitions.
NAMED = 0.15
#: Concepts of visits: outpatient, inpatient, emergency, emergency then inpatient.
VISITS = (9202, 9201, 9203, 262)
#: Local concepts begin here, by OHDSI's convention.
FIRST_LOCAL_CONCEPT = 2_000_000_000


def main() -> None:
    """Read the arguments and generate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=20_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--order", choices=["code", "subject"], default="code")
    parser.add_argument("--definitions", type=Path, help="folder of ATLAS definitions whose concepts are drawn too")
    given = parser.parse_args()
    files = sorted(given.definitions.glob("*.json")) if given.definitions else []
    start = time.perf_counter()
    generate(Workspace.create(given.workspace), given.persons, given.events, given.seed, given.order, files)
    print(f"{given.persons} persons, {given.events} events in {time.perf_counter() - start:.1f} s")


def generate(
    workspace: Workspace,
    persons: int,
    events: int,
    seed: int = 1,
    order: str = "code",
    definitions: Iterable[Path] = (),
) -> None:
    """Fill a fresh workspace's record.

    Args:
        definitions: ATLAS definitions whose concepts take a share of the events.
    """
    record = Record.of(workspace)
    record.create()
    with record.duckdb() as connection:
        _catalogue(connection, named_concepts(definitions))
        _people(connection, persons, seed)
        _events(connection, persons, events, seed, order)
        connection.execute("INSERT INTO medomics.code_display SELECT code, 'invented ' || lower(code) FROM drawn")
        fill_cdm(connection, seed)


def _catalogue(connection: duckdb.DuckDBPyConnection, named: list[tuple[str, str, int]]) -> None:
    """The table `drawn`: each code with its table, its concept, and the upper bound of its draws between 0 and 1."""
    connection.execute("CREATE TEMP TABLE weight (source_table TEXT, code TEXT, share DOUBLE, concept_id INTEGER)")
    rest = 0.97 - (NAMED if named else 0.0)
    for table, share, code, count in DOMAINS:
        connection.execute(
            f"""INSERT INTO weight
                SELECT ?, {code}, ? / (i + 20) / (SELECT sum(1 / (i + 20)) FROM range(?) AS s(i)),
                       CASE WHEN ? = 'visit_occurrence' THEN ?[i + 1] END FROM range(?) AS r(i)""",
            [table, share * rest, count, table, list(VISITS), count],
        )
    findings = ("BIOMARKER", "STAGE", "RECIST")
    rows: list[tuple[str, str, float, int | None]] = [
        ("finding" if code.startswith(findings) else "condition_occurrence", code, share, None)
        for code, share in ONCOLOGY.items()
    ]
    rows += [(table, code, NAMED / len(named), concept) for table, code, concept in named]
    connection.executemany("INSERT INTO weight VALUES (?, ?, ?, ?)", rows)
    connection.execute(
        """CREATE TEMP TABLE drawn AS
           SELECT source_table, code, coalesce(concept_id, $first + row_number() OVER (ORDER BY code, source_table))
                  AS concept_id,
                  sum(share) OVER (ORDER BY code, source_table) / sum(share) OVER () AS upper FROM weight""",
        {"first": FIRST_LOCAL_CONCEPT},
    )


def _people(connection: duckdb.DuckDBPyConnection, persons: int, seed: int) -> None:
    connection.execute(
        """INSERT INTO cdm.person BY NAME
           SELECT i + 1 AS person_id, CASE WHEN hash(i, $seed) % 2 = 0 THEN 8507 ELSE 8532 END AS gender_concept_id,
                  (1920 + hash(i, $seed, 1) % 90)::INT AS year_of_birth,
                  (1 + hash(i, $seed, 2) % 12)::INT AS month_of_birth,
                  (1 + hash(i, $seed, 3) % 28)::INT AS day_of_birth, 0 AS race_concept_id, 0 AS ethnicity_concept_id
           FROM range($persons) AS r(i)""",
        {"seed": seed, "persons": persons},
    )


def _events(connection: duckdb.DuckDBPyConnection, persons: int, events: int, seed: int, order: str) -> None:
    """Draw each event's code by bisection over the catalogue, its subject and its day by hashes of its number."""
    ordered = {"code": "code, subject_id", "subject": "subject_id, time"}[order]
    connection.execute(
        f"""INSERT INTO medomics.event BY NAME
            SELECT (1 + hash(i, $seed, 4) % $persons)::BIGINT AS subject_id,
                   TIMESTAMP '2010-01-01' + to_minutes((hash(i, $seed, 5) % 7889400)::BIGINT) AS time,
                   d.code, CASE WHEN d.source_table IN ('measurement', 'finding')
                                THEN (hash(i, $seed, 6) % 1000) / 10.0 END AS numeric_value,
                   time AS "end",
                   CASE WHEN d.source_table = 'finding' AND hash(i, $seed, 7) % 10 = 0 THEN 'absent' ELSE 'present' END
                       AS assertion,
                   'second' AS time_precision, time + to_hours(24) AS available_at, 1.0 AS confidence,
                   CASE WHEN d.source_table = 'measurement' THEN 'mg/dL'
                        WHEN d.source_table = 'finding' THEN '%' END AS unit,
                   d.source_table, i + 1 AS source_id
            FROM (SELECT i, (hash(i, $seed, 8) % 1000000007) / 1000000007.0 AS draw FROM range($events) AS r(i)) AS r
            ASOF JOIN drawn AS d ON r.draw < d.upper
            ORDER BY {ordered}""",
        {"seed": seed, "persons": persons, "events": events},
    )


if __name__ == "__main__":
    main()
