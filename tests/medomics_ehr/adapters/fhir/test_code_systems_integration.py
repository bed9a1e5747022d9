"""Code systems that are not known are counted, so that codes that no value set has are no silent loss."""

from __future__ import annotations

from .conftest import ICD10, Loader, coded, condition, patient


def test_unknown_systems_are_counted_once(load: Loader) -> None:
    own = [condition(f"c{n}", code=coded(f"https://hospital.example/{n % 2}", "X1")) for n in range(4)]
    assert load(patient(), *own, condition("known", code=coded(ICD10, "C34.1"))).unknown_systems == 2


def test_a_code_without_a_system_is_no_unknown_system(load: Loader) -> None:
    bare = condition(code={"coding": [{"code": "X1"}], "text": "a word"})
    assert load(patient(), bare).unknown_systems == 0
