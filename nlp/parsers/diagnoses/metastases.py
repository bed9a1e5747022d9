"""Metastases: `métastases hépatiques`, `metastatic to bone`, `atteinte ganglionnaire`, nodes said to be reached."""

from __future__ import annotations

import re

from nlp.lexicon.trie import Match
from nlp.parsers.diagnoses.adding import add, attach
from nlp.parsers.diagnoses.dated import dated_after
from nlp.parsers.diagnoses.nodes import back_to_site, node_before
from nlp.parsers.diagnoses.patterns import NEEDS_SITE
from nlp.parsers.diagnoses.sites import Attached, SiteIndex, attach_right, listed_after, site_code
from nlp.text.reading import Reading

_DISTANT = frozenset(["distance", "distant", "distante"])


def add_metastasis(reading: Reading, sites: SiteIndex, head: Match, _heads: list[Match]) -> None:
    """`métastases osseuses et hépatiques`, `distant metastases`: one for each site that is named."""
    if reading.words[head.first] == "met" and reading.sentence(head.first).lang == "fr":
        return  # `ne met pas en évidence`
    if reading.words[head.first] == "m" and not _is_metastatic_letter(reading, sites, head):
        return
    attached = attach(reading, sites, head, "secondary", many=True)
    if attached is not None and _is_origin(reading, attached):
        _add_of_origin(reading, head, attached)
    elif attached is not None:
        _add_secondaries(reading, sites, head, attached)
    elif reading.words[head.last : head.last + 1] == ["of"] and reading.words[head.last + 2 : head.last + 3] == [
        "origin"
    ]:
        add(reading, head.first, head.last + 3, "", "resolver:site", 0.7, role="metastasis", origin="origin")
    elif any(word in _DISTANT for word in reading.words[head.last : head.last + 2]):
        add(
            reading, head.first, min(head.last + 2, len(reading)), "C79.9", "parser:metastasis", 0.85, role="metastasis"
        )
    elif (
        reading.words[head.first] not in NEEDS_SITE
        or head.last - head.first > 1
        or reading.words[head.first] in ("meta", "metas", "mts")
    ):
        anywhere = "C79.9" if reading.words[head.first] == "m" else ""
        add(reading, head.first, head.last, anywhere, "resolver:site", 0.65, role="metastasis")


def _is_metastatic_letter(reading: Reading, sites: SiteIndex, head: Match) -> bool:
    """`M hépatiques`, `M+ osseuses`, `pas de M+`: a capital right before the adjective of a site, or with its plus."""
    if reading.text[reading.starts[head.first]] != "M":
        return False
    if head.last - head.first > 1 or reading.text[reading.ends[head.last - 1] :][:1] == "+":
        return True
    site = sites.at.get(head.last)
    return site is not None and "adj" in site.entry.data


#: What stands behind the organ of origin in English: `of colonic origin`.
_ORIGIN = frozenset(["origin", "primary", "origins"])


def _add_of_origin(reading: Reading, head: Match, attached: Attached) -> None:
    """`métastase d'origine colique` says where it comes from: where it is, the resolver finds."""
    last = attached.sites[0].last
    if last < len(reading) and reading.words[last] in _ORIGIN:
        last += 1
    add(reading, head.first, max(head.last, last), "", "resolver:site", 0.7, role="metastasis", origin="origin")


def _is_origin(reading: Reading, attached: Attached) -> bool:
    """`metastasis of mammary origin` names where it comes from, not where it is."""
    last = attached.sites[-1].last
    after = reading.words[last] if last < len(reading) else ""
    return after in ("origin", "primary") or "origine" in reading.words[attached.first : attached.sites[0].first]


def _add_secondaries(reading: Reading, sites: SiteIndex, head: Match, attached: Attached) -> None:
    nearest = attached.sites[0] if attached.first == head.first else attached.sites[-1]
    for site in attached.sites:
        first, last = (attached.first, attached.last) if site is nearest else (site.first, site.last)
        if site is nearest and attached.first != head.first:
            first = site.first
        add(reading, first, last, site_code(site, "secondary"), "parser:metastasis", 0.9, role="metastasis")
    for site in dated_after(reading, sites, max(head.last, attached.sites[-1].last)):
        add(reading, site.first, site.last, site_code(site, "secondary"), "parser:metastasis", 0.8, role="metastasis")


