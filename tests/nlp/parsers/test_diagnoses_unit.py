"""Diseases as departments write them; codes of WHO ICD-10."""

import pytest

from nlp.coder import Coder, Report


def found(coder: Coder, text: str, kind: str, lang: str = "fr") -> list[tuple[str | None, str | None]]:
    findings = coder.code(Report("r", text, lang, "2024-05-15"))
    return [(f.code, f.value) for f in findings if f.kind == kind]


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


def test_a_disease_of_the_drug_named_behind_it(coder: Coder) -> None:
    text = "Melanoma. Hypothyroidism from the nivolumab. Sunitinib; hypothyroidism from it."
    assert [c for c, _ in found(coder, text, "diagnosis", "en") if c and c[0] == "E"] == ["E03.2", "E03.2"]


def test_ordinary_words_are_not_mended_to_diseases(coder: Coder) -> None:
    assert found(coder, "CONCLUSION\nM. DESMOND va bien, stérilet en place.", "diagnosis") == []


def test_the_head_of_a_paragraph_is_no_cancer(coder: Coder) -> None:
    text = "Cancer side: carcinoma of the ovary.\nCancer past: none.\nNo other cancer."
    assert [code for code, _ in found(coder, text, "diagnosis", "en")][:1] == ["C56"]
    assert len(found(coder, text, "diagnosis", "en")) == 2


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
    ("lang", "text", "codes"),
    [
        ("en", "Mucinous adenocarcinoma, moderately differentiated, of the cecum", ["C18.0"]),
        ("en", "Adenocarcinoma (grade 2) of the sigmoid", ["C18.7"]),
        ("en", "Invasive ductal carcinoma, grade 2, 22 mm, left breast", ["C50.9"]),
        ("fr", "Carcinome épidermoïde, bien différencié, du col utérin", ["C53.9"]),
        ("fr", "Oligodendrogliome grade 3 OMS 2021 frontal gauche", ["C71.1"]),
        ("fr", "Glioblastome, grade 4 OMS, pariétal gauche", ["C71.3"]),
        ("en", "Small cell lung cancer (SCLC), R hilum", ["C34.0", "C34.0"]),
        ("en", "Pancreatic adenocarcinoma, tail", ["C25.2"]),
        ("fr", "Adénocarcinome du pancréas (queue)", ["C25.2"]),
        ("en", "Adenocarcinoma, grade 2, liver normal", []),
        ("en", "Adenocarcinoma, grade 2, lung metastases", ["C78.0"]),
        ("en", "Squamous cell carcinoma, well differentiated. Lung clear.", []),
        ("en", "Squamous cell carcinoma, moderately differentiated, larynx.", ["C32.9"]),
        ("en", "Adenocarcinoma, grade 2, of the liver.", ["C22.9"]),
        ("en", "Adenocarcinoma, grade 2, liver, lung and bone metastases.", ["C78.7", "C78.0", "C79.5"]),
        ("en", "Adenocarcinoma, moderately differentiated, liver, lung.", []),
        ("en", "Adenocarcinoma, moderately differentiated, ovary, colon.", []),
    ],
)
def test_a_grade_or_an_abbreviation_between_histology_and_site(
    coder: Coder, lang: str, text: str, codes: list[str]
) -> None:
    assert [code for code, _ in found(coder, text, "diagnosis", lang)] == codes


@pytest.mark.parametrize(
    ("lang", "text", "code"),
    [
        ("en", "Pancreatic cancer, head cT3N1.", "C25.0"),
        ("en", "Pancreatic cancer, head, stage III.", "C25.0"),
        ("en", "Pancreatic cancer, tail 3 cm.", "C25.2"),
        ("en", "SCLC, R hilar mass, 5 cm.", "C34.0"),
        ("en", "Pancreatic cancer, head CT normal.", "C25.9"),
        ("en", "Pancreatic cancer, body aches.", "C25.9"),
        ("fr", "Cancer du pancréas, corps étranger.", "C25.9"),
        ("fr", "Cancer du pancréas, tête et cou normaux.", "C25.9"),
        ("en", "SCLC, R hilum clear.", "C34.9"),
    ],
)
def test_a_part_of_the_organ_ends_its_phrase(coder: Coder, lang: str, text: str, code: str) -> None:
    """Else the word belongs to what follows: an exam, an ache, another region."""
    assert found(coder, text, "diagnosis", lang)[0][0] == code


@pytest.mark.parametrize(
    ("lang", "text", "codes"),
    [
        ("en", "Liver lesions on CT; no pulm mets", ["C78.0"]),
        ("fr", "Scanner : métastases hépatiques, pas de méta pulm", ["C78.7", "C78.0"]),
        ("fr", "Sarcome d'Ewing de la fibula, mets pulm", ["C40.2", "C78.0"]),
        ("fr", "Mets hépat connues. Vu mets gg.", ["C78.7", "C77.9"]),
        ("en", "CT chest, abdomen, pelvis: no metastases", ["C79.9"]),
        ("en", "Abdominal CT: no metastases", ["C79.8"]),
    ],
)
def test_the_site_of_metastases_is_their_own(coder: Coder, lang: str, text: str, codes: list[str]) -> None:
    assert [code for code, _ in found(coder, text, "diagnosis", lang)] == codes


