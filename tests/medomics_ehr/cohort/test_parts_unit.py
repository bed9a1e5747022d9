"""Phrases that state several things: each becomes a condition, and none is dropped."""

from __future__ import annotations

import pytest

from medomics_ehr.cohort.definition import Not
from medomics_ehr.cohort.readers.text import read_text
from medomics_ehr.cohort.terms import Terms
from medomics_ehr.errors import InputRefused

RECEPTORS = ("estrogen receptor negative", "progesterone receptor negative", "HER2 negative")


@pytest.mark.parametrize(
    ("phrase", "parts"),
    [
        ("cancer du poumon de stade IV", ("cancer du poumon", "stade IV")),
        ("stage IV lung cancer", ("lung cancer", "stage IV")),
        ("lung cancer stage III-IV", ("lung cancer", "stage III-IV")),
        ("cancer du sein métastatique", ("cancer du sein", "métastatique")),
        ("metastatic breast cancer", ("breast cancer", "metastatic")),
        ("HER2 positive breast cancer", ("breast cancer", "HER2 positive")),
        ("HER2-positive breast cancer", ("breast cancer", "HER2-positive")),
        ("cancer du sein HER2 positif", ("cancer du sein", "HER2 positif")),
        ("EGFR-mutated NSCLC", ("NSCLC", "EGFR-mutated")),
        ("triple negative breast cancer", ("breast cancer", *RECEPTORS)),
        ("cancer du sein triple négatif", ("cancer du sein", *RECEPTORS)),
        ("TNBC", ("breast cancer", *RECEPTORS)),
        ("RH négatif", RECEPTORS[:2]),
        ("cancer du sein RH+/HER2-", ("cancer du sein", "RH+", "HER2-")),
        ("cT2N0M0", ("cT2", "N0", "M0")),
        ("lung cancer", ("lung cancer",)),
        ("head and neck cancer", ("head and neck cancer",)),
        ("small cell lung cancer", ("small cell lung cancer",)),
        ("liver metastasis", ("liver metastasis",)),
    ],
)
def test_a_phrase_is_split_into_what_it_states(phrase: str, parts: tuple[str, ...]) -> None:
    assert Terms().parts(phrase) == parts


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("castration-resistant prostate cancer", "`prostate cancer` is known: join what else is asked"),
        ("cancer du sein localement avancé", "`cancer du sein` is known: join what else is asked to it with `et`"),
        ("first stage IV lung cancer", "is several facts"),
        ("suspected stage IV lung cancer", "is several facts"),
        ("Ki67 élevé", "ask with a bound, such as `Ki67 >= 20 %`"),
        ("COVID-19 positif", "`COVID-19` is known"),
    ],
)
def test_what_cannot_be_split_is_refused_with_how_to_write_it(query: str, hint: str) -> None:
    with pytest.raises(InputRefused, match=hint):
        read_text(query, Terms())


def test_metastatic_is_spread_to_distant_sites_and_not_to_nodes() -> None:
    assert not any(code.code.startswith("ICD10//C77") for code in Terms().meaning("métastatique").codes.codes)


@pytest.mark.parametrize(
    "query",
    [
        "cancer du poumon jamais traité par chimiothérapie",
        "cancer du poumon n'ayant pas reçu de chimiothérapie",
        "cancer du poumon et n'ayant jamais eu de chimiothérapie",
        "cancer du poumon non traité par chimiothérapie",
        "patients atteints d'un cancer du poumon qui n'ont pas reçu de chimiothérapie",
        "lung cancer never treated with chimiothérapie",
        "lung cancer who did not receive chimiothérapie",
    ],
)
def test_treatments_that_were_not_given(query: str) -> None:
    disease, denied = (rule.condition for rule in read_text(query, Terms()).rules)
    assert not isinstance(disease, Not)
    assert isinstance(denied, Not)
    assert "chimiothérapie" in str(denied)
