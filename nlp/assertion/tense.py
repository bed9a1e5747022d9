"""Tense: a future or conditional verb, or an order, makes the treatments and exams of its clause planned."""

from __future__ import annotations

import re
from functools import lru_cache

from nlp.candidates import Candidate
from nlp.text.reading import Reading

#: French futures and conditionals by their ending, English ones by their auxiliary.
_FUTURE = re.compile(
    r"\b(?:[a-z]{2,}(?:era|eront|erons|erai|erez|iront|irons|irai|dra|dront|drons|drai|vra|vront"
    r"|vrons|vrai|rrai|rra|rrons|rront|rrez)|sera|seront|serons|aura|auront|aurons"
    r"|[a-z]{2,}(?:erait|eraient|irait|iraient|drait|draient|vrait|vraient)|will(?! (?:recall|remember|know|note|see))"
    r"|shall|going to|is for|are for|dira|diront)\b"
)
_NOT_FUTURE = re.compile(
    r"^(?:camera|opera|cholera|considera|etcetera|vera|libera|sera que|would have had|tibra"
    r"|palindra"
    r"|hydra)$"
)
#: An infinitive or an imperative that opens a sentence or a bullet: `- Débuter X`, `Arrange CT`.
_ORDER = re.compile(
    r"^[\s*\-|>#•]*(?:\(?\d{1,2}[).]\s*)?(?:debuter|prevoir|programmer|organiser|realiser|proposer"
    r"|discuter|demander|completer|envisager|ajouter|"
    r"introduire|adresser|revoir|controler|planifier|reprendre|initier|instaurer|associer|surveiller"
    r"|prescrire|remplacer|changer|faire|refaire|prendre|mettre|start|begin|arrange|book|refer|repeat"
    r"|consider|discuss|add|request|obtain|order|"
    r"schedule|proceed|commence|continue with|restart|resume|offer|plan|organi[sz]e|give|switch|change)\s"
)
#: Any infinitive before an article or a preposition: `Privilégier une`, `Compléter par`.
_INFINITIVE = re.compile(
    r"^[\s*\-|>#•]*(?:\(?\d{1,2}[).]\s*)?[a-z]{4,}(?:er|ir)\s(?:le|la|les|l'|un|une|des|du|de"
    r"|d'|par"
    r"|pour|avec|en|des|au|a)\b"
)
#: Auxiliaries of doubt and advice: they plan a treatment, where an exam may be spoken of as done. May is a month too.
_MODAL = re.compile(r"\b(?:would|should|could|might|(?<!in )(?<!since )(?<!until )(?<!of )(?<!\d )may(?! '?\d))\b")
#: A future verb after these words speaks of something else than what stands before them.
_PARTED = re.compile(r"\b(?:et|puis|and|then)\b|,")
_KEPT = re.compile(r"^[\s*\-|>#•]*(?:\(?\d{1,2}[).]\s*)?(?:poursuiv|continu|arret|stop|maint)")


def is_ahead(reading: Reading, candidate: Candidate) -> bool:
    """True where the clause of a treatment or an exam looks ahead.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("Le patient bénéficiera d'un scanner.")
    >>> is_ahead(reading, Candidate(6, 7, "exam", value="ct"))
    True
    """
    sentence = reading.sentence(candidate.first)
    start, end = reading.starts[sentence.first], reading.ends[sentence.last - 1]
    position = reading.starts[candidate.first]
    folded = reading.folded
    before = folded[start:position]
    if (_ORDER.match(before) or _INFINITIVE.match(before)) and not _KEPT.match(folded[start:position]):
        return True
    left = max(folded.rfind(";", start, position), start)
    right = folded.find(";", position, end)
    clause = folded[left : right if right > 0 else end]
    has_modal, futures = _verbs(clause)
    if candidate.kind != "exam" and has_modal:
        return True
    place = position - left
    return any(not _PARTED.search(clause[place:future]) for future in futures)


@lru_cache(maxsize=64)
def _verbs(clause: str) -> tuple[bool, tuple[int, ...]]:
    """Whether a clause has an auxiliary of advice, and where its future verbs begin; all its findings ask for them."""
    futures = (match for match in _FUTURE.finditer(clause) if not _NOT_FUTURE.match(match.group()))
    return bool(_MODAL.search(clause)), tuple(match.start() for match in futures)
