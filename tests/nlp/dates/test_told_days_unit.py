"""Days told by what stands around them. Expected values are read off the calendar."""

import pytest

from nlp.dates import find_dates

REPORT = "2024-09-11"  # a Wednesday


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Écho-Doppler du 7 devant un mollet tendu. Scanner du lendemain", ["2024-09-07", "2024-09-08"]),
        ("phlébite du 3 mai, le surlendemain une embolie", ["2024-05-03", "2024-05-05"]),
        ("radiographie du 1er comparée", ["2024-09-01"]),
        ("depuis mars ; biopsie le 28 du même mois", ["2024-03", "2024-03-28"]),
        ("BOM le 22 de ce mois", ["2024-09-22"]),
        ("bortézomib, marqué du 18 F ; clou du 8 mm", []),
        ("CAT : biopsie mardi 17.", ["2024-09-17"]),
        ("ETT lundi 9 normale", ["2024-09-09"]),
        ("Il vient d'achever, dimanche, son antibiotique", ["2024-09-08"]),
        ("biopsies du 29 mars, PSA cinq jours plus tôt", ["2024-03-29", "2024-03-24"]),
        ("CT on 7 March, stent that evening", ["2024-03-07", "2024-03-07"]),
        ("en 2011, rayons en février de l'année suivante", ["2011", "2012-02"]),
        ("salvage in June 2019, autograft the August after.", ["2019-06", "2019-08"]),
        ("hysterectomy '09.", ["2009"]),
        ("seen 14/5/23; palbociclib stopped Aug 22.", ["2023-05-14", "2022-08"]),
        ("seen May 14, 2023; stopped Aug 22.", ["2023-05-14", "2023-08-22"]),
        ("TEP du vingt et un août, on the third of March", ["2024-08-21", "2024-03-03"]),
        ("COVID-19 March", ["2024-03"]),
        ("allogreffe calée pour décembre", ["2024-12"]),
        ("ultrasound May.", ["2024-05"]),
    ],
)
def test_values(text: str, values: list[str]) -> None:
    assert [found.value for found in find_dates(text, REPORT)] == values
