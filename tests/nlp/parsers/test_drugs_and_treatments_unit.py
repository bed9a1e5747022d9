"""Drugs, regimens and treatments, and words that only look like them; codes of ATC 2024."""

import pytest

from nlp.coder import Coder, Report


def found(coder: Coder, text: str, kind: str, lang: str = "fr") -> list[tuple[str | None, str | None]]:
    findings = coder.code(Report("r", text, lang, "2024-05-15"))
    return [(f.code, f.value) for f in findings if f.kind == kind]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Quatre EC, puis docétaxel.", ["chemotherapy"]),
        ("– AI, 5 cycles", ["chemotherapy"]),
        ("cT4a N2c M0, IVA (UICC 8)", []),
        ("Rhabdomyosarcome : IVA, 9 cures", ["chemotherapy"]),
        ("Cancer de la prostate résistant à la castration.", []),
        ("Octréotide LAR, deux doses.", []),
        ("Macrobiopsies sous stéréotaxie le 17 octobre.", []),
        ("Loge de néphrectomie libre.", []),
        ("Greffes pleurales en juin.", []),
        ("paclitaxel, carboplatine, EC, pembrolizumab", ["chemotherapy"]),
        ("Carcinome papillaire de la thyroïde. Retenu : iode en février 2024.", ["radiotherapy"]),
        ("Cancer du sein. Allergie à l'iode.", []),
        ("Carcinome papillaire de la thyroïde. Scanner, contraste iodé.", []),
    ],
)
def test_short_names_of_treatments(coder: Coder, text: str, values: list[str]) -> None:
    assert [value for _, value in found(coder, text, "treatment")] == values


def test_regimens_are_treatments_and_spelt_drugs_are_drugs(coder: Coder) -> None:
    assert found(coder, "FOLFIRI-bevacizumab", "treatment") == [(None, "chemotherapy")]
    assert found(coder, "carboplatine-paclitaxel", "drug") == [("L01XA02", None), ("L01CD01", None)]


def test_a_patient_number_is_no_drug(coder: Coder) -> None:
    assert found(coder, "IPP 912345", "drug") == []


def test_short_forms_of_drugs_stand_beside_another_or_a_dose(coder: Coder) -> None:
    assert found(coder, "gem-nab resumes; ipi + nivo; dex 8 mg", "drug", "en") == [
        ("L01BC05", None), ("L01CD01", None), ("L01FX04", None), ("L01FF01", None), ("H02AB02", None),
    ]  # fmt: skip
    assert found(coder, "The stone is a gem of nab quality. Images on PACS.", "drug", "en") == []
    assert found(coder, "RDV ven 12 mars, ven. 12/03.", "drug", "fr") == []


def test_what_a_laboratory_measured_is_no_drug(coder: Coder) -> None:
    assert found(coder, "Vitamin D 34 nmol/L. Estradiol 12 pmol/L. Synacthen test booked.", "drug", "en") == []
    assert found(coder, "Estradiol patches.", "drug", "en") == [("G03CA03", None)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Castration-resistant. Radiation oncology to see.", []),
        ("Post-radiation atrophy; radiation hypothyroidism.", []),
        ("CEA 3.1 ug/L before surgery.", []),
        ("Specimens: sentinel nodes x3.", []),
        ("Sentinel node biopsy in May.", ["surgery"]),
        ("Radiation to the hip.", ["radiotherapy"]),
        ("Exploratory laparotomy, total hysterectomy.", ["surgery", "surgery"]),
        ("Lobectomy by thoracotomy.", ["surgery"]),
        ("Basal cell carcinoma completely excised.", []),
        ("Squamous cell carcinoma of the ear excised in March 2021.", ["surgery"]),
    ],
)
def test_words_that_name_a_treatment_and_those_that_do_not(coder: Coder, text: str, values: list[str]) -> None:
    assert [value for _, value in found(coder, text, "treatment", "en")] == values


@pytest.mark.parametrize(
    "text",
    [
        "Soins palliatifs à domicile, CLSC des Érables\nVa bien.",
        "CRO – 12.06.19 – Chirurgie digestive\nVa bien.",
        "Oxaliplatine amputée de 25 % dès la deuxième cure.",
    ],
)
def test_titles_and_doses_are_no_treatment(coder: Coder, text: str) -> None:
    assert found(coder, text, "treatment") == []


