"""Stages (TNM), responses (RECIST), performance (ECOG) and exams."""

import pytest

from nlp.coder import Coder, Report


def found(coder: Coder, text: str, kind: str, lang: str = "fr") -> list[tuple[str | None, str | None]]:
    findings = coder.code(Report("r", text, lang, "2024-05-15"))
    return [(f.code, f.value) for f in findings if f.kind == kind]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("ypT2b ypN0 M0", ["ypT2b", "ypN0", "M0"]),
        ("pT3N1aM0", ["pT3", "N1a", "M0"]),
        ("Échoendoscopie : uT3 uN1", ["uT3", "uN1"]),
        ("pT1b(m) pN0(sn)", ["pT1b(m)", "pN0(sn)"]),
        ("Stade IIIB, FIGO IC", ["stage IIIB", "stage IC"]),
        ("stade IV d'emblée", ["stage IV"]),
        ("lésions de T2, T4 et T9 en hypersignal T2", []),
        ("insuffisance rénale chronique stade 3", []),
        ("RTX de lit en 2017, récidive rTx", ["rTx"]),
        ("cT4a N2c M0, IVA (UICC 8)", ["cT4a", "N2c", "M0", "stage IVA"]),
        ("cT3N2M0 soit IIIB", ["cT3", "N2", "M0", "stage IIIB"]),
        ("pT2 pN1 M0 (IIB)", ["pT2", "pN1", "M0", "stage IIB"]),
        ("ypT0 ypN0, IV fluids", ["ypT0", "ypN0"]),
        ("T1c N0 M0 puis IVA 3 cures", ["T1c", "N0", "M0"]),
        ("Mélanome IIIC opéré", ["stage IIIC"]),
        ("Cancer du sein, IC, HTA. pT2 pN0, IA depuis mars.", ["pT2", "pN0"]),
        ("pT1 pN0 M0 (IA)", ["pT1", "pN0", "M0", "stage IA"]),
        ("Adénopathie IIA gauche, cancer ORL, ganglions IIA et III, segment IVA", []),
        ("Progression M1c sous durvalumab", ["M1c"]),
        ("LAL : moelle de J35 : M1, MRD négative", []),
        ("Adénocarcinome du rectum uT3 N+, rcN0", ["uT3", "N+", "rcN0"]),
    ],
)
def test_stage(coder: Coder, text: str, values: list[str]) -> None:
    assert [value for _, value in found(coder, text, "stage")] == values


@pytest.mark.parametrize(
    ("text", "grade"),
    [("PS=1", "1"), ("ECOG 0-1", "0"), ("Performance status WHO 2", "2"), ("OMS à 3", "3"), ("Karnofsky 80 %", "1")],
)
def test_performance(coder: Coder, text: str, grade: str) -> None:
    assert found(coder, text, "performance") == [(None, grade)]


def test_an_earlier_performance_has_its_own_day(coder: Coder) -> None:
    findings = coder.code(Report("r", "ECOG 2, down from 1 on 06/01. PS 3, contre 2 le 12/03.", "en", "2024-05-15"))
    told = [(f.value, f.date) for f in findings if f.kind == "performance"]
    assert told == [("2", None), ("1", "2024-01-06"), ("3", None), ("2", "2024-03-12")]
    assert found(coder, "Performance status one.", "performance", "en") == [(None, "1")]
    assert found(coder, "PSA 4 en 2 mois", "performance", "fr") == []
    assert found(coder, "ECOG 1, was 12 kg heavier.", "performance", "en") == [(None, "1")]


def test_a_glioma_grade_is_no_performance(coder: Coder) -> None:
    assert found(coder, "gliome grade OMS 4", "performance") == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Bone scan: four new ribs, PD. CT same visit.", ["PD"]),
        ("One lung nodule of 12 mm that has grown (PD), nothing else.", ["PD"]),
        ("ER 90%, PR, HER2 negative.", []),
    ],
)
def test_a_response_in_capitals_stands_alone(coder: Coder, text: str, values: list[str]) -> None:
    assert [value for _, value in found(coder, text, "response", "en")] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("OSIMERTINIB 80 MG, RP AU SCANNER DE JUIN", ["PR"]),
        ("Aprépitant chaque fois. PR au TDM du 6 juillet.", ["PR"]),
        ("IRM 29 juin : PR. Scanner thoracique le même jour.", ["PR"]),
        ("PR DUPONT, SCANNER DU FOIE SANS ANOMALIE", []),
    ],
)
def test_a_response_beside_its_exam_in_either_language(coder: Coder, text: str, values: list[str]) -> None:
    assert [value for _, value in found(coder, text, "response")] == values


