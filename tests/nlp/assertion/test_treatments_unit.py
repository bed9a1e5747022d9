"""Treatments and diseases as the gold contract settles them: refused, over, going on, to come, recovered."""

from __future__ import annotations

import pytest

from nlp.coder import Coder, Report


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder.load(profile="fast")


def _assertions(coder: Coder, kind: str, text: str, report_type: str = "consultation") -> dict[str, str]:
    found = coder.code(Report("r", text, None, "2024-05-15", report_type))
    return {text[f.start : f.end]: f.assertion for f in found if f.kind == kind}


@pytest.mark.parametrize(
    ("text", "drug", "assertion"),
    [
        ("Plan\n- Everolimus must not be given again.", "Everolimus", "absent"),
        ("Plan\n- Capecitabine was considered and set aside.", "Capecitabine", "absent"),
        ("Reprendre le bévacizumab est hors de question.", "bévacizumab", "absent"),
        ("Gemcitabine, cisplatin and durvalumab are discontinued.", "Gemcitabine", "historical"),
        ("Le tramadol la faisait vomir, je l'ai remplacé hier.", "tramadol", "historical"),
        ("Docétaxel 03/2021, poursuivi 6 cures puis arrêté.", "Docétaxel", "historical"),
        ("Lonsurf poursuivi jusqu'à progression puis stoppé.", "Lonsurf", "historical"),
        ("Docétaxel poursuivi 3 cures puis à arrêter.", "Docétaxel", "present"),
        ("Not resumed: candesartan.", "candesartan", "historical"),
        ("Le docétaxel ne sera pas poursuivi.", "docétaxel", "historical"),
        ("Zona guéri sous valaciclovir.", "valaciclovir", "historical"),
        ("Plan\n- Lanreotide carries on unchanged.", "Lanreotide", "present"),
        ("Plan\n- Ajouter pémétrexed au lorlatinib.", "lorlatinib", "present"),
        ("Plan\n- Alfacalcidol to be weaned.", "Alfacalcidol", "present"),
        ("Pas de réponse au docétaxel. Depuis mai, cabazitaxel.", "docétaxel", "historical"),
        ("Dalteparin through June 11.", "Dalteparin", "present"),
        ("Plan\n- Ne pas arrêter le vénétoclax.", "vénétoclax", "present"),
        ("Plan\n- Venetoclax to go on to two years.", "Venetoclax", "present"),
        ("Plan\n- Bevacizumab left out, risk of fistula.", "Bevacizumab", "absent"),
        ("You gave her carboplatin weekly.", "carboplatin", "historical"),
        ("Phlébite en 2020, six mois de rivaroxaban.", "rivaroxaban", "historical"),
    ],
)
def test_a_drug_is_what_its_own_clause_says(coder: Coder, text: str, drug: str, assertion: str) -> None:
    assert _assertions(coder, "drug", text)[drug] == assertion


@pytest.mark.parametrize(
    ("text", "disease", "assertion"),
    [
        ("Brain metastases until proven otherwise.", "Brain metastases", "possible"),
        ("Nodule du foie, métastase hépatique ou simple cicatrice.", "métastase hépatique", "possible"),
        ("Mum had ovarian cancer.", "ovarian cancer", "family"),
        ("The second injection was left out for neutropenia, which has since resolved.", "neutropenia", "historical"),
        ("Nodule surrénalien, adénome ou métastase surrénalienne.", "métastase surrénalienne", "possible"),
        ("Cirrhose alcoolique Child A5 sevrée.", "Cirrhose alcoolique", "present"),
    ],
)
def test_a_disease_is_over_doubtful_or_there(coder: Coder, text: str, disease: str, assertion: str) -> None:
    assert _assertions(coder, "diagnosis", text)[disease] == assertion


def test_what_came_before_an_operation_staged_yp_is_over(coder: Coder) -> None:
    text = "- docétaxel, trastuzumab\n- mastectomie le 17 avril : ypT1a ypN0\n- radiothérapie en cours"
    assert _assertions(coder, "drug", text) == {"docétaxel": "historical", "trastuzumab": "historical"}


def test_may_is_a_month(coder: Coder) -> None:
    text = "He was brought to theatre on May 14 for an oesophagectomy."
    assert _assertions(coder, "treatment", text, "discharge") == {"oesophagectomy": "present"}


def test_a_department_at_the_head_of_a_report_is_no_treatment(coder: Coder) -> None:
    assert _assertions(coder, "treatment", "Chirurgie viscérale\nMme R., 60 ans.") == {}


def test_a_table_of_values_takes_the_unit_of_its_heading(coder: Coder) -> None:
    text = "PSA en ng/mL\n  03/2023   0,08\n  09/2023   0,41\nTR normal."
    found = coder.code(Report("r", text, "fr", "2024-05-15", "consultation"))
    assert [(f.code, f.value, f.date) for f in found] == [
        ("PSA", "0.08 ng/mL", "2023-03"),
        ("PSA", "0.41 ng/mL", "2023-09"),
    ]


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("Alendronic acid replaced in March 2021 by denosumab.", "Alendronic acid", "denosumab"),
        ("Switched 1/15/24 from enoxaparin to rivaroxaban.", "enoxaparin", "rivaroxaban"),
        ("Gemcitabine remplacée le 24/04 par carboplatine.", "Gemcitabine", "carboplatine"),
        ("Gliclazide remplacé par insuline glargine.", "Gliclazide", "insuline glargine"),
    ],
)
def test_what_replaces_another_is_being_given(coder: Coder, text: str, first: str, second: str) -> None:
    assert _assertions(coder, "drug", text) == {first: "historical", second: "present"}


