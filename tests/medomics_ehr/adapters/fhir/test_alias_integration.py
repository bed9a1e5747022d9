"""A business identifier leads to the one resource that has it, and to none where several do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from medomics_ehr.workspace import Workspace

from .conftest import Loader, condition, patient

_NUMBER = [{"system": "urn:s", "value": "77"}]
_ASKED = {"reference": "Patient?identifier=urn:s|77"}
_LOGICAL = {"type": "Patient", "identifier": _NUMBER[0], "display": "Jeanne Martin"}


def _twins() -> list[dict[str, Any]]:
    return [patient("a1", identifier=_NUMBER), patient("a2", identifier=_NUMBER)]


def _whose(load: Loader) -> list[tuple[Any, ...]]:
    return load.rows(
        "SELECT c.logical_id FROM cdm.condition_occurrence o JOIN medomics.crosswalk c ON c.resource_key = o.person_id"
    )


def test_patients_who_share_an_identifier_both_load(load_both: Loader) -> None:
    assert load_both(*_twins()).account.count("loaded") == 2
    assert load_both.value("SELECT count(*) FROM medomics.alias") == 2
    assert load_both(*_twins()).account.count("unchanged") == 2


def test_an_identifier_of_two_patients_names_neither(load_both: Loader) -> None:
    result = load_both(*_twins(), condition(subject=_ASKED))
    assert (result.account.count("loaded"), result.account.count("waiting")) == (2, 1)
    reason = load_both.value("SELECT reason FROM medomics.resource WHERE state = 'waiting'")
    assert reason == "several resources have the identifier that the reference asks for"


def test_an_identifier_that_a_later_load_gives_to_a_second_patient_names_neither(load_both: Loader) -> None:
    load_both(_twins()[0])
    load_both(_twins()[1])
    assert load_both(condition(subject=_ASKED)).account.count("waiting") == 1


def test_what_waited_loads_once_a_newer_version_gives_the_identifier_up(load_both: Loader) -> None:
    load_both(*_twins(), condition(subject=_ASKED))
    assert load_both(patient("a2")).account.count("loaded") == 1
    assert load_both.value("SELECT count(*) FROM medomics.waiting") == 0
    assert _whose(load_both) == [("a1",)]


def test_an_identifier_moves_from_one_patient_to_another_in_one_load(load_both: Loader) -> None:
    load_both(_twins()[0])
    load_both(patient("a1"), _twins()[1], condition(subject=_ASKED))
    assert _whose(load_both) == [("a2",)]


def test_an_unchanged_patient_keeps_the_identifier(load: Loader) -> None:
    load(*_twins())
    load(*_twins(), condition(subject=_ASKED))
    assert _whose(load) == []


def test_a_logical_reference_is_followed_and_its_number_is_not_kept(load_both: Loader) -> None:
    assert load_both(condition(subject=_LOGICAL)).account.count("waiting") == 1
    staged = load_both.value("SELECT resource FROM medomics.waiting")
    assert "urn:s" not in staged
    assert "Martin" not in staged
    load_both(_twins()[0])
    assert _whose(load_both) == [("a1",)]


def test_a_record_of_an_earlier_version_takes_a_shared_identifier_too(tmp_path: Path, postgresql_url: str) -> None:
    load = Loader(Workspace.create(tmp_path / "w", url=postgresql_url), tmp_path)
    load(patient("p0"))
    with load.record.write() as connection:
        narrow = "ALTER TABLE medomics.alias DROP CONSTRAINT alias_pkey, ADD PRIMARY KEY (alias_key)"
        connection.execute(sa.text(narrow))
    assert load(*_twins()).account.count("loaded") == 2