@pytest.mark.parametrize(
    ("lang", "text", "values"),
    [
        ("fr", "Diminution progressive de la prednisone. Perte de poids progressive.", []),
        ("en", "Progressive taper of steroids. Progressive weakness.", []),
        ("en", "Disease is progressive.", ["PD"]),
        ("fr", "Lésions hépatiques progressives", ["PD"]),
    ],
)
def test_only_a_tumour_is_progressive(coder: Coder, lang: str, text: str, values: list[str]) -> None:
    assert [value for _, value in found(coder, text, "response", lang)] == values


@pytest.mark.parametrize(
    ("lang", "text", "values"),
    [
        ("en", "L1: carboplatin-pemetrexed 03/2022-09/2022 (PR), L2: docetaxel (PD)", ["PR", "PD"]),
        ("fr", "2022 : PD, nivolumab", ["PD"]),
        ("fr", "TDM du 12/04 : RP (-60 %), nodules disparus", ["PR"]),
        ("fr", "TDM : RC des nodules", ["CR"]),
        ("fr", "fév 2024 (PD biochimique + scinti)", ["PD"]),
        ("en", "osimertinib 10/2019 - 3/2022, beyond PD of 11/2021", ["PD"]),
        ("fr", "AVELUMAB C6 20/10/2021. RP EN NOVEMBRE 2021.", ["PR"]),
        ("fr", "BENDAMUSTINE-RITUXIMAB X 6 EN 2018, RC CONSTATÉE EN NOVEMBRE.", ["CR"]),
        ("fr", "allogreffe (21/05/2024) pour LAM FLT3-ITD en RC.", ["CR"]),
        ("fr", "RE 90 %, RP 60 %, HER2 0. RE+, RP+.", []),
        ("fr", "RP EN JANVIER : PAS DE PNEUMOPATHIE. PR MARTIN EN MARS.", []),
    ],
)
def test_a_response_beside_its_treatment_or_its_lesions(coder: Coder, lang: str, text: str, values: list[str]) -> None:
    assert [value for _, value in found(coder, text, "response", lang)] == values


@pytest.mark.parametrize(
    ("lang", "text", "values"),
    [
        ("en", "Best response in first line: partial. Lonsurf goes down well.", ["PR"]),
        ("en", "Best response: complete", ["CR"]),
        ("en", "Best response: stable disease", ["SD"]),
        ("fr", "Meilleure réponse : partielle", ["PR"]),
        ("fr", "Réponse au vaccin : complète", []),
        ("en", "Response to dexamethasone was partial.", []),
        ("en", "The response was complete.", ["CR"]),
        ("en", "The nodal response is partial.", ["PR"]),
        ("en", "Response to imatinib: partial.", ["PR"]),
        ("fr", "Réponse à la chimiothérapie : partielle.", ["PR"]),
        ("fr", "Réponse en mai 2023 : partielle.", ["PR"]),
        ("en", "Response to last letter: complete.", []),
        ("en", "Wound response was complete.", []),
        ("fr", "Réponse au courrier : partielle", []),
        ("en", "Response to antihypertensives: partial.", []),
        ("en", "Pupillary response: progressive", []),
    ],
)
def test_a_response_told_behind_its_word(coder: Coder, lang: str, text: str, values: list[str]) -> None:
    assert [value for _, value in found(coder, text, "response", lang)] == values


def test_mr_is_an_exam_save_before_a_name_or_behind_a_drug(coder: Coder) -> None:
    assert found(coder, "REGISTRAR: MR LESZEK HARBOTTLE. Morphine MR 20 mg bd.", "exam", "en") == []
    assert found(coder, "Brain MR 02/05: clear.", "exam", "en") == [(None, "mri")]


@pytest.mark.parametrize(
    ("lang", "text", "values"),
    [
        ("en", "DVT was seen on Doppler ultrasound.", ["ultrasound"]),
        ("en", "CC: f/u on 3L, scan review.", []),
        ("en", "Scan on May 3 showed growth.", ["ct"]),
        ("fr", "RP de sortie : poumon à la paroi. RP rassurante.", ["x_ray", "x_ray"]),
    ],
)
def test_exams_of_two_words_and_visits_for_one(coder: Coder, lang: str, text: str, values: list[str]) -> None:
    assert [value for _, value in found(coder, text, "exam", lang)] == values
