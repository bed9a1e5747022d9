"""Eras and observation periods against hand-worked examples of OHDSI's published era rules."""

from __future__ import annotations

import datetime as dt
from typing import Any

import duckdb

from medomics_ehr.record.derived import INPUTS, derive

DAY = dt.date(2020, 1, 1)


def _eras(*spans: tuple[str, int, int]) -> list[tuple[Any, ...]]:
    """Eras of concept 7 of person 1; a span is its kind with first and last day, counted from 1 January 2020."""
    memory = duckdb.connect()
    memory.execute(INPUTS)
    memory.execute("INSERT INTO ingredient VALUES (7, 70), (8, 70)")
    for row, (kind, first, last) in enumerate(spans):
        days = [DAY + dt.timedelta(days=n) for n in (first, last)]
        concept = 7 + row % 2 if kind == "drug" else 7
        memory.execute("INSERT INTO era_input VALUES (1, ?, ?, ?, ?, ?)", (kind, concept, *days, row))
    derive(memory)
    conditions = memory.execute(
        "SELECT condition_era_start_date - DATE '2020-01-01', condition_era_end_date - DATE '2020-01-01', "
        "condition_occurrence_count FROM cdm.condition_era ORDER BY 1"
    ).fetchall()
    drugs = memory.execute(
        "SELECT drug_concept_id, drug_era_start_date - DATE '2020-01-01', drug_era_end_date - DATE '2020-01-01', "
        "drug_exposure_count, gap_days FROM cdm.drug_era ORDER BY 2"
    ).fetchall()
    return [*conditions, *drugs]


def test_occurrences_up_to_30_days_apart_are_one_era() -> None:
    assert _eras(("condition", 0, 5), ("condition", 35, 36)) == [(0, 36, 2)]


def test_a_gap_of_31_days_begins_a_new_era() -> None:
    assert _eras(("condition", 0, 5), ("condition", 36, 37)) == [(0, 5, 1), (36, 37, 1)]


def test_a_long_occurrence_spans_later_short_ones() -> None:
    assert _eras(("condition", 0, 100), ("condition", 10, 11), ("condition", 120, 121)) == [(0, 121, 3)]


def test_exposures_to_an_ingredient_are_joined_across_its_drugs_and_gaps_are_counted() -> None:
    assert _eras(("drug", 0, 10), ("drug", 20, 30)) == [(70, 0, 30, 2, 10)]


def test_overlapping_exposures_do_not_hide_a_gap() -> None:
    assert _eras(("drug", 0, 10), ("drug", 0, 10), ("drug", 30, 40)) == [(70, 0, 40, 3, 20)]


def test_an_observation_period_runs_from_the_first_event_to_the_last() -> None:
    memory = duckdb.connect()
    memory.execute(INPUTS)
    memory.execute("CREATE TABLE doomed_row (row_id BIGINT)")
    memory.execute("INSERT INTO period_input VALUES (1, '2020-01-05', '2020-02-01'), (1, '2019-03-01', '2019-03-02')")
    derive(memory)
    periods = memory.execute("SELECT * EXCLUDE (observation_period_id) FROM cdm.observation_period").fetchall()
    assert periods == [(1, dt.date(2019, 3, 1), dt.date(2020, 2, 1), 32817)]
