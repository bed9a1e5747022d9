"""The 2019 codes and the 2024 codes that replaced them name the same substance, by two independent lists."""

from __future__ import annotations

import json
from importlib import util
from pathlib import Path

import pytest

from medomics_ehr.terminology import atc, tables
from medomics_ehr.terminology.matcher import key


def test_every_alias_leads_from_a_substance_to_a_substance_once() -> None:
    aliases = [(row["former"], row["code"]) for row in tables.rows("atc_aliases")]
    assert all(atc.level(former) == atc.level(code) == 5 for former, code in aliases)
    assert len({former for former, _ in aliases}) == len(aliases)
    assert not {former for former, _ in aliases} & {code for _, code in aliases}


def test_aliases_name_the_same_substance_in_the_2019_index_and_in_our_table() -> None:
    found = util.find_spec("edsnlp")
    if found is None or not found.submodule_search_locations:
        pytest.skip("the 2019 index comes with the package edsnlp")
    path = Path(next(iter(found.submodule_search_locations))) / "resources" / "drugs.json"
    index = {code: {key(name) for name in names} for code, names in json.loads(path.read_text("utf-8")).items()}
    ours: dict[str, set[str]] = {}
    for row in tables.rows("drugs"):
        ours.setdefault(row["code"], set()).add(key(row["term"]))
    pairs = [(r["former"], r["code"]) for r in tables.rows("atc_aliases") if r["former"] in index and r["code"] in ours]
    assert len(pairs) > 50
    assert [(former, code) for former, code in pairs if not index[former] & ours[code]] == []


def test_drugs_are_given_by_their_2024_codes() -> None:
    formers = {row["former"] for row in tables.rows("atc_aliases")}
    assert [row["term"] for row in tables.rows("drugs") if row["code"] in formers] == []
