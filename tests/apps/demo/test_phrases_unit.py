"""The two phrase files say the same things, and every phrase of them can be filled."""

import re

import pytest

from apps.demo.reports.phrasebook import fixed_terms, phrases

BANKS = ("history", "imaging", "pathology", "board", "consultation")
SLOT = re.compile(r"\{(\w+)")


@pytest.mark.parametrize("bank", [*BANKS, "terms", "sites", "histologies", "generic", "drugs", "therapies", "headings"])
def test_both_languages_have_the_same_entries(bank):
    assert set(phrases("fr")[bank]) == set(phrases("en")[bank])


def test_a_term_means_the_same_in_both_languages():
    french, english = fixed_terms("fr"), fixed_terms("en")
    assert {n: (t.kind, t.code, t.value) for n, t in french.items()} == {
        n: (t.kind, t.code, t.value) for n, t in english.items()
    }


@pytest.mark.parametrize("bank", BANKS)
def test_both_languages_use_the_same_slots(bank):
    ignored = {"e", "doctor"}
    for key in phrases("fr")[bank]:
        used = {
            lang: {slot for phrase in phrases(lang)[bank][key] for slot in SLOT.findall(phrase)} - ignored
            for lang in ("fr", "en")
        }
        terms = set(fixed_terms("fr"))
        assert used["fr"] - terms == used["en"] - terms, key


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_thing_is_said_in_several_ways(lang):
    counts = [len(variants) for bank in BANKS for variants in phrases(lang)[bank].values()]
    assert min(counts) >= 2
    assert sum(counts) > 150
