"""What each parser makes of the field's ways of writing; codes of WHO ICD-10, ICD-O-3.2, ATC 2024 and HGNC."""

import pytest

from nlp.coder import Coder, Report


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder.load("fast")


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
    ],
)
def test_stage(coder: Coder, text: str, values: list[str]) -> None:
    assert [value for _, value in found(coder, text, "stage")] == values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HER2 3+, RE 90 %, RP négatifs", [("ERBB2", "3+"), ("ESR1", "90 %"), ("PGR", "negative")]),
        ("PD-L1 (22C3) TPS 60%", [("CD274", "60 %")]),
        ("perte d'expression de MLH1 et PMS2", [("MLH1", "negative"), ("PMS2", "negative")]),
        ("BRAF V600E", [("BRAF", "p.V600E")]),
        ("KRAS non muté", [("KRAS", "wild-type")]),
        ("p40, GATA3 and ER negative", [("TP63", "negative"), ("GATA3", "negative"), ("ESR1", "negative")]),
        ("CD20+, CD30 -", [("MS4A1", "positive"), ("TNFRSF8", "negative")]),
        ("ACE 6,2 ng/mL", [("CEA", "6.2 ng/mL")]),
        ("ROS1 en attente", []),
        ("HER2 3+, récepteurs hormonaux négatifs", [("ERBB2", "3+"), ("ESR1", "negative"), ("PGR", "negative")]),
        ("Délétion de l'exon 19 d'EGFR", [("EGFR", "mutated")]),
        ("Mutation de l'exon 9 de KIT", [("KIT", "mutated")]),
        ("HER2 2+, FISH non amplifiée", [("ERBB2", "2+"), ("ERBB2", "not amplified")]),
        ("HER2 2+; FISH amplified", [("ERBB2", "2+"), ("ERBB2", "amplified")]),
        ("HER2 2+. FISH : BCL2 réarrangé", [("ERBB2", "2+"), ("BCL2", "rearranged")]),
        ("p53 de type sauvage", [("TP53", "wild-type")]),
        ("Perte de MSH6 ; MSH2 conservé", [("MSH6", "negative"), ("MSH2", "positive")]),
        ("Perte de MSH6 et MSH2", [("MSH6", "negative"), ("MSH2", "negative")]),
        ("calcitonine et chromogranine positives", [("CALCA", "positive"), ("CHGA", "positive")]),
        ("Chromogranine A 212 ug/L (640 en mai)", [("CHGA", "212 ug/L"), ("CHGA", "640 ug/L")]),
    ],
)
def test_biomarkers(coder: Coder, text: str, expected: list[tuple[str, str]]) -> None:
    assert found(coder, text, "biomarker") == expected


@pytest.mark.parametrize(
    ("text", "lang", "codes"),
    [
        ("Cancer du sein gauche", "fr", ["C50.9"]),
        ("métastases osseuses et hépatiques", "fr", ["C79.5", "C78.7"]),
        ("no lung, liver or brain metastases", "en", ["C78.0", "C78.7", "C79.3"]),
        ("Squamous cell carcinoma, right tonsil", "en", ["C09.9"]),
        ("metastatic breast cancer", "en", ["C50.9"]),
        ("mélanome du mollet gauche", "fr", ["C43.7"]),
        ("OS : pas de lésion secondaire", "fr", ["C79.5"]),
        ("Cancer du rein. Pas de récidive.", "fr", ["C64", "C64"]),
    ],
)
def test_diagnoses(coder: Coder, text: str, lang: str, codes: list[str]) -> None:
    assert [code for code, _ in found(coder, text, "diagnosis", lang)] == codes