def add_metastatic(reading: Reading, sites: SiteIndex, head: Match, heads: list[Match]) -> None:
    """`métastatique pulmonaire et surrénalien`, `ganglion inguinal métastatique`, `metastatic to bone`."""
    attached = attach_right(reading, sites, _with_time(reading, head), "secondary", many=True)
    if attached is not None and _is_origin(reading, attached):
        return
    if attached is not None and not _names_primary(reading, attached, heads):
        _add_secondaries(reading, sites, head, attached)
        return
    token = back_to_site(reading, sites, head)
    site = sites.until.get(token)
    if site is None or not site_code(site, "secondary"):
        if _is_predicate(reading, head):
            add(reading, head.first, head.last, "", "resolver:site", 0.65, role="metastasis")
        return
    if listed := _denied_before(reading, sites, site):
        for other in listed:
            add(reading, other.first, other.last, site_code(other, "secondary"), "parser:metastasis", 0.8,
                 role="metastasis")  # fmt: skip
        return
    if reached := node_before(reading, sites, site):
        add(reading, reached.first, head.last, reached.code, "parser:metastasis", 0.85, role="metastasis")
        return
    lesion = reading.words[site.first - 1] if site.first else ""
    if lesion.startswith(_LESIONS):
        code = site_code(site, "secondary")
        add(reading, site.first - 1, head.last, code, "parser:metastasis", 0.85, role="metastasis")
        for other in listed_after(reading, sites, head.last, "secondary"):
            add(reading, other.first, other.last, site_code(other, "secondary"), "parser:metastasis", 0.8,
                 role="metastasis")  # fmt: skip


_AT_ONCE = re.compile(r" (?:d'emblee|de novo)\b")


def _with_time(reading: Reading, head: Match) -> Match:
    """`métastatique d'emblée au foie`: the head with the words that say since when."""
    told = _AT_ONCE.match(reading.folded, reading.ends[head.last - 1])
    return head._replace(last=reading.tokens_of(reading.starts[head.first], told.end())[1]) if told else head


_LESIONS = ("lesion", "nodule", "localisation", "atteinte", "foyer")


def _denied_before(reading: Reading, sites: SiteIndex, site: Match) -> list[Match]:
    """`ni foie ni os secondaires`: the bare sites before the adjective, each under its own `ni`."""
    found: list[Match] = []
    while site is not None and site.first and reading.words[site.first - 1] == "ni":
        found.insert(0, site)
        earlier = sites.until.get(site.first - 1)
        if earlier is None:
            break
        site = earlier
    return found


#: `an obturator node, possibly metastatic`, `degenerative rather than metastatic`: said of a site named before.
_PREDICATE_BEFORE = re.compile(
    r"(?:,|\b(?:possibly|probably|likely|looks?|looking|than|or|be|is|are|presumably|clearly|deemed|considered|now)) $"
)


_PREDICATE_AFTER = re.compile(r"[.;)?]|,| thought| until| unlikely|$|\n")


def _is_predicate(reading: Reading, head: Match) -> bool:
    start, end = reading.starts[head.first], reading.ends[head.last - 1]
    return (
        reading.words[head.last - 1] == "metastatic"
        and bool(_PREDICATE_BEFORE.search(reading.folded[max(0, start - 12) : start]))
        and bool(_PREDICATE_AFTER.match(reading.folded, end))
    )


def _names_primary(reading: Reading, attached: Attached, heads: list[Match]) -> bool:
    """`metastatic breast cancer` names the primary, not a metastasis in the breast."""
    following = {head.first for head in heads} | {m.first for m in reading.matches.get("morphology", ())}
    last = attached.sites[-1].last
    return any(token in following for token in (last, last + 1, last + 2))