@pytest.mark.parametrize(
    ("text", "drug", "assertion"),
    [
        ("RCC status post left nephrectomy (2021), on axitinib/pembrolizumab.", "pembrolizumab", "present"),
        ("ATCD d'infarctus, sous ramipril et bisoprolol.", "bisoprolol", "present"),
        ("Ramipril to be replaced by losartan.", "losartan", "planned"),
    ],
)
def test_drugs_joined_under_one_word(coder: Coder, text: str, drug: str, assertion: str) -> None:
    assert _assertions(coder, "drug", text)[drug] == assertion


@pytest.mark.parametrize(
    ("text", "drug", "assertion"),
    [
        ("Céfépime, fini le 10/05.", "Céfépime", "historical"),
        ("Plan: docetaxel + ramucirumab stop today.", "docetaxel", "historical"),
        ("Plan: docetaxel + ramucirumab stop today.", "ramucirumab", "historical"),
        ("Furosémide, ancien.", "Furosémide", "historical"),
        ("Zoledronate never restarted.", "Zoledronate", "historical"),
        ("Dexaméthasone décroissante, pas finie.", "Dexaméthasone", "present"),
        ("Varénicline à commencer quand il aura repris le travail.", "Varénicline", "planned"),
        ("Tamoxifen never, on account of her clots.", "Tamoxifen", "absent"),
        ("Kardégic jamais arrêté.", "Kardégic", "present"),
        ("Plan : nivolumab continué.", "nivolumab", "present"),
        ("Plan: apixaban to be held for 48 hours beforehand.", "apixaban", "present"),
        ("Docétaxel inenvisageable à cet âge.", "Docétaxel", "absent"),
        ("Moxifloxacine évitée, vu la myasthénie.", "Moxifloxacine", "absent"),
        ("Smecta devenu superflu.", "Smecta", "historical"),
        ("Bevacizumab was never an option.", "Bevacizumab", "absent"),
        ("La décitabine n'a jamais été employée.", "décitabine", "absent"),
        ("Sunitinib non, réservé au pancréas.", "Sunitinib", "absent"),
        ("Valaciclovir oui, Bactrim non, allergie.", "Valaciclovir", "present"),
        ("Atorvastatin, not simvastatin.", "Atorvastatin", "present"),
        ("Fibromyalgia: amitriptyline 10 mg; tramadol no longer.", "tramadol", "historical"),
        ("Cefepime gave way to meropenem.", "Cefepime", "historical"),
        ("Plan : Lonsurf même dose, bévacizumab idem.", "Lonsurf", "present"),
        ("Plan : Lonsurf même dose, bévacizumab idem.", "bévacizumab", "present"),
        ("Glargine abandonnée, Créon idem.", "Créon", "historical"),
        ("Allergies : pénicilline, oxaliplatine.", "oxaliplatine", "absent"),
        ("Allergique à l'amoxicilline, sous bisoprolol.", "amoxicilline", "absent"),
        ("Allergique à l'amoxicilline, sous bisoprolol.", "bisoprolol", "present"),
        ("Allergic to penicillin.", "penicillin", "absent"),
        ("Doxycycline allergic.", "Doxycycline", "absent"),
        ("Diminution du lévétiracétam non souhaitée par le patient.", "lévétiracétam", "present"),
        ("Arrêt du tamoxifène non souhaité.", "tamoxifène", "present"),
        ("Dose reduction of levetiracetam not wanted.", "levetiracetam", "present"),
    ],
)
def test_a_drug_is_what_the_word_behind_it_says(coder: Coder, text: str, drug: str, assertion: str) -> None:
    assert _assertions(coder, "drug", text)[drug] == assertion


def test_an_irradiation_never_given_is_absent(coder: Coder) -> None:
    assert _assertions(coder, "treatment", "WBRT never.") == {"WBRT": "absent"}


@pytest.mark.parametrize("end", ["en cours", "still running", "current", "ongoing", "---"])
@pytest.mark.parametrize("bar", [" | ", "     ", "\t"])
def test_a_row_with_an_open_end_goes_on(coder: Coder, end: str, bar: str) -> None:
    rows = [("Drug", "Start", "Stop"), ("paclitaxel", "01/2023", "06/2023"), ("capecitabine", "07/2023", end)]
    text = "\n".join(bar.join(row) for row in rows)
    assert _assertions(coder, "drug", text) == {"paclitaxel": "historical", "capecitabine": "present"}


@pytest.mark.parametrize(
    ("text", "disease", "assertion"),
    [
        ("PMH: resolved hepatitis B (core Ab positive).", "hepatitis B", "historical"),
        ("ATCD : asthme du nourrisson.", "asthme", "historical"),
        ("LMMC transformée en LAM.", "LMMC", "historical"),
        ("Breast cancer. Phaeochromocytoma with adrenalectomy 2015.", "Phaeochromocytoma", "historical"),
        ("DVT prophylaxis with enoxaparin.", "DVT", "possible"),
        ("Prophylaxie de la pneumocystose par cotrimoxazole.", "pneumocystose", "possible"),
    ],
)
def test_a_disease_over_or_warded_off(coder: Coder, text: str, disease: str, assertion: str) -> None:
    assert _assertions(coder, "diagnosis", text)[disease] == assertion


@pytest.mark.parametrize(
    ("text", "treatment"),
    [
        ("Patient éligible pour un CAR-T.", "CAR-T"),
        ("Allogreffe (soeur) prévue fin juin.", "Allogreffe"),
        ("Eligible CAR-T.", "CAR-T"),
    ],
)
def test_who_is_eligible_is_to_be_treated(coder: Coder, text: str, treatment: str) -> None:
    assert _assertions(coder, "treatment", text)[treatment] == "planned"
