"""Two resources whose keys collide stay two: in one batch, over several loads, by reference, in any order."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from medomics_ehr import workspace as keys
from medomics_ehr.record.crosswalk import keys_of

from .conftest import Loader, condition, of, patient

PATIENTS = 40


@pytest.fixture
def eight_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys of 8 bits: 160 resources cannot all have one of their own."""
    monkeypatch.setattr(keys, "KEY_BITS", 8)


def _centre() -> list[dict[str, Any]]:
    """Patients with an encounter each, and what the encounters lead to; the year of birth is the patient's number."""
    found: list[dict[str, Any]] = []
    for n in range(PATIENTS):
        subject = {"reference": f"Patient/p{n}"}
        number = [{"system": "urn:hospital", "value": f"h{n}"}]
        found.append(patient(f"p{n}", birthDate=str(1900 + n), identifier=number))
        visit = {"class": {"code": "AMB"}, "period": {"start": f"2020-01-01T00:{n:02}:00Z"}}
        found.append(of("Encounter", f"e{n}", status="finished", subject=subject, **visit))
        at = {"encounter": {"reference": f"Encounter/e{n}"}, "onsetDateTime": str(2000 + n)}
        found.append(condition(f"c{n}", subject=subject, **at))
        asked = {"reference": f"Patient?identifier=urn:hospital|h{n}"}
        found.append(condition(f"d{n}", subject=asked, **at))
    return found


#: Each condition with its own patient, at its own patient's encounter.
_RIGHT = """
SELECT count(*) FROM cdm.condition_occurrence c JOIN cdm.person p ON p.person_id = c.person_id
JOIN cdm.visit_occurrence v ON v.visit_occurrence_id = c.visit_occurrence_id AND v.person_id = p.person_id
WHERE EXTRACT(YEAR FROM c.condition_start_date) - 100 = p.year_of_birth
"""


def _is_right(load: Loader) -> bool:
    counts = [load.value(f"SELECT count(*) FROM cdm.{t}") for t in ("person", "visit_occurrence")]
    return (*counts, load.value(_RIGHT)) == (PATIENTS, PATIENTS, 2 * PATIENTS)


@pytest.mark.usefixtures("eight_bits")
def test_colliding_resources_keep_their_own_rows_and_references(load_both: Loader) -> None:
    result = load_both(*_centre())
    assert (result.account.count("loaded"), result.account.count("waiting")) == (4 * PATIENTS, 0)
    assert _is_right(load_both)
    hashed = {keys.keyed_hash(load_both.workspace.secret(), r["resourceType"], r["id"]) for r in _centre()}
    assert len(hashed) < 4 * PATIENTS - 10, "the test has no collision"
    named = load_both.rows("SELECT resource_key, logical_id FROM medomics.crosswalk WHERE logical_id IS NOT NULL")
    assert len({key for key, _ in named}) == len({name for _, name in named}) == 4 * PATIENTS


@pytest.mark.usefixtures("eight_bits")
def test_a_collision_is_resolved_alike_when_all_loads_again(load: Loader) -> None:
    load(*_centre())
    before = load.digest()
    again = load(*reversed(_centre()))
    assert again.account.count("unchanged") == 4 * PATIENTS
    assert load.digest() == before


@pytest.mark.usefixtures("eight_bits")
def test_a_shuffled_batch_gives_the_same_keys(load: Loader, new_loader: Callable[[str], Loader]) -> None:
    load(*_centre())
    other = new_loader("shuffled")
    shuffled = _centre()
    random.Random(7).shuffle(shuffled)
    other(*shuffled)
    assert other.digest() == load.digest()


@pytest.mark.usefixtures("eight_bits")
@pytest.mark.parametrize("seed", range(2))
def test_children_that_come_before_their_colliding_parents_find_them(load: Loader, seed: int) -> None:
    resources = _centre()
    random.Random(seed).shuffle(resources)
    for start in range(0, len(resources), 45):
        load(*resources[start : start + 45])
    assert load.value("SELECT count(*) FROM medomics.waiting") == 0
    assert _is_right(load)


@pytest.mark.usefixtures("eight_bits")
def test_other_rooms_find_the_keys_that_the_record_gave(load: Loader) -> None:
    load(*_centre())
    names = [f"p{n}" for n in range(PATIENTS)]
    named = load.rows("SELECT logical_id, resource_key FROM medomics.crosswalk WHERE resource_type = 'Patient'")
    assert keys_of(load.workspace, "Patient", names) == dict(named)
    assert any(load.workspace.key_of("Patient", name) != key for name, key in named), "no patient moved"
    held = {key for (key,) in load.rows("SELECT resource_key FROM medomics.crosswalk")}
    assert held.isdisjoint(keys_of(load.workspace, "Patient", [f"new{n}" for n in range(60)]).values())


@pytest.mark.usefixtures("eight_bits")
def test_a_new_version_of_a_resource_that_moved_replaces_it(load: Loader) -> None:
    load(*_centre())
    mended = [r | {"gender": "male"} for r in _centre() if r["resourceType"] == "Patient"]
    assert load(*mended).account.count("loaded") == PATIENTS
    assert load.rows("SELECT gender_source_value, count(*) FROM cdm.person GROUP BY 1") == [("male", PATIENTS)]
    assert _is_right(load)
