"""The day of a report by its own heading."""

import pytest

from nlp.dates.heading_day import heading_day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("RCP THORAX du 06/02/2024\nM. Roy, né le 03/02/1951", "2024-02-06"),
        ("Rennes, le 14 novembre 2023\n\nCher confrère,", "2023-11-14"),
        ("DISCHARGE SUMMARY\nAdmitted 03/05/24   Discharged 21/05/24", "2024-05-21"),
        ("ONC CLINIC 12/20/2023\nseen 12/19/2023", "2023-12-20"),
        ("DOB 02/07/1974", ""),
        ("Cancer du sein en mars 2024.", ""),
        ("Texte. " * 60 + "Scanner du 06/02/2024.", ""),
        ("", ""),
    ],
)
def test_heading_day(text: str, day: str) -> None:
    assert heading_day(text) == day
