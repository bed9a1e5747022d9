"""The tables of drugs, regimens, treatments, exams, biomarkers and responses against their standards.

ATC codes: the WHO index's own changes of 2022 to 2024 (L01XC to L01F, L01XE to L01E, L04AA to L04AF-AK).
"""

import re

import pytest

from medomics_ehr.terminology.matcher import key
from medomics_ehr.terminology.tables import flags, rows

ATC = re.compile(r"[A-Z](\d\d([A-Z]([A-Z](\d\d)?)?)?)?")
TREATMENTS = {
    "chemotherapy",
    "immunotherapy",
    "targeted_therapy",
    "hormone_therapy",
    "radiotherapy",
    "radiochemotherapy",
    "brachytherapy",
    "surgery",
    "stem_cell_transplant",
    "car_t",
    "palliative_care",
    "surveillance",
}
EXAMS = {
    "ct",
    "mri",
    "pet_ct",
    "psma_pet",
    "ultrasound",
    "mammography",
    "bone_scan",
    "x_ray",
    "endoscopy",
    "biopsy",
}
NOT_GENES = {"MSI", "TMB", "PSA", "CEA", "CA125", "CA19-9", "CA15-3", "CA72-4", "LDH", "AFP", "HCG", "IGHV"}


def atc(term):
    return {row["code"] for row in rows("drugs") if row["term"].lower() == term.lower()}


@pytest.mark.parametrize(
    ("term", "code"),
    [
        ("pembrolizumab", "L01FF02"),
        ("trastuzumab", "L01FD01"),
        ("Enhertu", "L01FD04"),
        ("rituximab", "L01FA01"),
        ("bévacizumab", "L01FG01"),
        ("ipilimumab", "L01FX04"),
        ("imatinib", "L01EA01"),
        ("osimertinib", "L01EB04"),
        ("palbociclib", "L01EF01"),
        ("olaparib", "L01XK01"),
        ("bortézomib", "L01XG01"),
        ("lénalidomide", "L04AX04"),
        ("tofacitinib", "L04AF01"),
        ("tacrolimus", "L04AD02"),
        ("anti-PD-1", "L01FF"),
        ("G-CSF", "L03AA"),
        ("gabapentine", "N02BF01"),
    ],
)
def test_drugs_carry_the_codes_of_the_2024_index(term, code):
    assert atc(term) == {code}


def test_no_code_of_the_classes_that_the_index_gave_up():
    gone = [row["term"] for row in rows("drugs") if row["code"].startswith(("L01XC", "L01XE", "L04AA01", "N03AX12"))]
    assert gone == []


def test_codes_have_the_shape_of_atc_and_names_reach_level_five():
    for row in rows("drugs"):
        assert ATC.fullmatch(row["code"]), row["term"]
        if "class" not in flags(row) and row["code"] not in {"B03AC", "J07BM"}:
            assert len(row["code"]) == 7, row["term"]


def test_a_drug_name_has_one_code_in_a_language():
    seen = {}
    for row in rows("drugs"):
        for lang in ("fr", "en") if row["lang"] == "*" else (row["lang"],):
            name = (row["term"] if "abbr" in flags(row) else key(row["term"]), lang)
            assert seen.setdefault(name, row["code"]) == row["code"], name


@pytest.mark.parametrize(
    ("table", "values"), [("treatments", TREATMENTS), ("exams", EXAMS), ("responses", {"CR", "PR", "SD", "PD"})]
)
def test_values_are_those_of_the_contract_and_all_are_named_in_both_languages(table, values):
    for lang in ("fr", "en"):
        assert {row["value"] for row in rows(table) if row["lang"] in (lang, "*")} == values


def test_regimens_name_a_treatment_and_drugs_of_the_index():
    for row in rows("regimens"):
        assert row["value"] in TREATMENTS
        assert all(ATC.fullmatch(code) and len(code) == 7 for code in row["drugs"].split(";") if code)


#: Drugs of protocols as EpSSG, Euro-Ewing 99, IFM, LYSA, GHSG and AGITG publish them.
PROTOCOLS = {
    "IVA": "ifosfamide vincristine dactinomycin",
    "IVADo": "ifosfamide vincristine dactinomycin doxorubicin",
    "IE": "ifosfamide étoposide",
    "VIDE": "vincristine ifosfamide doxorubicin étoposide",
    "VRd": "bortézomib lénalidomide dexaméthasone",
    "D-VTD": "daratumumab bortézomib thalidomide dexaméthasone",
    "R-CHOEP": "rituximab cyclophosphamide doxorubicin vincristine étoposide prednisone",
    "A+AVD": "brentuximab doxorubicin vinblastine dacarbazine",
    "BrECADD": "brentuximab étoposide cyclophosphamide doxorubicin dacarbazine dexaméthasone",
    "TIP": "paclitaxel ifosfamide cisplatin",
    "TPEx": "cétuximab cisplatin docétaxel",
}


@pytest.mark.parametrize("term", PROTOCOLS)
def test_a_regimen_names_the_drugs_of_its_protocol(term):
    named = {code for drug in PROTOCOLS[term].split() for code in atc(drug)}
    [drugs] = [row["drugs"].split(";") for row in rows("regimens") if row["term"] == term and row["lang"] == "*"]
    assert set(drugs) <= named
    assert len(drugs) == len(PROTOCOLS[term].split())


def test_biomarker_codes_look_like_hgnc_symbols():
    shape = re.compile(r"[A-Z][A-Z0-9]+(-[0-9A-Z]+)?")
    strange = {row["code"] for row in rows("biomarkers") if not shape.fullmatch(row["code"])} - NOT_GENES
    assert strange == set()


#: `listed`: meant only by a dose or in a list of drugs.
#: `cancer` and `blood`: meant only of a tumour's operation, or beside a disease of the blood.
FLAGS = {
    "abbr",
    "ctx",
    "inn",
    "brand",
    "class",
    "gene",
    "ihc",
    "serum",
    "mmr",
    "valued",
    "cancer",
    "blood",
    "short",
    "listed",
    "both",
    "thyroid",
}


@pytest.mark.parametrize("table", ["drugs", "regimens", "treatments", "exams", "biomarkers", "responses"])
def test_rows_are_whole(table):
    for row in rows(table):
        assert row["term"] == row["term"].strip() != ""
        assert row["lang"] in {"fr", "en", "*"}
        assert row["origin"]
        assert flags(row) <= FLAGS


def test_short_words_match_in_their_own_case_only():
    loose = [
        (table, row["term"])
        for table in ("regimens", "treatments", "exams", "biomarkers", "responses")
        for row in rows(table)
        if row["term"].isupper() and row["term"].isalpha() and len(row["term"]) <= 3 and "abbr" not in flags(row)
    ]
    assert loose == []