def test_abbreviations_of_notes_typed_in_small_letters(coder: Coder) -> None:
    notes = "cancer du sein\n- irm 24/09 : rp\n- hta sous amlodipine\n- pas de tvp"
    assert found(coder, notes, "diagnosis") == [("C50.9", None), ("I10", None), ("I80.2", None)]
    assert found(coder, notes, "exam") == [(None, "mri")]
    assert found(coder, notes, "response") == [(None, "PR")]
    assert found(coder, "Cancer du sein.\nOn lui a mis la hta.\nRien.", "diagnosis") == [("C50.9", None)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Cancer du côlon, M+ hépatiques, pas de M+.", ["C18.9", "C78.7", "C79.9"]),
        ("Cancer du côlon, M pulmonaires.", ["C18.9", "C78.0"]),
        ("M. Hépatique, né en 1950", []),
        ("Syndrome : NF1 muté.", []),
        ("syndrome carcinoïde", ["E34.0"]),
        ("Goutte sous allopurinol, latanoprost deux gouttes, perte de goût.", ["M10.9"]),
        ("Mélanome de la jambe en 2003, jamais récidivé. Curage en cas de reliquat.", ["C43.7"]),
        ("Pontage coronarien en 2012.", []),
    ],
)
def test_letters_and_words_that_stand_for_a_disease_or_not(coder: Coder, text: str, codes: list[str]) -> None:
    assert [code for code, _ in found(coder, text, "diagnosis")] == codes


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Quatre EC, puis docétaxel.", ["chemotherapy"]),
        ("– AI, 5 cycles", ["chemotherapy"]),
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


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Cancer du col.\nRechute en juillet 2015 : poumon, ganglions sus-claviculaires.", ["C53.9", "C78.0", "C77.0"]),
        ("Cancer du sein.\n2e rechute : juin 2016, foie", ["C50.9", "C78.7"]),
        ("Cancer du sein.\nRechute en juin 2016 : foie normal.", ["C50.9", "C50.9"]),
        ("Lymphome folliculaire. Rechute en 2016 : foie.", ["C82.9", "C82.9"]),
        ("Cancer du poumon, stade IV d'emblée : os, surrénale.", ["C34.9", "C79.5", "C79.7"]),
        ("Cancer du poumon. Au scanner, ni foie ni os secondaires.", ["C34.9", "C78.7", "C79.5"]),
        ("deux localisations pulmonaires et une cérébrale", ["C78.0", "C79.3"]),
        ("sans lésion hépatique secondaire ni surrénalienne", ["C78.7", "C79.7"]),
        ("Cancer du poumon. EBUS : ganglion 7 envahi.", ["C34.9", "C77.1"]),
        ("Ganglion parotidien envahi", ["C77.0"]),
        ("ganglions rétropéritonéaux métastatiques", ["C77.2"]),
        ("Cancer du sein. Pas d'adénopathie suspecte.", ["C50.9", "C77.3"]),
        ("Cancer du sein. Pas d'atteinte hépatique.", ["C50.9", "C78.7"]),
        ("Myélome. Atteinte hépatique.", ["C90.0"]),
    ],
)
def test_sites_told_beside_what_spread(coder: Coder, text: str, codes: list[str]) -> None:
    assert [code for code, _ in found(coder, text, "diagnosis")] == codes


@pytest.mark.parametrize(
    ("text", "grade"),
    [("PS=1", "1"), ("ECOG 0-1", "0"), ("Performance status WHO 2", "2"), ("OMS à 3", "3"), ("Karnofsky 80 %", "1")],
)
def test_performance(coder: Coder, text: str, grade: str) -> None:
    assert found(coder, text, "performance") == [(None, grade)]


def test_a_glioma_grade_is_no_performance(coder: Coder) -> None:
    assert found(coder, "gliome grade OMS 4", "performance") == []


def test_regimens_are_treatments_and_spelt_drugs_are_drugs(coder: Coder) -> None:
    assert found(coder, "FOLFIRI-bevacizumab", "treatment") == [(None, "chemotherapy")]
    assert found(coder, "carboplatine-paclitaxel", "drug") == [("L01XA02", None), ("L01CD01", None)]


