"""The spellings that must meet, and those that must not."""

import pytest

from medomics_ehr.terminology.matcher import TermIndex, fold, key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cancer du poumon", "CANCERS DES POUMONS"),
        ("métastase osseuse", "metastases osseuses"),
        ("metastasis", "métastases"),
        ("biopsie", "biopsies"),
        ("biopsy", "biopsies"),
        ("cancer de l’œsophage", "cancer de l'oesophage"),
        ("anti-PD-1", "anti PD 1"),
        ("ganglions cervicaux", "ganglion cervical"),
        ("bronchite", "Bronchitis"),
    ],
)
def test_spellings_of_one_term_meet(one, other):
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PD-1", "PD-L1"),
        ("CD20", "CD30"),
        ("T2", "T3"),
        ("N+", "N"),
        ("hypothyroïdie", "hyperthyroïdie"),
        ("stade I", "stade II"),
        ("cisplatine", "carboplatine"),
    ],
)
def test_different_terms_stay_apart(one, other):
    assert key(one) != key(other)


def test_fold_leaves_only_plain_words():
    assert fold("  Récepteurs\taux ŒSTROGÈNES : 90 % ") == "recepteurs aux oestrogenes 90"


def test_articles_count_only_where_there_is_nothing_else():
    index = TermIndex([("LA", "acute leukaemia"), ("cancer", "cancer")])
    assert index.find("la") == ("acute leukaemia",)
    assert index.find("le") == index.find("") == index.near("") == ()


def test_find_keeps_the_order_of_the_pairs_and_drops_repeats():
    assert TermIndex([("RP", "PR"), ("RP", "PGR"), ("rp", "PR")]).find("RP") == ("PR", "PGR")


def test_near_offers_longer_terms_that_hold_the_word():
    index = TermIndex([("cardiopathie ischémique", 1), ("scanner", 2)])
    assert index.near("cardiopathie") == ("cardiopathie ischémique",)
