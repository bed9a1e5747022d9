"""Markers with a value in words: what counts as positive or negative is each marker's own.

HER2: Wolff et al., J Clin Oncol 2018;36:2105 (0 and 1+ negative, 2+ equivocal, 3+ or amplified positive). Hormone
receptors: positive from 1 % on by Allison et al., J Clin Oncol 2020;38:1346, from 10 % on by the French GEFPICS. MSI-H
and dMMR are one phenotype: Luchini et al., Ann Oncol 2019;30:1232.
"""

from __future__ import annotations

import pytest

from medomics_ehr.cohort.definition import NumberRange
from medomics_ehr.cohort.terms import Terms


@pytest.mark.parametrize(
    ("phrase", "code", "counted", "not_counted"),
    [
        ("HER2 négatif", "ERBB2", {"negative", "0", "1+"}, {"2+", "3+"}),
        ("HER2-", "ERBB2", {"negative", "0", "1+"}, {"2+", "3+"}),
        ("HER2-positive", "ERBB2", {"positive", "3+"}, {"0", "1+", "2+"}),
        ("HER2+", "ERBB2", {"positive", "3+"}, {"0", "1+", "2+"}),
        ("HER2 2+", "ERBB2", {"2+"}, {"0", "1+", "3+", "positive"}),
        ("MSI high", "MSI", {"MSI-H", "dMMR"}, {"MSS", "pMMR"}),
        ("MSI-H", "MSI", {"MSI-H", "dMMR"}, {"MSS", "pMMR"}),
        ("dMMR", "MSI", {"MSI-H", "dMMR"}, {"MSS", "pMMR"}),
        ("MSS", "MSI", {"MSS", "pMMR"}, {"MSI-H", "dMMR"}),
        ("ALK positif", "ALK", {"positive", "rearranged"}, {"negative"}),
        ("réarrangement de ALK", "ALK", {"rearranged"}, {"negative"}),
        ("RE positifs", "ESR1", {"positive"}, {"negative"}),
        ("RP négatif", "PGR", {"negative"}, {"positive"}),
        ("EGFR muté", "EGFR", {"mutated"}, {"wild-type", "negative"}),
        ("mutation EGFR", "EGFR", {"mutated"}, {"wild-type", "negative"}),
        ("mutation de l'EGFR", "EGFR", {"mutated"}, {"wild-type", "negative"}),
        ("KRAS non muté", "KRAS", {"wild-type"}, {"mutated"}),
        ("KRAS G12C", "KRAS", {"p.G12C"}, {"mutated", "p.G12D"}),
        ("BRAF V600E", "BRAF", {"p.V600E"}, {"mutated", "wild-type"}),
        ("L858R", "EGFR", {"p.L858R"}, {"mutated", "wild-type"}),
    ],
)
def test_a_value_in_words(phrase: str, code: str, counted: set[str], not_counted: set[str]) -> None:
    meaning = Terms(lang="fr").meaning(phrase)
    assert f"BIOMARKER//{code}" in {one.code for one in meaning.codes.codes}
    assert meaning.text is not None
    assert counted <= set(meaning.text.values)
    assert not not_counted & set(meaning.text.values)


@pytest.mark.parametrize(
    ("phrase", "share"),
    [
        ("RE positifs", NumberRange(low=10.0, unit="%")),
        ("ER negative", NumberRange(high=1.0, high_open=True, unit="%")),
        ("PD-L1 positif", NumberRange(low=1.0, unit="%")),
        ("HER2 positif", None),
    ],
)
def test_a_share_of_cells_says_the_same_where_guidelines_agree(phrase: str, share: NumberRange | None) -> None:
    assert Terms().meaning(phrase).number == share


@pytest.mark.parametrize("phrase", ["ALK", "MSI", "HER2"])
def test_a_marker_alone_asks_for_no_value(phrase: str) -> None:
    assert Terms().meaning(phrase).text is None
