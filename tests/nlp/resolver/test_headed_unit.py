"""A histology under its organ is a diagnosis: specimens of pathology and the fields of forms; codes of WHO ICD-10."""

import pytest

from nlp.coder import Coder, Report


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder.load("fast")


def diagnoses(coder: Coder, text: str, lang: str) -> list[tuple[str | None, str]]:
    findings = coder.code(Report("r", text, lang, "2024-05-15"))
    return [(f.code, f.assertion) for f in findings if f.kind == "diagnosis"]


@pytest.mark.parametrize(
    ("lang", "text", "code"),
    [
        ("fr", "Sein G: CLI", "C50.9"),
        ("fr", "Colon droit : adénocarcinome lieberkühnien", "C18.2"),
        ("en", "LUNG, RIGHT UPPER LOBE, WEDGE RESECTION: SQUAMOUS CELL CARCINOMA", "C34.1"),
        ("en", "Prostate, needle biopsy: Adenocarcinoma", "C61"),
        ("en", "Colon, sigmoid, resection:\n- Adenocarcinoma", "C18.7"),
        ("en", "A. UTERUS:\n   Carcinosarcoma, 6.1 cm", "C54.1"),
        ("fr", "Localisation : oropharynx (base de langue droite)\nHistologie : carcinome épidermoïde", "C01"),
        ("fr", "Localisation : ORL – oropharynx (base de langue)\nHistologie : carcinome épidermoïde", "C01"),
        ("fr", "Topographie : sigmoïde. Histologie : adénocarcinome.", "C18.7"),
        ("en", "TURBT: high grade urothelial carcinoma, pT1.", "C67.9"),
        ("fr", "Primitif : côlon gauche. Histologie : ADK.", "C18.6"),
        ("en", "Specimen: Right breast, lumpectomy\nDiagnosis: Invasive ductal carcinoma, grade 2", "C50.9"),
        ("en", "Site: left breast\nHistology: invasive lobular carcinoma", "C50.9"),
    ],
)
def test_the_organ_of_a_heading_or_a_field(coder: Coder, lang: str, text: str, code: str) -> None:
    assert diagnoses(coder, text, lang) == [(code, "present")]


def test_what_is_said_of_the_histology_is_said_of_the_diagnosis(coder: Coder) -> None:
    assert diagnoses(coder, "Breast, right, core biopsy: suspicious for carcinoma", "en") == [("C50.9", "possible")]
    assert diagnoses(coder, "Prostate : suspicion d'adénocarcinome", "fr") == [("C61", "possible")]
    assert diagnoses(coder, "Left breast: previous invasive ductal carcinoma 2010", "en") == [("C50.9", "historical")]


@pytest.mark.parametrize(
    ("lang", "text", "codes"),
    [
        ("en", "Lymph node, neck, excision: metastatic squamous cell carcinoma", []),
        ("en", "Colon cancer.\nLiver, biopsy: adenocarcinoma.", ["C18.9"]),
        ("en", "Cancer of the rectum in May.\nRectum: scars, residual adenocarcinoma.", ["C20"]),
        ("en", "Specimen: liver, needle biopsy\nDiagnosis: Adenocarcinoma", []),
        ("en", "CT: lung nodule. Biopsy: adenocarcinoma", []),
        ("en", "Urothelial carcinoma of the renal pelvis. No TURBT: urothelial carcinoma was high grade.", ["C65"]),
        ("fr", "Carcinome urothélial. Vessie neurologique écartée.", ["N31.9"]),
        ("fr", "Vessie : pas de carcinome urothélial.", []),
    ],
)
def test_headings_that_are_not_the_organ_of_the_cancer(coder: Coder, lang: str, text: str, codes: list[str]) -> None:
    assert [code for code, _ in diagnoses(coder, text, lang)] == codes
