"""Terms that a query may use, in both languages, and what they must and must not hold."""

import pytest

from medomics_ehr.terminology import value_sets
from medomics_ehr.terminology.value_sets import find, named, near


def codes(term, lang=None):
    return {member.event_code for found in find(term, lang) for member in found.members}


@pytest.mark.parametrize(
    ("french", "english", "code"),
    [
        ("cancer du poumon", "lung cancer", "ICD10//C34"),
        ("cancer du sein", "breast cancer", "ICD10//C50"),
        ("métastases cérébrales", "brain metastases", "ICD10//C79.3"),
        ("immunothérapie", "immunotherapy", "ATC//L01FF"),
        ("hormonothérapie", "endocrine therapy", "ATC//L02"),
        ("radiothérapie", "radiation therapy", "TREATMENT//radiotherapy"),
        ("scanner", "CT scan", "EXAM//ct"),
        ("TEP", "PET scan", "EXAM//pet_ct"),
        ("IRM", "MRI", "EXAM//mri"),
        ("diabète de type 2", "type 2 diabetes", "SNOMED//44054006"),
        ("hypertension artérielle", "hypertension", "SNOMED//59621000"),
        ("insuffisance cardiaque", "heart failure", "SNOMED//88805009"),
        ("embolie pulmonaire", "pulmonary embolism", "ICD10//I26"),
        ("ancien fumeur", "former smoker", "SNOMED//8517006"),
        ("hémoglobine", "hemoglobin", "LOINC//718-7"),
        ("réponse partielle", "partial response", "RECIST//PR"),
        ("stade IV", "stage IV", "STAGE//IV"),
        ("soins palliatifs", "palliative care", "TREATMENT//palliative_care"),
    ],
)
def test_both_languages_name_one_set(french, english, code):
    assert [found.name for found in find(french)] == [found.name for found in find(english)]
    assert code in codes(french)


def test_a_language_leaves_out_terms_of_the_other():
    assert find("scanner", "fr")
    assert find("scanner", "en") == ()


@pytest.mark.parametrize(
    ("term", "code"),
    [
        ("pembrolizumab", "ATC//L01FF02"),
        ("Keytruda", "ATC//L01FF02"),
        ("bortézomib", "ATC//L01XG01"),
        ("Ki67", "BIOMARKER//MKI67"),
        ("cancer de la parathyroïde", "ICD10//C75.0"),
        ("BPCO", "ICD10//J44"),
    ],
)
def test_tables_answer_where_no_set_is_named(term, code):
    assert code in codes(term)


def test_case_decides_between_kidney_function_and_growth_factor_receptor():
    assert "LOINC//33914-3" in codes("eGFR")
    assert codes("EGFR") == {"BIOMARKER//EGFR"}


def test_drugs_of_records_coded_before_2024_are_found_too():
    assert {"ATC//L01FF02", "ATC//L01XC18"} == codes("Keytruda")
    assert "ATC//L01XC18" in codes("immunotherapy")
    assert "ATC//L01XC03" not in codes("immunotherapy")


def test_lung_cancer_holds_no_suspicion_and_no_metastasis():
    assert not codes("lung cancer") & {"SNOMED//162573006", "ICD10//C78.0", "SNOMED//94391008"}


def test_chemotherapy_holds_no_hormone_and_no_antibody_class():
    assert not any(code.startswith(("ATC//L02", "ATC//L01F", "ATC//L01E")) for code in codes("chimiothérapie"))


@pytest.mark.parametrize("term", ["dMMR", "MSS", "MSI-H", "BRAF V600E", "EML4-ALK", "EGFR muté", "triple négatif"])
def test_a_term_that_states_a_value_is_not_mistaken_for_its_marker(term):
    assert find(term) == ()


def test_unknown_terms_have_suggestions_only():
    assert find("pembrolizumabb") == ()
    assert near("pembrolizumabb", count=1) == ("pembrolizumab",)
    assert find("") == () == near("")


def test_every_set_has_names_in_both_languages_and_an_origin_for_each_member():
    for value_set in named().values():
        assert value_set.labels
        assert value_set.members
        assert all(member.origin and member.code for member in value_set.members)
    spoken = {(row["name"], row["lang"]) for row in value_sets.rows("value_set_names")}
    silent = [name for name in named() if (name, "*") not in spoken and not {(name, "fr"), (name, "en")} <= spoken]
    assert silent == []


def test_no_term_names_two_sets_but_for_its_case():
    index = value_sets._named_index(None)
    double = {term for row in value_sets.rows("value_set_names") if len(index.find(term := row["term"])) > 1}
    assert {term.lower() for term in double} == {"egfr"}