@pytest.mark.parametrize(
    ("lang", "text", "codes"),
    [
        ("fr", "Carcinome urothélial infiltrant le muscle de la vessie", ["C67.9"]),
        ("fr", "RTUV, vessie : carcinome urothélial infiltrant le muscle. CIS associé.", ["C67.9", "D09.0"]),
        ("en", "muscle-invasive urothelial carcinoma", []),
        ("fr", "Rhabdomyosarcome du muscle psoas", ["C49.4"]),
        ("en", "Germ cell tumour of the left testis, undescended testis on the right", ["C62.9", "Q53.9"]),
        ("en", "Seminoma arising in an undescended testis", ["C62.0", "Q53.9"]),
        ("fr", "Séminome sur testicule non descendu", ["C62.0", "Q53.9"]),
    ],
)
def test_words_of_a_site_that_tell_a_depth_or_a_malformation(
    coder: Coder, lang: str, text: str, codes: list[str]
) -> None:
    assert [code for code, _ in found(coder, text, "diagnosis", lang)] == codes


@pytest.mark.parametrize(
    ("lang", "text", "codes"),
    [
        ("fr", "Métastases osseuses en janvier 2022, hépatiques depuis juin 2023", ["C79.5", "C78.7"]),
        ("fr", "Métastases hépatiques (mars 2021), osseuses en 2022 et cérébrales.", ["C78.7", "C79.5", "C79.3"]),
        ("en", "Bone metastases in January 2022, liver since June 2023", ["C79.5", "C78.7"]),
        ("en", "Liver metastases in 2022, lung normal", ["C78.7"]),
        ("en", "Liver metastases in May 2022, lung biopsy negative", ["C78.7"]),
        ("fr", "Métastases osseuses en janvier 2022, biopsie hépatique en mars", ["C79.5"]),
    ],
)
def test_sites_of_a_spread_with_their_dates(coder: Coder, lang: str, text: str, codes: list[str]) -> None:
    assert [code for code, _ in found(coder, text, "diagnosis", lang)] == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Uveal melanoma R eye, liver mets", ["C69.3", "C78.7"]),
        ("Uveal melanoma of the right eye, liver and lung mets", ["C69.3", "C78.7", "C78.0"]),
        ("Breast cancer, bone, liver metastases", ["C50.9", "C79.5", "C78.7"]),
        ("Castration-resistant prostate adenocarcinoma, bone metastases.", ["C61", "C79.5"]),
        ("Squamous cell carcinoma, lung metastases", ["C78.0"]),
        ("Lung, liver, bone metastases", ["C78.0", "C78.7", "C79.5"]),
    ],
)
def test_the_site_of_a_tumour_before_a_list_of_metastases(coder: Coder, text: str, codes: list[str]) -> None:
    assert [code for code, _ in found(coder, text, "diagnosis", "en")] == codes


@pytest.mark.parametrize(
    ("lang", "text", "codes"),
    [
        ("fr", "Pas d'épanchement pleural ou péricardique", ["J90", "I31.3"]),
        ("fr", "Pas d'épanchement péricardique ni pleural.", ["I31.3", "J90"]),
        ("en", "No pleural or pericardial effusion", ["J90", "I31.3"]),
        ("en", "Renal and hepatic failure.", ["N19", "K72.9"]),
        ("fr", "Insuffisance rénale et échographie cardiaque.", ["N19"]),
    ],
)
def test_diseases_that_share_their_noun(coder: Coder, lang: str, text: str, codes: list[str]) -> None:
    assert [code for code, _ in found(coder, text, "diagnosis", lang)] == codes


@pytest.mark.parametrize(
    ("lang", "text", "codes"),
    [
        ("en", "Prostate enlarged.", ["N40"]),
        ("fr", "Prostate augmentée de volume. Foie homogène, stéatosique.", ["N40", "K76.0"]),
        ("en", "Merkel carcinoma of the left arm", ["C44.6"]),
        ("en", "Her mother died of metastatic medullary cancer.", ["C73"]),
        ("fr", "Cancer médullaire du sein gauche", ["C50.9"]),
    ],
)
def test_words_of_the_tables(coder: Coder, lang: str, text: str, codes: list[str]) -> None:
    assert [code for code, _ in found(coder, text, "diagnosis", lang)] == codes


@pytest.mark.parametrize(
    ("lang", "text", "codes"),
    [
        ("en", "Metastatic breast cancer (bone, liver).", ["C50.9", "C79.5", "C78.7"]),
        ("en", "Metastatic TNBC (bone, liver): discussed sacituzumab", ["C50.9", "C79.5", "C78.7"]),
        ("en", "Metastatic NSCLC to brain and bone", ["C34.9", "C79.3", "C79.5"]),
        ("en", "Metastatic breast cancer (HER2 positive, liver normal)", ["C50.9"]),
        ("fr", "Mets hépat. et pulm. depuis mars", ["C78.7", "C78.0"]),
        ("fr", "Métastases surrén. et oss. connues", ["C79.7", "C79.5"]),
        ("fr", "Cancer du sein métastatique d'emblée au foie", ["C50.9", "C78.7"]),
        ("fr", "Cancer du sein métastatique d'emblée (foie, os)", ["C50.9", "C78.7", "C79.5"]),
        ("fr", "Multiples mets osseuses, gg rétropéritonéaux", ["C79.5", "C77.2"]),
    ],
)
def test_where_a_metastatic_cancer_went(coder: Coder, lang: str, text: str, codes: list[str]) -> None:
    assert [code for code, _ in found(coder, text, "diagnosis", lang)] == codes
