"""What a source says it deleted leaves the record, and is accounted for."""

from __future__ import annotations

import json
from typing import Any

from medomics_ehr.adapters.fhir.load import LoadResult, load_fhir

from .conftest import Loader, balanced, condition, patient

_COUNT = "SELECT count(*) FROM cdm.condition_occurrence"


def _delete(load: Loader, *urls: str, at: str = "2024-06-01T00:00:00Z", beside: tuple[Any, ...] = ()) -> LoadResult:
    """Load the bundle of deletions of a bulk export (FHIR Bulk Data Access, `deleted`)."""
    entries = [{"request": {"method": "DELETE", "url": url}} for url in urls] + [{"resource": r} for r in beside]
    bundle = {"resourceType": "Bundle", "type": "transaction", "meta": {"lastUpdated": at}, "entry": entries}
    path = load.folder / "Bundle.ndjson"
    path.write_text(json.dumps(bundle) + "\n")
    return load_fhir(load.workspace, [path])


def test_a_deleted_resource_leaves_the_record(load_both: Loader) -> None:
    load_both(patient(), condition())
    before = load_both.digest(but={"resource", "crosswalk", "code_display"})
    load_both(condition("c2", onsetDateTime="2021-01-01"))
    result = _delete(load_both, "Condition/c2")
    assert balanced(result)
    assert result.account.excluded_by == {("Condition", "deleted in the source"): 1}
    assert load_both.digest(but={"resource", "crosswalk", "code_display"}) == before


def test_a_deletion_of_what_was_never_there_is_counted_too(load: Loader) -> None:
    result = _delete(load, "https://h/fhir/Condition/other", "Patient/other", "Account/other")
    assert result.account.excluded_by == {
        ("Condition", "deleted in the source"): 1,
        ("Patient", "deleted in the source"): 1,
        ("Account", "type is not mapped"): 1,
    }


def test_the_same_deletion_again_changes_nothing(load: Loader) -> None:
    load(patient(), condition())
    _delete(load, "Condition/c1")
    before = load.digest()
    assert _delete(load, "Condition/c1").account.count("excluded") == 1
    assert load.digest() == before


def test_the_newer_of_deletion_and_version_counts(load: Loader) -> None:
    old, new = ({"meta": {"lastUpdated": f"2024-0{month}-01T00:00:00Z"}} for month in (5, 7))
    load(patient())
    assert _delete(load, "Condition/c1", beside=(condition(**old),)).account.count("superseded") == 1
    assert load.value(_COUNT) == 0
    assert load(condition(**old)).account.count("superseded") == 1
    assert load(condition(**new)).account.count("loaded") == 1
    assert _delete(load, "Condition/c1").account.count("superseded") == 1
    assert load.value(_COUNT) == 1


def test_a_deletion_that_names_no_resource_is_refused(load: Loader) -> None:
    result = _delete(load, "Condition?code=1")
    assert [(r.element, r.reason) for r in result.refusals] == [("Bundle.entry[0].request.url", "deletes no Type/id")]
