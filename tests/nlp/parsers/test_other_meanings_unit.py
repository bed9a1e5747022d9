"""Words that name a disease, an exam, a drug, a treatment or a response, and the places where they name none."""

import pytest

from nlp.coder import Coder, Report


def found(coder: Coder, text: str, kind: str, lang: str) -> list[str]:
    findings = coder.code(Report("r", text, lang, "2024-05-15"))
    return [f.code or f.value or "" for f in findings if f.kind == kind]


#: Longer than a letterhead.
LONG = "He is well and works. " * 20


@pytest.mark.parametrize(
    ("lang", "text", "values"),
    [
        ("fr", "RCP digestive\n12.03.2024  Présents : oncologie, chirurgie, radiothérapie, radiologie\nVa bien.", []),
        ("en", "Board\nQuorum: ENT, radiotherapy, pathology\nSeen today.", []),
        ("fr", "Celui du présent : chirurgie en mars.", ["surgery"]),
        ("en", f"{LONG}\nSurgery     Wide excision 09/14/22", ["surgery"]),
        ("en", "Findings: resection cavity without nodule.", []),
        ("en", "Resection of the rectum in May.", ["surgery"]),
        ("en", "Esophagectomy (Ivor Lewis) in May.", ["surgery"]),
        ("en", "Ivor Lewis in May, then a jejunostomy.", ["surgery", "surgery"]),
        ("en", f"{LONG}\nAbdomen: hepaticojejunostomy patent.", []),
        ("en", f"{LONG}\nHepaticojejunostomy in May.", ["surgery"]),
        ("en", f"{LONG}\nGastrostomy tube in place.", []),
        ("en", "VALLEY RADIATION CENTER\nSeen today.", []),
        ("fr", "Vaccins du splénectomisé à jour.", []),
        ("fr", "Patient splénectomisé en 2011.", ["surgery"]),
        ("fr", "Mère opérée d'un cancer du sein.", []),
        ("fr", "Opérée d'un cancer du sein en 2019.", ["surgery"]),
        ("fr", "Interrompu par le service ; chirurgie le 3 mai.", ["surgery"]),
        ("fr", "Vu dans le service de chirurgie.", []),
        ("en", "We shall give MAP (methotrexate, doxorubicin).", ["chemotherapy"]),
        ("en", "MAP 75 mmHg.", []),
        ("fr", f"{LONG}\nScanner de surveillance en mars.", []),
        ("fr", "Surveillance seule retenue.", ["surveillance"]),
        ("en", "Seen: Mrs Delphine ROUSSEAU-TAPP, 71 years", []),
        ("en", f"{LONG}\nChemotherapy    Weekly cisplatin, four of five", []),
        ("en", f"{LONG}\nChemotherapy was stopped.", ["chemotherapy"]),
        ("en", f"{LONG}\nLimb-salvage surgery after week 10.", ["surgery"]),
    ],
)
def test_treatments(coder: Coder, lang: str, text: str, values: list[str]) -> None:
    assert found(coder, text, "treatment", lang) == values


@pytest.mark.parametrize(
    ("lang", "text", "codes"),
    [
        ("fr", "Interrompu en mars par le service ; trastuzumab avait suffi.", ["L01FD01"]),
        ("en", "No leak on methylene blue.", []),
        ("en", "Methylene blue 50 mg for encephalopathy.", ["V03AB17"]),
        ("en", "Dexrazoxane from the third anthracycline dose.", ["V03AF02"]),
        ("en", "Genital herpes, on valacyclovir suppression.", ["J05AB11"]),
        ("en", "Dexamethasone suppression test.", []),
        ("fr", "Statine à dose doublée.", ["C10AA"]),
    ],
)
def test_drugs(coder: Coder, lang: str, text: str, codes: list[str]) -> None:
    assert found(coder, text, "drug", lang) == codes


@pytest.mark.parametrize(
    ("lang", "text", "values"),
    [
        ("en", "Hôpital du Mont-Écho, clinic of May 3.", []),
        ("fr", "Écho du foie le 3 mai.", ["ultrasound"]),
        ("en", "Rib uptake without CT correlate.", []),
        ("en", "CT of the chest May 3.", ["ct"]),
        ("fr", "À programmer au centre.\nTDM TAP préalable.", ["ct"]),
        ("fr", "Centre TDM de la clinique", []),
        ("en", "X-ray department", []),
        ("fr", "Scintigraphie du 28 : pas de métastase osseuse.", ["bone_scan"]),
        ("fr", "Scintigraphie de perfusion du 28 : pas d'embolie.", []),
        ("fr", "La ponction a confirmé une tumeur neuroendocrine.", ["biopsy"]),
        ("fr", "Abcès ponctionné le 22.", []),
        ("fr", "Péritonite écartée par la ponction du 3 mai.", []),
        ("en", "Chest X-ray on May 3.", ["x_ray"]),
        ("en", "Marrow: uniform uptake on May 3.", []),
        ("fr", "IRM et échographie Doppler du 21 avril.", ["mri", "ultrasound"]),
    ],
)
def test_exams(coder: Coder, lang: str, text: str, values: list[str]) -> None:
    assert found(coder, text, "exam", lang) == values


