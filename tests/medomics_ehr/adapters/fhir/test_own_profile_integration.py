"""A hospital's own type: what its columns mean, when its facts are known, what is left once it is taken away."""

from __future__ import annotations

import json
from typing import Any

import pytest

from medomics_ehr.errors import InputRefused

from .conftest import SNOMED, Loader, balanced, coded, condition, of, patient

_SQL = """
INSERT INTO fact BY NAME SELECT resource_key, subject, assertion, 'Procedure' AS domain, system, code, display,
       start, {available_at} AS available_at FROM careplan
"""


def _view(**dates: str) -> str:
    read = {"subject": "subject.getReferenceKey(Patient)", "status": "status", **dates}
    coding = {n: n for n in ("system", "code", "display")}
    select: list[dict[str, Any]] = [{"column": [{"name": n, "path": p} for n, p in read.items()]}]
    select.append({"forEach": "category.coding", "column": [{"name": n, "path": p} for n, p in coding.items()]})
    view = {"resourceType": "ViewDefinition", "name": "careplan", "status": "active", "resource": "CarePlan"}
    return json.dumps(view | {"select": select})


def _add_profile(load: Loader, view: str = "") -> None:
    own = load.workspace.folder / "fhir"
    own.mkdir(exist_ok=True)
    (own / "CarePlan.view.json").write_text(view or _view(start="period.start", created="created"))
    (own / "CarePlan.sql").write_text(_SQL)


def _plan(number: str, status: str = "active", **elements: Any) -> dict[str, Any]:
    category = [coded(SNOMED, "385763009", "Hospice care")]
    dates = {"period": {"start": "2020-04-01"}, "created": "2020-04-03"}
    return of("CarePlan", number, status=status, category=category, **dates) | elements


_PLANS = "SELECT count(*) FROM medomics.event WHERE code = 'SNOMED//385763009'"


def test_a_status_means_what_it_means_in_ours(load: Loader) -> None:
    _add_profile(load)
    result = load(patient(), _plan("a"), _plan("b", "entered-in-error"), _plan("c", "draft"))
    assert result.account.excluded_by == {("CarePlan", "status entered-in-error"): 1}
    found = load.rows("SELECT assertion FROM medomics.event WHERE code = 'SNOMED//385763009' ORDER BY 1")
    assert found == [("planned",), ("present",)]


def test_a_fact_could_be_known_on_the_day_that_states_it(load: Loader) -> None:
    _add_profile(load)
    load(patient(), _plan("a"), _plan("b", created="2020-05-02"))
    known = load.rows("SELECT CAST(available_at AS DATE) FROM medomics.event WHERE code = 'SNOMED//385763009'")
    assert sorted(str(day) for (day,) in known) == ["2020-04-03", "2020-05-02"]


def test_a_view_without_a_date_is_refused_not_left_out_of_all_features(load: Loader) -> None:
    _add_profile(load, _view(when="period.start").replace('"when"', '"beginning"'))
    with pytest.raises(InputRefused, match=r"CarePlan\.sql: \{available_at\} finds no date; .*recorded, issued"):
        load(patient())


def test_the_rows_of_a_type_leave_with_its_files(load_both: Loader) -> None:
    before = load_both(patient(), condition())
    untouched = load_both.digest(but={"crosswalk", "resource", "code_display"})
    _add_profile(load_both)
    load_both(patient(), condition(), _plan("a"))
    assert (before.unmapped, load_both.value(_PLANS)) == (0, 1)
    for file in (load_both.workspace.folder / "fhir").iterdir():
        file.unlink()
    after = load_both(patient(), condition(), _plan("a"))
    assert balanced(after)
    assert (after.unmapped, load_both.value(_PLANS)) == (1, 0)
    assert load_both.digest(but={"crosswalk", "resource", "code_display"}) == untouched
    assert load_both.value("SELECT count(*) FROM medomics.resource WHERE resource_type = 'CarePlan'") == 0
