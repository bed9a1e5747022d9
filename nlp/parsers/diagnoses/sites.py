"""Finding the sites that belong to a head: after it, before it, and in a list."""

from __future__ import annotations

from dataclasses import dataclass, field

from nlp.lexicon.trie import Match
from nlp.parsers.diagnoses.grades import leads, past_grade
from nlp.parsers.diagnoses.patterns import BETWEEN, JOINED_FILLERS, JOINERS, LATERALITY
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

#: What is told of a site that is not reached, right behind it.
_FREE = word_set("libre libres indemne indemnes sain saine normal normale respecte respectee clear free")
#: Most words between a head and its site.
GAP = 9
#: Organs that receive metastases: bare behind a grade they are as often where the tumour went as where it began.
_RECEIVES = ("C22", "C34", "C40", "C41", "C48", "C71", "C74", "C77")


@dataclass(slots=True)
class SiteIndex:
    """The sites of a reading by their first and by their last token."""

    at: dict[int, Match] = field(default_factory=dict)
    until: dict[int, Match] = field(default_factory=dict)

    @classmethod
    def of(cls, matches: list[Match]) -> SiteIndex:
        """Index matches; where entries share words, the first one counts."""
        index = cls()
        for match in matches:
            index.at.setdefault(match.first, match)
            index.until.setdefault(match.last, match)
        return index


@dataclass(frozen=True, slots=True)
class Attached:
    """Sites of one head, in the order of the text; the run of tokens that the first one and the head span."""

    sites: tuple[Match, ...]
    first: int
    last: int


def site_code(match: Match, column: str) -> str:
    """The ICD-10 code of a site for `malignant`, `secondary`, `in_situ` or `benign`; "" where there is none."""
    return match.entry.data.get(column, "")


def attach_right(reading: Reading, index: SiteIndex, head: Match, column: str, many: bool) -> Attached | None:
    """Sites after a head: `cancer du sein gauche`, `métastases osseuses et hépatiques`."""
    token = _skip(reading, head.last, BETWEEN, index)
    site = index.at.get(token)
    spread = column != "secondary" and "to" in reading.words[head.last : token]  # `metastatic lung cancer to bone`
    if site is None or spread or not site_code(site, column) or not _plain_gap(reading, head, site):
        site = (
            _after_comma(reading, index, head) or _after_grade(reading, index, head) if column != "secondary" else None
        )
        if site is None or not site_code(site, column):
            return None
    site, last = _most_specific(reading, index, site, column)
    last = _with_laterality(reading, last)
    sites = [site, *listed_after(reading, index, last, column)] if many else [site]
    return Attached(tuple(sites), head.first, last)


def _skip(reading: Reading, token: int, words: frozenset[str], index: SiteIndex) -> int:
    limit = min(len(reading), token + GAP)
    while token < limit and token not in index.at and reading.words[token] in words:
        token += 1
    return token


def _plain_gap(reading: Reading, head: Match, site: Match) -> bool:
    """A site on a later line must be on the next one, and a capital may not begin a new statement."""
    apart = reading.line_of[site.first] - reading.line_of[head.last - 1]
    labels = apart == 1 and reading.words[site.last : site.last + 1] == [":"]  # `léiomyomes`, then `Annexes : …`
    return apart <= 1 and not labels


def _after_comma(reading: Reading, index: SiteIndex, head: Match) -> Match | None:
    """`Squamous cell carcinoma, right tonsil`: a noun after one comma, as pathologists write."""
    token = head.last
    while token < min(len(reading), head.last + 4) and reading.words[token] in BETWEEN:
        token += 1
    if token >= len(reading) or reading.words[token] not in (",", "("):
        return None
    token = _skip(reading, token + 1, LATERALITY | {"of", "the", "du", "de", "la", "le"}, index)
    site = index.at.get(token)
    if (
        site is None
        or "adj" in site.entry.data
        or site.entry.ctx
        or reading.sentence_of[token] != reading.sentence_of[head.first]
        or reading.words[site.last : site.last + 1] in (["mets"], ["metastases"], ["metastasis"], ["met"])
    ):
        return None
    return site


def _after_grade(reading: Reading, index: SiteIndex, head: Match) -> Match | None:
    """`Adenocarcinoma (grade 2) of the sigmoid`, `Glioblastome, grade 4 OMS, pariétal gauche`."""
    token = past_grade(reading, head) if head.entry.category == "morphology" else head.last
    site = index.at.get(token) if token > head.last else None
    if site is None or not reading.same_line(head.last - 1, token):
        return None
    after = _with_laterality(reading, site.last)
    following = reading.words[after] if after < len(reading) and reading.same_line(token, after) else "."
    if head.entry.data.get("diagnosis", "")[:3] == site_code(site, "malignant")[:3] or leads(reading, token):
        return site if following != ":" and following not in _FREE else None
    alone = following in (".", ",", ";", "(", ")") and "adj" not in site.entry.data
    listed = _begins_list(reading, index, site, after) or site_code(site, "malignant").startswith(_RECEIVES)
    return site if alone and not listed and not site.entry.ctx else None


def _begins_list(reading: Reading, index: SiteIndex, site: Match, token: int) -> bool:
    """`, breast, lung and bone`: another organ follows behind a comma, so that none is told to be where it began."""
    others = listed_after(reading, index, token, "malignant")
    return any(site_code(other, "malignant")[:3] != site_code(site, "malignant")[:3] for other in others)


def _most_specific(reading: Reading, index: SiteIndex, site: Match, column: str) -> tuple[Match, int]:
    """`bronchique du lobe supérieur droit`: a second site of the same organ makes the code more exact."""
    best, last = site, site.last
    while True:
        token = _skip(reading, last, BETWEEN | {","} if column == "malignant" else BETWEEN, index)
        following = index.at.get(token)
        if following is None or site_code(following, column)[:3] != site_code(site, column)[:3]:
            return best, last
        if site_code(best, column).endswith(".9") or len(site_code(best, column)) < len(site_code(following, column)):
            best = following
        last = following.last


def _with_laterality(reading: Reading, token: int) -> int:
    while token < len(reading) and reading.words[token] in LATERALITY and len(reading.words[token]) > 2:
        token += 1
    return token


def listed_after(reading: Reading, index: SiteIndex, token: int, column: str) -> list[Match]:
    """Further sites of a list: `, pulmonaire ni péritonéale`."""
    found: list[Match] = []
    while token < len(reading):
        start = token
        if column == "secondary" and _is_shortened(reading, token):
            token += 1
        while token < len(reading) and reading.words[token] in JOINERS:
            token += 1
        if token == start:
            return found
        token = _skip(reading, token, JOINED_FILLERS, index)
        site = index.at.get(token)
        if site is None or not site_code(site, column) or token - start > 5:
            return found
        if column == "secondary" and not _FREE.isdisjoint(reading.words[site.last : site.last + 1]):
            return found  # `métastases pulmonaires, pelvis libre`
        found.append(site)
        token = _with_laterality(reading, site.last)
    return found


def _is_shortened(reading: Reading, token: int) -> bool:
    """`Mets hépat. et pulm.`: a stop that ends no sentence."""
    return (
        reading.words[token] == "."
        and token > 0
        and reading.words[token - 1] in ("hepat", "pulm", "oss", "surren", "gangl", "ggl")
    )