def test_a_patient_number_is_no_drug(coder: Coder) -> None:
    assert found(coder, "IPP 912345", "drug") == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("CA-125 : 88 U/mL en mai, 214 U/mL en juillet, 530 U/mL ce matin.", ["88 U/mL", "214 U/mL", "530 U/mL"]),
        ("CA 19-9 34 U/mL on May 23 (812 in January).", ["34 U/mL", "812 U/mL"]),
        ("PSA 0.3 ng/mL; nadir 0.2 last September.", ["0.3 ng/mL", "0.2 ng/mL"]),
        ("LDH 612 U/L, ALP 240 U/L.", ["612 U/L"]),
        ("PSA 5.1 ng/mL in June, 2 months after surgery.", ["5.1 ng/mL"]),
        ("PSA 12 ng/mL (Gleason 7).", ["12 ng/mL"]),
    ],
)
def test_a_series_of_values_of_one_marker(coder: Coder, text: str, values: list[str]) -> None:
    assert [value for _, value in found(coder, text, "biomarker")] == values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A cousin carries CHEK2.", [("CHEK2", "mutated")]),
        ("Both sisters are BRCA1 non-carriers.", [("BRCA1", "wild-type")]),
        ("MLH1 and MSH2 normal in his blood.", [("MLH1", "wild-type"), ("MSH2", "wild-type")]),
        ("Immunohistochemistry: MSH2 intact.", [("MSH2", "positive")]),
        ("LDH normal.", []),
        ("BRCA1/2 negative.", [("BRCA1", "wild-type"), ("BRCA2", "wild-type")]),
        ("KIT D816V not detected.", [("KIT", "wild-type")]),
        ("BRAF V600E non muté.", [("BRAF", "wild-type")]),
        ("NRAS Q61R négatif, IDH1 R132H neg.", [("NRAS", "wild-type"), ("IDH1", "wild-type")]),
        ("BRAF V600E: non", [("BRAF", "wild-type")]),
        ("Pas de mutation BRAF V600E.", [("BRAF", "wild-type")]),
        ("Aucune mutation activatrice de EGFR T790M.", [("EGFR", "wild-type")]),
        ("Pas de mutation KRAS, BRAF V600E.", [("KRAS", "wild-type"), ("BRAF", "p.V600E")]),
        ("BRAF V600E non fumeur.", [("BRAF", "p.V600E")]),
        ("BRAF V600E, MSI négatif.", [("BRAF", "p.V600E"), ("MSI", "MSS")]),
        ("KRAS G12C: non fait.", []),
        ("KRAS G12C, en cours de traitement par sotorasib.", [("KRAS", "p.G12C")]),
        ("EGFR L858R, unknown smoking status.", [("EGFR", "p.L858R")]),
        ("BRAF V600E\nA suivre.", [("BRAF", "p.V600E")]),
        ("EGFR L858R, neg. for metastases.", [("EGFR", "p.L858R")]),
        ("BRAF V600E, pas vue de métastase.", [("BRAF", "p.V600E")]),
        ("BRAF V600E négatif pour NRAS.", [("BRAF", "p.V600E"), ("NRAS", "wild-type")]),
        ("MET exon 14 skipping detected.", [("MET", "mutated")]),
        ("Osimertinib, T790M having shown up in blood.", [("EGFR", "p.T790M")]),
        ("ER 95%   PR NEGATIVE   HER2 0", [("ESR1", "95 %"), ("PGR", "negative"), ("ERBB2", "0")]),
        ("MPO NEGATIVE, TDT NEGATIVE", [("MPO", "negative"), ("DNTT", "negative")]),
    ],
)
def test_genes_of_families_and_of_reports_in_capitals(coder: Coder, text: str, expected: list[tuple[str, str]]) -> None:
    assert found(coder, text, "biomarker", "en") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PSA   Nov 2.2   Dec 4.9   today 11.3 ng/mL", ["2.2 ng/mL", "4.9 ng/mL", "11.3 ng/mL"]),
        ("hCG, IU/L\n Jan 12     8900\n May 6      141000\n", ["8900 IU/L", "141000 IU/L"]),
        ("PSA (ng/mL)\n2022-06   0.04\n2023-05   0.17\n", ["0.04 ng/mL", "0.17 ng/mL"]),
        ("RUNX1     mutated      wild type\nSRSF2     p.P95H       p.P95H",
         ["mutated", "wild-type", "p.P95H", "p.P95H"]),
        ("EGFR      C797S        3 %", ["p.C797S"]),
    ],
)  # fmt: skip
def test_tables_of_markers(coder: Coder, text: str, expected: list[str]) -> None:
    assert [value for _, value in found(coder, text, "biomarker", "en")] == expected


