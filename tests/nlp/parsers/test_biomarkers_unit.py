"""Genes, proteins and markers with their values, in lines and tables; symbols of HGNC."""

import pytest

from nlp.coder import Coder, Report


def found(coder: Coder, text: str, kind: str, lang: str = "fr") -> list[tuple[str | None, str | None]]:
    findings = coder.code(Report("r", text, lang, "2024-05-15"))
    return [(f.code, f.value) for f in findings if f.kind == kind]


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
    ("text", "values"),
    [
        ("l'ACE remonte : 4,1 en mai, 9,8 en août et 23 ng/ml le 6 novembre", ["4.1 ng/ml", "9.8 ng/ml", "23 ng/ml"]),
        ("PSA 44 → 71 → 112 (10 avril)", ["44", "71", "112"]),
        ("CA 19-9: 1240 (Oct), 610 (Dec), 2890 U/mL (March 8)", ["1240 U/mL", "610 U/mL", "2890 U/mL"]),
        ("CA 125 : 340 → 120 → 35 UI/mL", ["340 UI/mL", "120 UI/mL", "35 UI/mL"]),
        ("CEA from 96 to 8.4 ug/L", ["96 ug/L", "8.4 ug/L"]),
        ("PSA passé de 12 à 3,4 ng/mL", ["12 ng/mL", "3.4 ng/mL"]),
        ("PSA le 03/04 : 0,8", ["0.8"]),
        ("PSA < 0,01", ["0.01"]),
        ("PSA pré-op : 3,4 ng/ml", ["3.4 ng/ml"]),
        ("PSA 88 au Dx", ["88"]),
        ("PSA: 2021: 4.2; 2022: 6.1", ["4.2", "6.1"]),
        ("CA 125 : 58 U/mL alors qu'il était à 12 U/mL en janvier.", ["58 U/mL", "12 U/mL"]),
        ("PSA dans 3 mois. PSA 2021 normal. PSA 6 weeks after surgery.", []),
        ("APS 4,2 ; Hb 12", ["4.2"]),
        ("CEA 12, 15, 19.", ["12", "15", "19"]),
        ("PSA at 3, 6 and 12 months.", []),
        ("PSA à 3, 6 et 12 mois.", []),
        ("PSA : 3, 6 et 12 mois.", []),
        ("PSA at 6, 12 and 18 months was undetectable.", []),
        ("PSA les 5, 12 et 19 mars.", []),
        ("PSA at week 4, 8 and 12", []),
        ("CEA (3) et (4)", []),
    ],
)
def test_a_course_whose_unit_stands_later_or_never(coder: Coder, text: str, values: list[str]) -> None:
    lang = "fr" if " : " in text or "é" in text else "en"
    assert [value for _, value in found(coder, text, "biomarker", lang)] == values


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
        ("MYC and BCL2 rearrangement negative by FISH", [("MYC", "negative"), ("BCL2", "negative")]),
        ("ALK rearrangement: absent. ROS1 rearrangement not identified", [("ALK", "negative"), ("ROS1", "negative")]),
        ("RET fusion not found, NTRK fusions negative", [("RET", "negative"), ("NTRK1", "negative")]),
        ("BRAF mutation: negative", [("BRAF", "wild-type")]),
        ("MET amplification: absent", [("MET", "not amplified")]),
        ("Mutation BRAF : absence. Fusion RET non retrouvée.", [("BRAF", "wild-type"), ("RET", "negative")]),
        ("Amplification de HER2 : absente", [("ERBB2", "not amplified")]),
        ("Mutation BRAF V600E : absence", [("BRAF", "wild-type")]),
        ("ALK rearrangement positive, KRAS mutation detected", [("ALK", "rearranged"), ("KRAS", "mutated")]),
        ("KRAS mutation negative for nodes.", [("KRAS", "mutated")]),
        ("EGFR mutation, absent PD-L1. KRAS mutation, negative margins.", [("EGFR", "mutated"), ("KRAS", "mutated")]),
        ("MET : amplification équivoque ; HER2 zéro", [("MET", "equivocal"), ("ERBB2", "0")]),
        ("L1CAM : négatif. MYB réarrangé.", [("L1CAM", "negative"), ("MYB", "rearranged")]),
    ],
)
def test_an_aberration_that_was_not_found(coder: Coder, text: str, expected: list[tuple[str, str]]) -> None:
    lang = "fr" if " : " in text else "en"
    assert found(coder, text, "biomarker", lang) == expected


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


def test_thousands_in_english_and_decimals_in_french(coder: Coder) -> None:
    english = "CA-125 1,904 kU/L at the start of treatment."
    assert found(coder, english, "biomarker", "en") == [("CA125", "1904 kU/L")]
    assert found(coder, "APS 1,234 ug/L le 3 mai.", "biomarker") == [("PSA", "1.234 ug/L")]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "gBRCA1/2 neg.", [("BRCA1", "wild-type"), ("BRCA2", "wild-type")]),
        ("fr", "TP53 constitutionnel sauvage.", [("TP53", "wild-type")]),
        ("en", "NSCLC, MET exon 14.", [("MET", "mutated")]),
        ("fr", "Recherche de MET exon 14.", []),
        ("fr", "GIST, KIT exon 11, sous imatinib", [("KIT", "mutated")]),
        ("fr", "Saut de l'exon 14 de MET", [("MET", "mutated")]),
        ("fr", "Sein : RH-, HER2 0", [("ESR1", "negative"), ("PGR", "negative"), ("ERBB2", "0")]),
        ("fr", "Sein : RH+, HER2 0", [("ERBB2", "0")]),
        ("fr", "Mastectomie. Groupe B RH-.", []),
        ("en", "Breast cancer, HR-/HER2-. HR 72.", [("ESR1", "negative"), ("PGR", "negative"), ("ERBB2", "negative")]),
    ],
)
def test_inherited_genes_exons_and_receptors_in_two_letters(
    coder: Coder, lang: str, text: str, expected: list[tuple[str, str]]
) -> None:
    assert found(coder, text, "biomarker", lang) == expected
