"""The diagnosis parser."""

from __future__ import annotations

from nlp.candidates import Candidate
from nlp.parsers.diagnoses.adding import add
from nlp.parsers.diagnoses.coordinated import add_coordinated
from nlp.parsers.diagnoses.grades import add_parts
from nlp.parsers.diagnoses.involvement import add_involvement, add_reached_node
from nlp.parsers.diagnoses.metastases import add_metastasis, add_metastatic
from nlp.parsers.diagnoses.names import inside, names_another_disease, one_per_span, whole_is_meant
from nlp.parsers.diagnoses.other_meanings import states_nothing
from nlp.parsers.diagnoses.other_sites import sites_meant
from nlp.parsers.diagnoses.patterns import HEAD_TRIE
from nlp.parsers.diagnoses.sites import SiteIndex
from nlp.parsers.diagnoses.spread import add_spread
from nlp.parsers.diagnoses.tumours import add_in_situ, add_lesion, add_morphology, add_recurrence, add_tumour
from nlp.text.headings import in_title
from nlp.text.reading import Reading


def parse_diagnoses(reading: Reading) -> None:
    """Add the diagnosis and morphology candidates of a reading.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.lexicon import Entry, Trie
    >>> codes = (("osseuse", "C79.5"), ("hépatique", "C78.7"))
    >>> sites = [Entry("site", term, data={"secondary": code}) for term, code in codes]
    >>> reading = read_text("Métastases osseuses et hépatiques")
    >>> reading.matches = Trie(sites).find(reading); parse_diagnoses(reading)
    >>> [(c.code, reading.slice(c.first, c.last)) for c in reading.candidates]
    [('C79.5', 'Métastases osseuses'), ('C78.7', 'hépatiques')]
    """
    if "site" in reading.matches:
        reading.matches["site"] = sites_meant(reading)
    sites = SiteIndex.of(reading.matches.get("site", []))
    morphologies = one_per_span(reading, reading.matches.get("morphology", []))
    heads = [
        h
        for h in HEAD_TRIE.find(reading).get("head", ())
        if not inside(h, morphologies) and not in_title(reading, h.first) and not states_nothing(reading, h)
    ]
    whole = [match for match in reading.matches.get("diagnosis", ()) if whole_is_meant(reading, match)]
    for match in morphologies:
        if not names_another_disease(match, whole):
            add_morphology(reading, sites, match)
    for head in heads:
        _HEAD_RULES[head.entry.value](reading, sites, head, heads)
    for match in whole:
        add(reading, match.first, match.last, match.entry.code, "lexicon:diagnosis", 0.75 if match.entry.ctx else 0.93)
    _keep_longest(reading)
    add_parts(reading, reading.candidates)
    add_coordinated(reading)
    add_spread(reading, sites)


_HEAD_RULES = {
    "lesion": add_lesion,
    "tumour": add_tumour,
    "metastasis": add_metastasis,
    "metastatic": add_metastatic,
    "involvement": add_involvement,
    "recurrence": add_recurrence,
    "in_situ": add_in_situ,
    "of_nodes": add_reached_node,
}


def _keep_longest(reading: Reading) -> None:
    """Of overlapping diagnoses the longest, of equal ones the surest; morphologies are left alone."""
    others = [c for c in reading.candidates if c.kind != "diagnosis"]
    diagnoses = sorted(
        (c for c in reading.candidates if c.kind == "diagnosis"), key=lambda c: (c.first - c.last, -c.prior)
    )
    kept: list[Candidate] = []
    taken: set[int] = set()
    for candidate in diagnoses:
        tokens = range(candidate.first, candidate.last)
        if taken.isdisjoint(tokens):
            kept.append(candidate)
            taken.update(tokens)
    reading.candidates = others + sorted(kept, key=lambda c: c.first)