@pytest.mark.parametrize(
    "text", ["EGFR p.L858R", "EGFR P.L858R", "EGFR muté L858R", "EGFR exon 21 L858R", "EGFR L858R"]
)
def test_a_gene_and_its_change_are_one_finding(coder: Coder, text: str) -> None:
    assert found(coder, f"TTF1+. {text}. ALK négatif.", "biomarker", "fr")[1:2] == [("EGFR", "p.L858R")]


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


def test_thousands_in_english_and_decimals_in_french(coder: Coder) -> None:
    english = "CA-125 1,904 kU/L at the start of treatment."
    assert found(coder, english, "biomarker", "en") == [("CA125", "1904 kU/L")]
    assert found(coder, "APS 1,234 ug/L le 3 mai.", "biomarker") == [("PSA", "1.234 ug/L")]


def test_a_disease_of_the_drug_named_behind_it(coder: Coder) -> None:
    text = "Melanoma. Hypothyroidism from the nivolumab. Sunitinib; hypothyroidism from it."
    assert [c for c, _ in found(coder, text, "diagnosis", "en") if c and c[0] == "E"] == ["E03.2", "E03.2"]


def test_a_report_of_one_line_has_no_title(coder: Coder) -> None:
    assert found(coder, "Home visit, mastectomy in 2019", "treatment", "en") == [(None, "surgery")]


def test_ordinary_words_are_not_mended_to_diseases(coder: Coder) -> None:
    assert found(coder, "CONCLUSION\nM. DESMOND va bien, stérilet en place.", "diagnosis") == []


def test_the_head_of_a_paragraph_is_no_cancer(coder: Coder) -> None:
    text = "Cancer side: carcinoma of the ovary.\nCancer past: none.\nNo other cancer."
    assert [code for code, _ in found(coder, text, "diagnosis", "en")][:1] == ["C56"]
    assert len(found(coder, text, "diagnosis", "en")) == 2


def test_a_class_of_drugs_before_a_noun_describes_it(coder: Coder) -> None:
    assert found(coder, "Platinum rechallenge. Opioids: oxycodone.", "drug", "en") == [("N02AA05", None)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Renal Cancer Clinic. HPB conference. Cancer background: none.", []),
        ("I met Mr Roy. MET amplified.", []),
        ("A liver met in May.", ["C78.7"]),
        ("No role for secondary surgery.", []),
        ("Cataract surgery in June.", []),
        ("Her carcinoid syndrome is quiet.", ["E34.0"]),
        ("Bladder cancer. Ureteric margins clear of in situ disease.", ["C67.9", "D09.1"]),
        ("Left axillary nodes SUV 4, metastatic thought improbable.", ["C77.3"]),
        ("Horseshoe kidney. Hirschsprung disease as a baby.", ["Q63.1", "Q43.1"]),
    ],
)
def test_words_of_a_disease_and_what_else_they_mean(coder: Coder, text: str, codes: list[str]) -> None:
    assert [code for code, _ in found(coder, text, "diagnosis", "en")] == codes


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


def test_mr_is_an_exam_save_before_a_name_or_behind_a_drug(coder: Coder) -> None:
    assert found(coder, "REGISTRAR: MR LESZEK HARBOTTLE. Morphine MR 20 mg bd.", "exam", "en") == []
    assert found(coder, "Brain MR 02/05: clear.", "exam", "en") == [(None, "mri")]
