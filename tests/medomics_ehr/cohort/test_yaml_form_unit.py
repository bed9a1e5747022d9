"""The YAML form: it agrees with its schema, runs the tests inside a file, and refuses with the place."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from medomics_ehr.cohort.readers.yaml_form import read_yaml
from medomics_ehr.cohort.readers.yaml_form.examples import failures
from medomics_ehr.cohort.terms import Terms
from medomics_ehr.errors import InputRefused

HERE = Path(__file__).parent
SCHEMA = json.loads(
    (HERE.parents[2] / "medomics_ehr/cohort/readers/yaml_form/cohort.schema.json").read_text(encoding="utf-8")
)
EXAMPLE = (HERE / "definitions" / "lung_immunotherapy_ct.yaml").read_text(encoding="utf-8")


def test_the_example_fits_the_schema_and_passes_its_tests() -> None:
    jsonschema.validate(json.loads(json.dumps(yaml.load(EXAMPLE, Loader=_Text))), SCHEMA)
    document = read_yaml(EXAMPLE, "example", Terms())
    assert len(document.examples) == 2
    assert failures(document.definition, document.examples) == []


class _Text(yaml.SafeLoader):
    """Reads dates as text, as the form does."""


_Text.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if not tag.endswith("timestamp")]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def test_a_wrong_expectation_fails_with_what_was_found() -> None:
    document = read_yaml(EXAMPLE.replace("index: 2023-03-01}", "index: 2023-03-02}"), "example", Terms())
    assert failures(document.definition, document.examples) == [
        "the report states the cancer, the record the drug: expected 1 at 2023-03-02, found 1 at 2023-03-01"
    ]


RULE = "medomics_cohort: 1\nrules:\n- "


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "begins with"),
        ("medomics_cohort: 2\nrules: []", "begins with"),
        ("medomics_cohort: 1\nrules: []", "no list of rules"),
        ("medomics_cohort: 1\nrules: [", r"file\.yaml:2: not readable as YAML"),
        ("a: &x [1]\nb: *x", "not readable"),
        (RULE + "has: {facts: {codes: [A], colour: red}}", r"rules\[0\]\.has\.facts has the unknown key 'colour'"),
        (RULE + "has: {facts: {}}", "neither codes nor a term"),
        (RULE + "has: {facts: {codes: [1]}}", "is no code"),
        (RULE + "has: {facts: {codes: [A], assertions: [sure]}}", "something else than"),
        (RULE + "has: {facts: {codes: [A], number: {min: 5, max: 1}}}", "no value can lie between"),
        (RULE + "has: {facts: {codes: [A], number: {min: '1; DROP'}}}", "no number"),
        (RULE + "has: {facts: {codes: [A], period: {from: 2023-02-30}}}", "no day"),
        (RULE + "has: {facts: {codes: [A], period: {from: 2023, to: 2022}}}", "ends before it begins"),
        (RULE + "has: {facts: {codes: [A], age: {min: 40, max: 20}}}", "no one can be aged"),
        (RULE + "has: {any_of: []}", "is empty"),
        (RULE + "around_index: {has: {facts: {codes: [A]}}, from_days: 5, to_days: 1}", "ends before it begins"),
        (RULE + "{has: {facts: {codes: [A]}}, at_least: 0}", "no whole number"),
        (RULE + "sex: other", "female or male"),
        (RULE + "one_of: [{age_at_index: {min: 1}}, {has: {facts: {codes: [A]}}}]", "mixes facts with an age"),
        (RULE + "{" + "not: {" * 1000 + "sex: male" + "}" * 1001, "deep"),
    ],
)
def test_what_is_no_definition_is_refused_with_the_place(text: str, words: str) -> None:
    with pytest.raises(InputRefused, match=words):
        read_yaml(text, "file.yaml")


def test_an_empty_set_of_codes_is_read_and_met_by_nobody() -> None:
    text = RULE + "has: {facts: {term: nothing, codes: []}}\ntests: [{given: [{person: 1, events: [{code: A}]}]}]"
    document = read_yaml(text, "file.yaml")
    assert failures(document.definition, document.examples) == []