def test_the_anaesthetist_s_class_is_no_aspirin(coder: Coder) -> None:
    assert found(coder, "ASA 3, ECOG 1. Bisoprolol.", "drug") == [("C07AB07", None)]
    assert found(coder, "ASA 80 mg die.", "drug") == [("B01AC06", None)]
    assert found(coder, "ASA 1 g en dose de charge.", "drug") == [("B01AC06", None)]


def test_a_month_is_no_operation_and_a_release_no_exam(coder: Coder) -> None:
    assert found(coder, "APR 2019 for rectal cancer.", "treatment", "en") == [(None, "surgery")]
    assert found(coder, "BIOPSY APR 13,\n2019 SHOWED CARCINOMA.", "treatment", "en") == []
    text = "Laparoscopy 06-APR-2023. Oxycodone MR 20 bd."
    assert found(coder, text, "treatment", "en") == []
    assert found(coder, text, "exam", "en") == []


def test_a_report_of_one_line_has_no_title(coder: Coder) -> None:
    assert found(coder, "Home visit, mastectomy in 2019", "treatment", "en") == [(None, "surgery")]


def test_a_class_of_drugs_before_a_noun_describes_it(coder: Coder) -> None:
    assert found(coder, "Platinum rechallenge. Opioids: oxycodone.", "drug", "en") == [("N02AA05", None)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Wet macular degeneration, aflibercept injections.", "S01LA05"),
        ("Aflibercept with FOLFIRI.", "L01XX44"),
        ("C. difficile colitis, vancomycin for ten days.", "A07AA09"),
        ("Opioid dependence: buprenorphine.", "N07BC01"),
    ],
)
def test_a_drug_takes_the_code_of_its_indication(coder: Coder, text: str, code: str) -> None:
    assert [found_code for found_code, _ in found(coder, text, "drug", "en")] == [code]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Soins de support, sans date : ondansétron, aprépitant", []),
        ("Décision : soins de support exclusifs", ["palliative_care"]),
        ("En soins de support depuis mars", ["palliative_care"]),
        ("Angioscanner : pontage perméable", []),
        ("Pontage fémoral en 2015, perméable", ["surgery"]),
    ],
)
def test_headings_of_drugs_and_old_operations_on_an_image(coder: Coder, text: str, values: list[str]) -> None:
    assert [value for _, value in found(coder, text, "treatment")] == values


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("MEDS: LISINOPRIL, CALCIUM, ASPIRIN", ["C09AA03", "A12AA", "B01AC06"]),
        ("Calcium 500 mg", ["A12AA"]),
        ("CALCIUM 2.4. Calcium normal. Corrected calcium 2.9, lisinopril.", ["C09AA03"]),
    ],
)
def test_calcium_is_a_drug_in_a_list_or_with_its_dose(coder: Coder, text: str, codes: list[str]) -> None:
    assert [code for code, _ in found(coder, text, "drug", "en")] == codes


@pytest.mark.parametrize(
    ("lang", "text", "codes"),
    [
        ("fr", "5FU-oxali, arrêt oxali", ["L01BC02", "L01XA03", "L01XA03"]),
        ("fr", "VP16-carbo-cyclo", ["L01CB01", "L01XA02", "L01AA01"]),
        ("en", "VCR, dex, PEG-asp, DNR", ["L01CA02", "H02AB02", "L01XX24", "L01DB02"]),
        ("en", "DNR order signed.", []),
        ("en", "ARA-C 100 mg/m2. Nal-IRI with 5-FU.", ["L01BC01", "L01CE02", "L01BC02"]),
        ("en", "RAI 100 mCi in 2010", ["V10XA01"]),
        ("en", "CLL, RAI stage III", []),
        ("fr", "RAI négatives.", []),
    ],
)
def test_clipped_names_of_drugs(coder: Coder, lang: str, text: str, codes: list[str]) -> None:
    assert [code for code, _ in found(coder, text, "drug", lang)] == codes


def test_rai_is_a_treatment_but_no_stage_and_no_antibodies(coder: Coder) -> None:
    assert found(coder, "RAI in 2010.", "treatment", "en") == [(None, "radiotherapy")]
    assert found(coder, "CLL, RAI stage III.", "treatment", "en") == []
    assert found(coder, "RAI négatives.", "treatment", "fr") == []
