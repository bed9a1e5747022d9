"""French words of a treatment that name none where they stand: a resistance, a site, a drug's form, a metastasis."""

from __future__ import annotations

import re

from nlp.lexicon.trie import Match
from nlp.text.reading import Reading

#: By the beginning of the folded word, what stands before it when it names no treatment.
_BEFORE = {
    "castration": re.compile(r"\b(?:resist\w+|sensib\w+|naif|naive|refractaire)s? a la $"),
    "lar": re.compile(r"\b(?:octreotide|sandostatine?|lanreotide|pasireotide|signifor) $"),
    "stereotaxie": re.compile(r"(?:biopsies?|prelevements?|ponction)[^.;\n]{0,20}\bsous $"),
    "irradiation": re.compile(r"\bchamps? d'$"),
    "splenectomise": re.compile(r"\bvaccins? d[eu] (?:la |l')?$"),
    "splenectomisee": re.compile(r"\bvaccins? de (?:la |l')?$"),
    "surveillance": re.compile(
        r"\b(?:scanners?|tdm|irm|tep|echographies?|imagerie|bilan|consultations?|coloscopies?|endoscopies?|fibroscopies?"
        r"|mammographies?|radiographies?|visite|examen|psa) (?:annuel\w* |semestriel\w* )?de $"
    ),
    "rayons": re.compile(r"\b(?:compte|detruite?s? par) (?:des|les) $"),
}
#: The place where an organ was, or what an operation brought with it.
_PLACE = re.compile(r"(?:\bloges? (?:de |d')|\bcicatrices? (?:de |d')(?:la |l')?|\bvaccins? post-?|\blithiase \w+ d')$")
_CUT_BY = re.compile(r" (?:de|a|d'un|de moitie) ?(?:\d|tiers|quart|moitie)|(?: de)? moitie")
#: How an old operation looks on an image: `pontage perméable`.
_LASTS = re.compile(
    r"(?: (?:aorto-?\w+|coronarien|coronaire|femor\w+(?:-\w+)?|mammaire\w*|iliaque|sapheno?\w*|veineux)s?){0,2}"
    r" (?:est |sont |reste |restent |bien |toujours |parfaitement )*(?:permeables?|thromboses?|occlus)\b"
)
_GRAFTED = re.compile(r" (?:pleurales?|peritoneales?|tumorales?|carcinomateuses?)\b")


def means_otherwise_in_french(reading: Reading, match: Match) -> bool:
    """Whether a treatment's French words mean something else by what stands beside them.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.lexicon import Entry
    >>> reading = read_text("Cancer résistant à la castration. Castration chirurgicale.")
    >>> word = Entry("treatment", "castration", value="hormone_therapy")
    >>> [means_otherwise_in_french(reading, Match(t, t + 1, word)) for t in (4, 6)]
    [True, False]
    """
    start, end = reading.starts[match.first], reading.ends[match.last - 1]
    before, word = reading.folded[max(0, start - 40) : start], reading.words[match.first]
    if word.startswith("greffe") and _GRAFTED.match(reading.folded, end):
        return True
    if word.startswith("pontage") and _LASTS.match(reading.folded, end):
        return True
    if word.startswith("amput") and _CUT_BY.match(reading.folded, end):
        return True  # A dose, not a limb.
    pattern = _BEFORE.get(word)
    return bool(_PLACE.search(before) or (pattern and pattern.search(before)))
