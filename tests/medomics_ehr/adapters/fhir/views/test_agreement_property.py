"""Generated expressions on generated patients: the SQL gives what an independent FHIRPath engine gives.

The other engine is `fhirpathpy` with its R4 model. Hypothesis builds expressions from the subset's grammar, so that
elements, lists, filters and operators meet in ways nobody wrote down.
"""

from __future__ import annotations

import json
from typing import Any

import duckdb
import pytest
from fhirpathpy import evaluate
from fhirpathpy.models import models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medomics_ehr.adapters.fhir.views import compile_view

WORDS = st.sampled_from(["official", "usual", "a", "b", "F1", "F2"])
USES = st.sampled_from(["official", "usual", "old"])

NAMES = st.lists(
    st.fixed_dictionaries(
        {}, optional={"use": USES, "family": WORDS, "given": st.lists(WORDS, min_size=1, max_size=3)}
    ).filter(bool),
    min_size=1,
    max_size=3,
)
CONTACTS = st.lists(
    st.fixed_dictionaries(
        {"gender": st.sampled_from(["male", "female"])},
        optional={
            "telecom": st.lists(
                st.fixed_dictionaries({"value": WORDS, "rank": st.integers(1, 5)}), min_size=1, max_size=3
            )
        },
    ),
    min_size=1,
    max_size=2,
)
PATIENTS = st.fixed_dictionaries(
    {"resourceType": st.just("Patient"), "id": st.just("p")},
    optional={
        "active": st.booleans(),
        "gender": st.sampled_from(["male", "female"]),
        "name": NAMES,
        "contact": CONTACTS,
        "multipleBirthInteger": st.integers(1, 4),
        "deceasedBoolean": st.booleans(),
    },
)

TEXT_LISTS = st.sampled_from(["name.family", "name.given", "name.use", "contact.telecom.value", "contact.gender"])
NUMBER_LISTS = st.sampled_from(["contact.telecom.rank", "contact.telecom.where(value = 'a').rank"])
TEXTS = st.one_of(
    st.builds("{}.first()".format, TEXT_LISTS),
    st.builds("{}[{}]".format, TEXT_LISTS, st.integers(0, 2)),
    st.builds("{}.last()".format, TEXT_LISTS),
    st.builds("'{}'".format, WORDS),
    st.just("gender"),
    st.builds("{}.first().upper()".format, TEXT_LISTS),
)
NUMBERS = st.one_of(
    st.builds("{}.first()".format, NUMBER_LISTS),
    st.builds("{}.count()".format, TEXT_LISTS),
    st.just("multipleBirth.ofType(integer)"),
    st.integers(0, 4).map(str),
)
NUMBERS = st.recursive(NUMBERS, lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from("+-*"), inner))
CONDITIONS = st.one_of(
    st.builds("{}.exists()".format, TEXT_LISTS),
    st.builds("{}.empty()".format, TEXT_LISTS),
    st.builds("({} {} {})".format, TEXTS, st.sampled_from(["=", "!="]), TEXTS),
    st.builds("({} {} {})".format, NUMBERS, st.sampled_from(["=", "<", ">", "<=", ">=", "!="]), NUMBERS),
    st.builds("({} in {})".format, TEXTS, TEXT_LISTS),
    st.builds("name.where(use = '{}').exists()".format, USES),
    st.builds("name.where(family = '{}' and given.exists()).given.exists()".format, WORDS),
    st.just("active"),
    st.just("deceased.ofType(boolean)"),
    st.just("{}"),
)
CONDITIONS = st.recursive(
    CONDITIONS,
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or", "xor", "implies"]), inner),
        st.builds("{}.not()".format, inner.filter(lambda text: text != "{}")),
    ),
)
COLLECTIONS = st.one_of(
    TEXT_LISTS,
    st.builds("name.where(use = '{}').given".format, USES),
    st.builds("contact.where(gender = '{}').telecom.value".format, st.sampled_from(["male", "female"])),
    st.builds("name.given.where($this = '{}')".format, WORDS),
    st.builds("{}.tail()".format, TEXT_LISTS),
)


def ours(patient: dict[str, Any], path: str) -> list[Any]:
    view = {"resource": "Patient", "select": [{"column": [{"name": "v", "path": path, "collection": True}]}]}
    table = "(SELECT 'Patient' AS resource_type, CAST(? AS JSON) AS resource)"
    return list(duckdb.execute(compile_view(view, table).sql, [json.dumps(patient)]).fetchall()[0][0])


def agree(patient: dict[str, Any], path: str) -> None:
    expected = evaluate(patient, path, {}, models["r4"])
    found = ours(patient, path)
    assert [float(v) if _is_number(v) else v for v in found] == [float(v) if _is_number(v) else v for v in expected]


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool | str) and value is not None


SETTINGS = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@SETTINGS
@given(PATIENTS, CONDITIONS)
def test_conditions_agree(patient: dict[str, Any], path: str) -> None:
    agree(patient, path)


@SETTINGS
@given(PATIENTS, NUMBERS)
def test_numbers_agree(patient: dict[str, Any], path: str) -> None:
    agree(patient, path)


@SETTINGS
@given(PATIENTS, COLLECTIONS)
def test_collections_agree(patient: dict[str, Any], path: str) -> None:
    agree(patient, path)


@pytest.mark.deep
@settings(deadline=None, max_examples=3000, suppress_health_check=[HealthCheck.too_slow])
@given(PATIENTS, st.one_of(CONDITIONS, NUMBERS, COLLECTIONS))
def test_thousands_of_expressions_agree(patient: dict[str, Any], path: str) -> None:
    agree(patient, path)
