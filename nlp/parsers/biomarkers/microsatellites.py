"""MSI and mismatch repair: the words are the value."""

from __future__ import annotations

import re

_VALUES = (
    ("dMMR", re.compile(r"dmmr|mmrd|mmr ?-? ?d\b|deficien|deficit")),
    ("pMMR", re.compile(r"pmmr|mmrp|proficien|competen|conserve|intact")),
    ("MSS", re.compile(r"\bmss\b|microsatellites? stable|stabilite|microsatellite stability|msi ?-? ?(?:neg|low|l\b)"
        r"|non instable|pas d'instabilite|no microsatellite instability|absence d'instabilite")),
    ("MSI-H", re.compile(r"msi|instab|rer\+")),
)  # fmt: skip


def microsatellite_value(words: str, after: str) -> str | None:
    """The value of an MSI or MMR expression from its words and the few that follow.

    >>> microsatellite_value("phénotype dmmr", ""), microsatellite_value("statut msi", " : stable")
    ('dMMR', 'MSS')
    """
    if re.match(r"[ :\-(]{0,3}(?:stable|negati|absen|non|l\b|low)", after) and re.search(r"msi|instab|microsat", words):
        return "MSS"
    if re.match(r"[ :\-(]{0,3}(?:proficient|conserve|intact|stable|retained|normal)", after):
        return "pMMR"
    if re.match(r"[ :\-(]{0,3}(?:deficien|defaill|lost|perdu)", after):
        return "dMMR"
    if re.search(r"(?:pas d'|absence d'|no )(?:instab|microsat)", words):
        return "MSS"
    for value, pattern in _VALUES:
        if pattern.search(words):
            bare = value == "MSI-H" and re.fullmatch(r"(?:statut |status )?(?:msi|microsatellites?)", words)
            if bare and not re.match(r"[ :\-(]{0,3}(?:h\b|high|haut|eleve|instab|positi)", after):
                return None
            return value
    return None
