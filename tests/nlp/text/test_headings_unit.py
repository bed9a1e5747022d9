"""Words of titles are of no patient; a disease in a first line that is the patient's stays one."""

import pytest

from nlp.text.headings import in_title
from nlp.text.reading import Reading


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("Consultation de suivi mélanome, 15 mars 2023", "melanome"),
        ("Médecine interne et cancers rares – Sortie du jeudi 9", "cancers"),
        ("SARCOMES – SÉANCE DU 30.11.2021", "sarcomes"),
        ("Unité de greffe et leucémies, 6e Nord", "leucemies"),
        ("Fin de traitement / oncologie-radiothérapie ORL", "radiotherapie"),
        ("Objet : RCP lymphomes du 10/10/2023", "lymphomes"),
    ],
)
def test_a_word_of_a_title(line: str, word: str) -> None:
    reading = Reading.of(f"{line}\nMme X, 54 ans")
    assert in_title(reading, reading.words.index(word))


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("Suivi cancer du sein gauche", "cancer"),
        ("LLC - M. X, 74 ans - 3 septembre 2024", "llc"),
        ("Mme X, 52 ans, mélanome de la jambe", "melanome"),
        ("RCP du 3 mars : mélanome", "melanome"),
    ],
)
def test_a_patients_disease_in_the_first_line(line: str, word: str) -> None:
    reading = Reading.of(line)
    assert not in_title(reading, reading.words.index(word))
