"""Cancers told as a form tells them, the organ first and the histology in another field: `Sein G : CLI`.

The histology alone is no diagnosis; under a heading that is its organ it is one, unless the report names it anyway.
A urothelial carcinoma that was resected through the urethra needs no heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.candidates import Candidate
from nlp.lexicon.trie import Match
from nlp.parsers.diagnoses.codes import of_soft_tissue, refine
from nlp.resolver.context import sites_between
from nlp.resolver.primary import bladder_of_urothelium, is_primary
from nlp.text.reading import Reading

#: What may stand on the line before the organ: an item's letter or number, the name of the field.
_OPENS = re.compile(
    r"\s*(?:[-•*>]\s*)?(?:(?:[a-z]|\d{1,2}|[ivx]{1,4})[.):]\s*)?"
    r"(?:(?:final |pathologic(?:al)? |histologic(?:al)? )?"
    r"(?:diagnos\w+|dx|conclusion|piece|specimen|prelevement) ?: ?)?"
    r"(?:\W*(?:left|right|l|r|the|le|la|partial|total|biops\w+|resection|exerese|piece|rtuv?|turbt?"
    r"|[a-z]+ectom(?:ie|y)|de|du|des|d)\b)*\W*"
)
#: Between organ and histology: the rest of the heading, its colon, and the words that grade what follows.
_HEADING = re.compile(
    r"[^.;:\n]{0,80}:\s*(?:[-•*]\s*)?(?:(?:a|an|un|une|the|invasive|infiltrating|residual|primary|moderately|poorly|well"
    r"|differentiated|high[ -]grade|low[ -]grade|malignant|positive for|involved by|suspicious for|consistent with"
    r"|compatible avec|en faveur d'un|suspicion d[e']|aspect d[e']|antecedent d[e']|previous|prior)[ ,]*)*"
)
#: A history or an exam under way: what they show is not said to be of the organ.
_NO_HEADING = re.compile(
    r"\b(?:scanner|irm|tep|tdm|ct|mri|pet|scan|echo\w*|ultraso\w+|metasta\w*|mets?|father|mother|sister|brother|aunt"
    r"|uncle|pere|mere|soeur|frere|tante|oncle)\b"
)
_SITE_FIELD = re.compile(
    r"(?:^|[\n.;|]|  )[-•* ]*(?:(?:primary|tumou?r|anatomic(?:al)?) )?"
    r"(?:site|organ|location|localisation|topograph(?:ie|y)|siege|organe|primary|primitif|tumeur primitive|specimens?"
    r"|primary tumou?r|prelevements?|piece)"
    r"(?: (?:primaire|primitive?|tumorale?|de la tumeur|anatomique|primary|of (?:the )?tumou?r))? ?[:=] *"
)
_HISTOLOGY_FIELD = re.compile(
    r"(?:^|[\n.;|/,]|  )[-•* ]*(?:type )?(?:histolog(?:ie|y)|histologi(?:que|cal|c)(?: type| diagnosis)?|histo"
    r"|(?:final )?diagnos(?:is|tic)"
    r"|morpholog(?:ie|y)|anatomopathologie|anapath|pathology)(?: tumorale)? ?[:=] *[^\n:]{0,40}$"
)
#: How far apart the two fields of a form may be, in characters.
FIELDS_APART = 200
#: Characters before the organ of a heading, at most: beyond them `_OPENS` would try every split of a run of spaces.
_OPENS_WITHIN = 120
#: Where cancers of other organs go: in a report of another one, their histology there is as often a metastasis.
_MAY_RECEIVE = ("C34", "C56")
HEAD_AND_NECK = "C14.8"
_WOMB = ("C54.9", "C55")
#: Regions, and organs that are biopsied for a metastasis: their own cancers have names that need no heading.
_NO_ORGAN = ("C22", "C38", "C40", "C41", "C48", "C49", "C71", "C74", "C76", "C77", "C78", "C79", "C80")


def name_headed(reading: Reading, candidates: list[Candidate]) -> None:
    """Add the diagnoses of histologies that stand under their organ, with what is said of the histology.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.lexicon import Entry
    >>> reading, told = read_text("Sein G : CLI"), [Candidate(3, 4, "morphology", "8520/3")]
    >>> reading.matches = {"site": [Match(0, 1, Entry("site", "sein", data={"malignant": "C50.9"}))]}
    >>> name_headed(reading, told); told[1].code
    'C50.9'
    """
    named = {(c.code or "")[:3] for c in candidates if c.kind == "diagnosis" and is_primary(c.code)}
    diagnosed = {token for c in candidates if c.kind == "diagnosis" for token in range(c.first, c.last)}
    for candidate in [c for c in candidates if c.kind == "morphology" and (c.code or "").endswith("/3")]:
        if not diagnosed.isdisjoint(range(candidate.first, candidate.last)) or candidate.assertion == "absent":
            continue
        code = _code_of(reading, candidate)
        if code and code[:3] not in named and not (named and code.startswith(_MAY_RECEIVE)):
            named.add(code[:3])
            candidates.append(
                Candidate(candidate.first, candidate.last, "diagnosis", code, assertion=candidate.assertion,
                          date=candidate.date, rule="resolver:heading", prior=0.75, role="tumour",
                          data={"morphology": candidate.code or ""})
            )  # fmt: skip


def _code_of(reading: Reading, candidate: Candidate) -> str:
    morphology = candidate.code or ""
    site = _in_heading(reading, candidate) or _in_fields(reading, candidate)
    code = site.entry.data["malignant"] if site else bladder_of_urothelium(reading, [candidate])
    if code and of_soft_tissue(morphology):
        return refine("C49.9", code)
    if code in _WOMB:
        return "C54.1"  # A carcinoma of the womb is of its endometrium unless its neck is named.
    return "" if code.startswith(_NO_ORGAN) else code


def _in_heading(reading: Reading, candidate: Candidate) -> Match | None:
    """The organ of the heading that the histology stands under, on its line or on the next one."""
    start = reading.starts[candidate.first]
    opens = reading.folded.rfind("\n", 0, start) + 1
    if ":" not in reading.folded[opens:start]:
        opens = reading.folded.rfind("\n", 0, max(0, opens - 1)) + 1
    organs = list(_organs(reading, opens, start))
    if not organs or _NO_HEADING.search(reading.folded[opens:start]):
        return None
    before = reading.folded[opens : reading.starts[organs[0].first]]
    if len(before) > _OPENS_WITHIN or not _OPENS.fullmatch(before):
        return None
    if not _HEADING.fullmatch(reading.folded[reading.ends[organs[0].last - 1] : start]):
        return None
    return _exact(organs)


def _in_fields(reading: Reading, candidate: Candidate) -> Match | None:
    """The organ of a field `Localisation :`, for what stands in the field `Histologie :` below it."""
    start = reading.starts[candidate.first]
    before = reading.folded[max(0, start - FIELDS_APART) : start]
    histology = _HISTOLOGY_FIELD.search(before)
    fields = list(_SITE_FIELD.finditer(before, 0, histology.start() + 1)) if histology else []
    if not fields:
        return None
    opens = start - len(before) + fields[-1].end()
    closes = re.compile(r"[\n.;|]|$").search(reading.folded, opens)
    organs = list(_organs(reading, opens, closes.start() if closes else start))
    return _exact(organs) if organs else None


def _organs(reading: Reading, start: int, end: int) -> Iterator[Match]:
    for match in sites_between(reading, *reading.tokens_of(start, end)):
        if reading.ends[match.last - 1] <= end and match.entry.data.get("malignant") and not match.entry.ctx:
            yield match


def _exact(organs: list[Match]) -> Match:
    """The first organ, or the more exact place in it: `oropharynx (base de langue)`, `Colon, sigmoid`."""
    best = organs[0]
    for organ in organs[1:]:
        if _is_part(organ.entry.data["malignant"], best.entry.data["malignant"]):
            best = organ
    return best


def _is_part(code: str, whole: str) -> bool:
    """Whether a code is a place of an organ; the base of the tongue and the tonsil are of the oropharynx."""
    if whole == HEAD_AND_NECK:
        return code != whole and code < "C33" and not "C15" <= code < "C30"
    oropharynx = whole == "C10.9" and code.startswith(("C01", "C09", "C05.1"))
    return oropharynx or (whole.endswith(".9") and code[:3] == whole[:3] and not code.endswith(".9"))