@pytest.mark.parametrize(
    ("lang", "text", "values"),
    [
        ("en", "Ulcerative colitis, in remission on mesalamine.", []),
        ("en", "Allograft in first remission if a donor is found.", []),
        ("en", "Lymphoma in complete remission on PET.", ["CR"]),
        ("fr", "Anévrisme de l'aorte de 38 mm au scanner, stable.", []),
        ("fr", "Scanner : maladie stable.", ["SD"]),
    ],
)
def test_responses(coder: Coder, lang: str, text: str, values: list[str]) -> None:
    assert found(coder, text, "response", lang) == values


def test_a_stage_and_the_word_behind_it(coder: Coder) -> None:
    assert found(coder, "Stade III de Murphy.", "stage", "fr") == ["stage III"]
    assert found(coder, "Stade III E, stade IIB.", "stage", "fr") == ["stage IIIE", "stage IIB"]
    assert found(coder, "Hilar nodes, hence stage IIIB.", "stage", "en") == ["stage IIIB"]
    assert found(coder, "Maladie rénale chronique, à ce stade 3.", "stage", "fr") == []


@pytest.mark.parametrize(
    ("lang", "text", "codes"),
    [
        ("fr", "Sortie d'aplasie J12.", []),
        ("fr", "Aplasie fébrile en mai.", ["D70"]),
        ("fr", "Aplasie sous méthimazole.", ["D61.9"]),
        ("fr", "1) Cancer. Carcinome du col utérin.", ["C53.9"]),
        ("fr", "Cancer du col utérin.", ["C53.9"]),
        ("en", "Seen: Mr. Réal HUNTINGDON-CYR, 59", []),
        ("en", "Huntington disease in Mr. Réal Cyr.", ["G10"]),
        ("fr", "Adressé par le DR A. CRUICKSHANK-LAL", []),
        ("en", "Quorum: ENT, pathology, dental, SLP", []),
        ("en", "Amyloid stroma, calcitonin positive.", []),
        ("en", "Cardiac amyloidosis in 2020.", ["E85.4"]),
        ("en", "T790M, MET not amplified.", []),
        ("fr", "IBRUTINIB STOPPÉ EN OCTOBRE 2021 (FA), VÉNÉTOCLAX DEPUIS.", ["I48.9"]),
        ("fr", "ELLE NE LE FA PAS, VÉNÉTOCLAX DEPUIS.", []),
        ("fr", "Crise convulsive vendredi.", []),
        ("fr", "Histoire clinique (reprise de mai) : « sarcoïdose ? Prurit. »", ["D86.9"]),
    ],
)
def test_diagnoses(coder: Coder, lang: str, text: str, codes: list[str]) -> None:
    assert found(coder, text, "diagnosis", lang) == codes


@pytest.mark.parametrize(
    ("lang", "text", "codes"),
    [
        ("fr", "Métastases pulmonaires, pelvis libre.", ["C78.0"]),
        ("fr", "Métastases pulmonaires, hépatiques.", ["C78.0", "C78.7"]),
        ("en", "Avid focus in the acetabulum, bone metastasis ruled out.", ["C79.5"]),
        ("en", "No lung, liver or brain metastases.", ["C78.0", "C78.7", "C79.3"]),
        ("en", "Gastric cancer. Omentum: no peritoneal tumor deposit.", ["C16.9", "C78.6"]),
        ("fr", "Cancer de l'endomètre. Une métastase d'origine colique est exclue.", ["C54.1", "C79.8"]),
        ("en", "Lung cancer. A metastasis of colonic origin is excluded.", ["C34.9", "C78.0"]),
        ("fr", "Cancer du col utérin, adénomyose et léiomyomes\nAnnexes : sans lésion.", ["C53.9", "N80.0", "D25.9"]),
        ("fr", "Léiomyome de l'œsophage.", ["D13.0"]),
        ("fr", "Cancer du cardia.\nANTRE : GIST de 7 mm.", ["C16.0", "C16.3"]),
        ("fr", "Tumeur séreuse borderline de l'ovaire.", ["D39.1"]),
        ("fr", "MAMELON : sans maladie de Paget.", ["C50.0"]),
        ("fr", "Fixation de l'aile iliaque : maladie de Paget.", ["M88.9"]),
        ("en", "Lung cancer. Chest CT clear of metastases.", ["C34.9", "C78.0"]),
        ("en", "Lung cancer. CT abdomen: clear of metastases.", ["C34.9", "C79.8"]),
        ("fr", "IRM cérébrale sans localisation secondaire.", ["C79.3"]),
        ("fr", "Surrénales sans localisation secondaire.", ["C79.7"]),
        ("en", "Osteosarcoma of the distal left femur.", ["C40.2"]),
        ("en", "Osteosarcoma of the left femur. Biopsy: conventional osteosarcoma.", ["C40.2", "C40.2"]),
        ("en", "Lung cancer. No metastasis of urothelial origin.", ["C34.9", "C78.0"]),
        ("en", "Gallbladder: stones.", ["K80.2"]),
        ("en", "Stones.", []),
        ("fr", "Carcinome du sein gauche. Fibroadénome du quadrant inféro-externe.", ["C50.9", "D24"]),
        ("fr", "Carcinome du sein gauche. Nodule du quadrant inféro-externe.", ["C50.5"]),
        ("en", "Ovarian involvement to be ruled out.", ["C79.6"]),
        ("en", "Lymphoma. Liver involvement.", ["C85.9"]),
    ],
)
def test_sites(coder: Coder, lang: str, text: str, codes: list[str]) -> None:
    assert found(coder, text, "diagnosis", lang) == codes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Cancer du sein. Pas de carcinome infiltrant résiduel.", "8500/3"),
        ("Cancer de la vessie. Pas de carcinome infiltrant résiduel.", "8010/3"),
        ("Cancer du sein. Pas de carcinome résiduel.", "8010/3"),
    ],
)
def test_an_invasive_carcinoma_of_the_breast(coder: Coder, text: str, code: str) -> None:
    assert found(coder, text, "morphology", "fr") == [code]


