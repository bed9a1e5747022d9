"""A switch that is proposed is no switch made, and an allergen that was given is over."""

from __future__ import annotations

import pytest

from nlp.coder import Coder, Report


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder.load(profile="fast")


def _assertions(coder: Coder, kind: str, text: str) -> dict[str, str]:
    found = coder.code(Report("r", text, None, "2024-05-15", "consultation"))
    return {text[f.start : f.end]: f.assertion for f in found if f.kind == kind}


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("Si toxicité, paclitaxel remplacé par docétaxel.", "paclitaxel", "docétaxel"),
        ("If toxicity, paclitaxel replaced by docetaxel.", "paclitaxel", "docetaxel"),
        ("Paclitaxel was switched to docetaxel if toxicity occurs.", "Paclitaxel", "docetaxel"),
        ("Plan: carboplatin switched to cisplatin.", "carboplatin", "cisplatin"),
        ("Proposition : tamoxifène remplacé par létrozole dès la ménopause.", "tamoxifène", "létrozole"),
        ("En cas d'allergie, paclitaxel remplacé par docétaxel", "paclitaxel", "docétaxel"),
        ("Paclitaxel remplacé la semaine prochaine par docétaxel", "Paclitaxel", "docétaxel"),
        ("We discussed being switched from tamoxifen to letrozole next month", "tamoxifen", "letrozole"),
    ],
)
def test_a_switch_that_is_proposed_or_conditional_is_to_come(coder: Coder, text: str, old: str, new: str) -> None:
    assert _assertions(coder, "drug", text) == {old: "present", new: "planned"}


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("Switched from tamoxifen to letrozole.", "tamoxifen", "letrozole"),
        ("Plan: carboplatin was switched to cisplatin on 3 January 2024.", "carboplatin", "cisplatin"),
        ("Sigmoïdite : oxaliplatine remplacée par irinotécan, prochain scanner en juin.", "oxaliplatine", "irinotécan"),
    ],
)
def test_a_switch_that_was_made_is_told_as_made(coder: Coder, text: str, old: str, new: str) -> None:
    assert _assertions(coder, "drug", text) == {old: "historical", new: "present"}


@pytest.mark.parametrize(
    ("text", "drug", "assertion"),
    [
        ("Allergie au carboplatine au 6e cycle, remplacé par cisplatine.", "carboplatine", "historical"),
        ("Réaction allergique au carboplatine lors du 3e cycle.", "carboplatine", "historical"),
        ("Allergic to paclitaxel, stopped.", "paclitaxel", "historical"),
        ("Allergies : pénicilline, carboplatine", "carboplatine", "absent"),
        ("Allergies: penicillin, stopped smoking.", "penicillin", "absent"),
        ("Allergies: NKDA cisplatin day 1", "cisplatin", "present"),
        ("Allergies : aucune, cisplatine J1", "cisplatine", "present"),
    ],
)
def test_an_allergen_was_given_or_never_is(coder: Coder, text: str, drug: str, assertion: str) -> None:
    assert _assertions(coder, "drug", text)[drug] == assertion