@pytest.mark.parametrize(
    ("lang", "text", "kind", "values"),
    [
        ("fr", "Patient connu ICC, FE 30 %.", "diagnosis", ["I50.0"]),
        ("en", "Intrahepatic mass, ICC on biopsy.", "diagnosis", ["C22.1"]),
        ("en", "DLBCL stage IIIA, IPI 3.", "drug", []),
        ("en", "Nivo 1 mg/kg with ipi 3 mg/kg.", "drug", ["L01FF01", "L01FX04"]),
        ("fr", "MCAS s/p PAC x3 2015.", "drug", []),
        ("fr", "Néo de la tête du pancréas LA.", "morphology", []),
        ("fr", "LA traitée en 2020.", "morphology", ["9801/3"]),
        ("fr", "Centre du cancer du poumon. Comité de thérapie du cancer.", "diagnosis", []),
        ("fr", "Suivi du cancer du poumon.", "diagnosis", ["C34.9"]),
        ("fr", "Consultation de suivi du cancer du sein gauche.", "diagnosis", ["C50.9"]),
        ("fr", "Plan de traitement du cancer du poumon.", "diagnosis", ["C34.9"]),
        ("fr", "Antécédents :\n- Cancer.\n- HTA\n", "diagnosis", ["C80.9", "I10"]),
        ("fr", "Sa neuropathie sous bortézomib est stable.", "response", []),
        ("en", "MET amp positive.", "diagnosis", []),
    ],
)
def test_short_forms_and_names(coder: Coder, lang: str, text: str, kind: str, values: list[str]) -> None:
    assert found(coder, text, kind, lang) == values


@pytest.mark.parametrize(
    ("lang", "text", "codes"),
    [
        ("fr", "conditionnement Flu-Bu2", []),
        ("en", "Flu/Cy lymphodepletion. Conditioning with Flu and Cy.", []),
        ("en", "Had the flu on chemo. Flu A positive.", ["J11.1", "J10.1"]),
        ("en", f"{LONG}\nPE: abdomen soft, no masses", []),
        ("en", f"{LONG}\nPE: 2019, on apixaban", ["I26.9"]),
        ("en", f"{LONG}\nPE: bilateral, segmental", ["I26.9"]),
        ("en", "CT: PE on the right", ["I26.9"]),
        ("fr", "Question : troisième rechute, quel traitement ?\nCarcinome séreux de l'ovaire.", ["C56"]),
        ("fr", "Question : récidive ?\nCarcinome séreux de l'ovaire.", ["C56", "C56"]),
        ("fr", "Question : récidive hépatique, quelle chimiothérapie ?\nCancer du côlon.", ["C78.7", "C18.9"]),
    ],
)
def test_short_words_and_questions(coder: Coder, lang: str, text: str, codes: list[str]) -> None:
    assert found(coder, text, "diagnosis", lang) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Le dossier est transmis à la RCP sarcomes.", []),
        (f"{LONG}\nRéunion mélanome du 12/03.", []),
        ("RCP : sarcome de la cuisse", ["8800/3"]),
        (f"{LONG}\nRCP sarcome de la cuisse droite", ["8800/3"]),
    ],
)
def test_meetings_named_after_a_tumour(coder: Coder, text: str, codes: list[str]) -> None:
    assert found(coder, text, "morphology", "fr") == codes
