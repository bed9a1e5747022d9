"""The diagnosis parser."""

from __future__ import annotations

import re

from medomics_ehr.terminology.icdo3 import lesion_at
from nlp.candidates import Candidate
from nlp.lexicon.trie import Match, abbreviation_fits
from nlp.parsers.diagnoses.blood import above_all_of_blood
from nlp.parsers.diagnoses.codes import column_of, of_soft_tissue, refine
from nlp.parsers.diagnoses.nodes import node_before, numbered_node
from nlp.parsers.diagnoses.other_meanings import states_nothing
from nlp.parsers.diagnoses.patterns import FOUND_IN_CONTEXT, HEAD_TRIE, NEEDS_SITE
from nlp.parsers.diagnoses.sites import Attached, SiteIndex, attach_left, attach_right, listed_after, site_code
from nlp.parsers.diagnoses.spread import add_spread
from nlp.text.headings import in_title
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

_NODE = "C77"
_DISTANT = frozenset(["distance", "distant", "distante"])


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
    sites = SiteIndex.of(reading.matches.get("site", []))
    morphologies = _one_per_span(reading, reading.matches.get("morphology", []))
    heads = [
        h
        for h in HEAD_TRIE.find(reading).get("head", ())
        if not _inside(h, morphologies) and not in_title(reading, h.first) and not states_nothing(reading, h)
    ]
    whole = [match for match in reading.matches.get("diagnosis", ()) if _whole_is_meant(reading, match)]
    for match in morphologies:
        if not _names_another_disease(match, whole):
            _add_morphology(reading, sites, match)
    for head in heads:
        _HEAD_RULES[head.entry.value](reading, sites, head, heads)
    for match in whole:
        _add(reading, match.first, match.last, match.entry.code, "lexicon:diagnosis", 0.75 if match.entry.ctx else 0.93)
    _keep_longest(reading)
    add_spread(reading, sites)


def _one_per_span(reading: Reading, matches: list[Match]) -> list[Match]:
    """One entry for each span, in the sentence's language where both have one."""
    chosen: dict[tuple[int, int], Match] = {}
    for match in matches:
        if match.entry.code.startswith("8000"):
            continue
        if not abbreviation_fits(reading, match) or in_title(reading, match.first) or states_nothing(reading, match):
            continue
        if _names_syndrome(reading, match):
            continue
        key = (match.first, match.last)
        if key not in chosen or match.entry.lang == reading.sentence(match.first).lang:
            chosen[key] = match
    return list(chosen.values())


def _names_another_disease(match: Match, whole: list[Match]) -> bool:
    """`syndrome carcinoïde`, `polypose nasale`: a tumour's word inside the longer name of another disease."""
    return any(
        other.first <= match.first
        and match.last <= other.last
        and other.last - other.first > match.last - match.first
        and not other.entry.code.startswith(("C", "D0", "D1", "D2", "D3", "D4"))
        for other in whole
    )


def _names_syndrome(reading: Reading, match: Match) -> bool:
    """`carcinoid syndrome` is a disease of its own: the tumour in its name is not stated."""
    longer = (d for d in reading.matches.get("diagnosis", ()) if d.first <= match.first and match.last < d.last)
    return any(not d.entry.code.startswith(("C", "D0", "D1", "D2", "D3", "D4")) for d in longer)


def _inside(match: Match, others: list[Match]) -> bool:
    return any(other.first <= match.first and match.last <= other.last for other in others)


def _whole_is_meant(reading: Reading, match: Match) -> bool:
    entry, sentence = match.entry, reading.sentence(match.first)
    if not abbreviation_fits(reading, match) or in_title(reading, match.first) or states_nothing(reading, match):
        return False
    if reading.words[match.first] == "progression":
        return False
    following = reading.words[match.last] if match.last < len(reading) else ""
    if entry.abbr and ((entry.ctx and following.isdigit()) or _is_gene(reading, match)):
        return False
    if entry.ctx and match.first and reading.words[match.first - 1] in ("never", "not", "jamais", "known"):
        return True
    return not entry.ctx or sentence.section in ("history", "conclusion", "indication") or match.last - match.first > 1


#: What a laboratory says of a gene that has the name of its syndrome: `NF1 muté`, `mutation MEN1`.
_OF_A_GENE = word_set("mute mutee mutes mutation sauvage variant variation deletion mutated mutant wild wild-type gene")


def _is_gene(reading: Reading, match: Match) -> bool:
    if not match.entry.code.startswith(("Q85", "D44.8", "E31", "Z15")):
        return False
    beside = {*reading.words[max(0, match.first - 2) : match.first], *reading.words[match.last : match.last + 2]}
    return not _OF_A_GENE.isdisjoint(beside)


def _add(
    reading: Reading, first: int, last: int, code: str, rule: str, prior: float, role: str = "", **data: str
) -> Candidate:
    candidate = Candidate(first, last, "diagnosis", code, rule=rule, prior=prior, role=role, data=data)
    reading.candidates.append(candidate)
    return candidate


def _attach(reading: Reading, sites: SiteIndex, head: Match, column: str, many: bool) -> Attached | None:
    right = attach_right(reading, sites, head, column, many)
    if right is not None:
        return _sharper_left(reading, sites, head, column, right)
    english = reading.sentence(head.first).lang == "en" or head.entry.lang == "en"
    left = attach_left(reading, sites, head, column, many)
    return left if left is not None and (english or left.sites[0].entry.lang == "en") else None


def _sharper_left(reading: Reading, sites: SiteIndex, head: Match, column: str, right: Attached) -> Attached:
    """`retroareolar carcinoma of the breast`: the site before the head may be the more exact one."""
    left = attach_left(reading, sites, head, column, many=False)
    if left is None or not site_code(right.sites[0], column).endswith(".9"):
        return right
    if site_code(left.sites[0], column)[:3] != site_code(right.sites[0], column)[:3]:
        return right
    return Attached((left.sites[0], *right.sites[1:]), left.first, right.last)


def _add_morphology(reading: Reading, sites: SiteIndex, match: Match) -> None:
    code, implied = match.entry.code, match.entry.data.get("diagnosis", "")
    if match.entry.ctx and not implied and code[-1] != "3":
        return
    reading.candidates.append(
        Candidate(
            match.first,
            match.last,
            "morphology",
            code,
            rule="lexicon:morphology",
            prior=0.8 if match.entry.ctx else 0.94,
        )
    )
    column = column_of(code)
    if attached_term := _discontinuous(reading, sites, match):
        reading.candidates[-1].code = attached_term
    attached = _attach(reading, sites, match, column, many=False)
    if implied:
        site = site_code(attached.sites[0], column) if attached else ""
        refined = refine(implied, site)
        first, last = (attached.first, attached.last) if attached and refined != implied else (match.first, match.last)
        _add(reading, first, last, refined, "lexicon:morphology", 0.93, role="tumour", morphology=code)
    elif attached:
        found = site_code(attached.sites[0], column)
        found = refine("C49.9", found) if of_soft_tissue(code) else found
        _add(reading, attached.first, attached.last, found, "parser:diagnosis", 0.9, role="tumour", morphology=code)
    elif code.startswith("8936"):
        _add(reading, match.first, match.last, "", "resolver:primary", 0.7, role="stromal")
    elif column in ("in_situ", "benign"):
        _add(reading, match.first, match.last, "", "resolver:primary", 0.6, role="bare", column=column)


_HISTOLOGY_AFTER_SITE = {
    ("9050/3", "epithelioid"): "9052/3",
    ("9050/3", "sarcomatoid"): "9051/3",
    ("9050/3", "biphasiqu"): "9053/3",
    ("9050/3", "biphasic"): "9053/3",
    ("9050/3", "desmoplastiqu"): "9051/3",
}


def _discontinuous(reading: Reading, sites: SiteIndex, match: Match) -> str:
    """`mésothéliome pleural droit épithélioïde`: the site stands inside the histology's name."""
    for token in range(match.last, min(match.last + 5, len(reading))):
        code = _HISTOLOGY_AFTER_SITE.get((match.entry.code, reading.stems[token]), "")
        if code:
            return code
    return ""


def _add_tumour(reading: Reading, sites: SiteIndex, head: Match, _heads: list[Match]) -> None:
    attached = _attach(reading, sites, head, "malignant", many=True)
    word = reading.words[head.first] if head.last - head.first == 1 else ""
    if attached is None:
        if word not in NEEDS_SITE and not _is_label(reading, head):
            _add(reading, head.first, head.last, "", "resolver:primary", 0.55, role="bare", column="malignant")
        return
    if word in ("primary", "primitif") and site_code(attached.sites[0], "malignant").startswith("C76"):
        _add(reading, attached.first, attached.last, "", "resolver:primary", 0.55, role="bare", column="malignant")
        return
    if word in ("tumeur", "tumeurs", "tumour", "tumours", "tumor", "tumors", "neoplasm"):
        return
    _add(
        reading,
        attached.first,
        attached.last,
        site_code(attached.sites[0], "malignant"),
        "parser:diagnosis",
        0.9,
        role="tumour",
    )
    for site in attached.sites[1:]:
        _add(reading, site.first, site.last, site_code(site, "malignant"), "parser:diagnosis", 0.85, role="tumour")


def _is_label(reading: Reading, head: Match) -> bool:
    """`CANCER : adénocarcinome …`, `Non-cancer hx`: a heading, or what is set against it."""
    after = reading.words[head.last] if head.last < len(reading) else ""
    before = reading.words[max(0, head.first - 2) : head.first]
    gap = reading.text[reading.ends[head.last - 1] :][:3]
    return after in (":", "hx", "history") or (len(gap) == 3 and gap.isspace() and "\n" not in gap) or bool(
        {"hors", "non"} & set(before)
    )  # fmt: skip


def _add_metastasis(reading: Reading, sites: SiteIndex, head: Match, _heads: list[Match]) -> None:
    if reading.words[head.first] == "met" and reading.sentence(head.first).lang == "fr":
        return  # `ne met pas en évidence`
    if reading.words[head.first] == "m" and not _is_metastatic_letter(reading, sites, head):
        return
    attached = _attach(reading, sites, head, "secondary", many=True)
    if attached is not None and _is_origin(reading, attached):
        attached = None
    if attached is not None:
        _add_secondaries(reading, head, attached)
    elif any(word in _DISTANT for word in reading.words[head.last : head.last + 2]):
        _add(
            reading, head.first, min(head.last + 2, len(reading)), "C79.9", "parser:metastasis", 0.85, role="metastasis"
        )
    elif (
        reading.words[head.first] not in NEEDS_SITE
        or head.last - head.first > 1
        or reading.words[head.first] in ("meta", "metas", "mts")
    ):
        anywhere = "C79.9" if reading.words[head.first] == "m" else ""
        _add(reading, head.first, head.last, anywhere, "resolver:site", 0.65, role="metastasis")


def _is_metastatic_letter(reading: Reading, sites: SiteIndex, head: Match) -> bool:
    """`M hépatiques`, `M+ osseuses`, `pas de M+`: a capital right before the adjective of a site, or with its plus."""
    if reading.text[reading.starts[head.first]] != "M":
        return False
    if head.last - head.first > 1 or reading.text[reading.ends[head.last - 1] :][:1] == "+":
        return True
    site = sites.at.get(head.last)
    return site is not None and "adj" in site.entry.data


def _is_origin(reading: Reading, attached: Attached) -> bool:
    """`metastasis of mammary origin` names where it comes from, not where it is."""
    last = attached.sites[-1].last
    after = reading.words[last] if last < len(reading) else ""
    return after in ("origin", "primary") or "origine" in reading.words[attached.first : attached.sites[0].first]


def _add_secondaries(reading: Reading, head: Match, attached: Attached) -> None:
    nearest = attached.sites[0] if attached.first == head.first else attached.sites[-1]
    for site in attached.sites:
        first, last = (attached.first, attached.last) if site is nearest else (site.first, site.last)
        if site is nearest and attached.first != head.first:
            first = site.first
        _add(reading, first, last, site_code(site, "secondary"), "parser:metastasis", 0.9, role="metastasis")


def _add_metastatic(reading: Reading, sites: SiteIndex, head: Match, heads: list[Match]) -> None:
    """`métastatique pulmonaire et surrénalien`, `ganglion inguinal métastatique`, `metastatic to bone`."""
    attached = attach_right(reading, sites, head, "secondary", many=True)
    if attached is not None and not _names_primary(reading, attached, heads):
        _add_secondaries(reading, head, attached)
        return
    token = _back_to_site(reading, sites, head)
    site = sites.until.get(token)
    if site is None or not site_code(site, "secondary"):
        if _is_predicate(reading, head):
            _add(reading, head.first, head.last, "", "resolver:site", 0.65, role="metastasis")
        return
    if listed := _denied_before(reading, sites, site):
        for other in listed:
            _add(reading, other.first, other.last, site_code(other, "secondary"), "parser:metastasis", 0.8,
                 role="metastasis")  # fmt: skip
        return
    if reached := node_before(reading, sites, site):
        _add(reading, reached.first, head.last, reached.code, "parser:metastasis", 0.85, role="metastasis")
        return
    lesion = reading.words[site.first - 1] if site.first else ""
    if lesion.startswith(_LESIONS):
        code = site_code(site, "secondary")
        _add(reading, site.first - 1, head.last, code, "parser:metastasis", 0.85, role="metastasis")
        for other in listed_after(reading, sites, head.last, "secondary"):
            _add(reading, other.first, other.last, site_code(other, "secondary"), "parser:metastasis", 0.8,
                 role="metastasis")  # fmt: skip


_LESIONS = ("lesion", "nodule", "localisation", "atteinte", "foyer")
#: Words between a site and what is said of it: `un ganglion inguinal droit d'allure métastatique`.
_ASPECT = word_set("d ' allure aspect suspect suspects non un droit gauche type droite droits peut etre - d'allure")


def _back_to_site(reading: Reading, sites: SiteIndex, head: Match) -> int:
    token = head.first
    while token > max(0, head.first - 5) and token not in sites.until and reading.words[token - 1] in _ASPECT:
        token -= 1
    return token


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


def _add_in_situ(reading: Reading, sites: SiteIndex, head: Match, _heads: list[Match]) -> None:
    """`clear of in situ disease`: the site of its words, else the report's own."""
    attached = _attach(reading, sites, head, "in_situ", many=False)
    if attached is None:
        _add(reading, head.first, head.last, "", "resolver:primary", 0.6, role="bare", column="in_situ")
    else:
        code = site_code(attached.sites[0], "in_situ")
        _add(reading, attached.first, attached.last, code, "parser:diagnosis", 0.8, role="tumour")


def _names_primary(reading: Reading, attached: Attached, heads: list[Match]) -> bool:
    """`metastatic breast cancer` names the primary, not a metastasis in the breast."""
    following = {head.first for head in heads} | {m.first for m in reading.matches.get("morphology", ())}
    last = attached.sites[-1].last
    return any(token in following for token in (last, last + 1, last + 2))


def _add_involvement(reading: Reading, sites: SiteIndex, head: Match, _heads: list[Match]) -> None:
    """`atteinte ganglionnaire`, `nodal involvement`, `peritoneal disease`: of nodes and serous linings only."""
    word = reading.words[head.first]
    attached = _attach(reading, sites, head, "secondary", many=False)
    if attached is None:
        _add_reached_node(reading, sites, head, _heads)
        return
    code = site_code(attached.sites[0], "secondary")
    if code.startswith(_NODE) and word not in ("maladie",):
        adjective = (
            "adj" in attached.sites[0].entry.data
            or attached.first < head.first
            or word not in ("positif", "positifs", "positive")
        )
        if adjective:
            _add(reading, attached.first, attached.last, code, "parser:metastasis", 0.8, role="metastasis")
    elif _reaches_organ(reading, word, code):
        _add(reading, attached.first, attached.last, code, "parser:metastasis", 0.8, role="metastasis")


def _reaches_organ(reading: Reading, word: str, code: str) -> bool:
    if word.startswith("atteinte") and code.startswith(_REACHED):
        return not above_all_of_blood(reading)
    return code == "C78.6" and word in ("disease", "maladie", "involvement", "atteinte", "envahissement")


#: Organs whose `atteinte` is a metastasis; of others it is as often a toxicity.
_REACHED = ("C78.0", "C78.2", "C78.6", "C78.7", "C79.3", "C79.5", "C79.7")


def _add_reached_node(reading: Reading, sites: SiteIndex, head: Match, _heads: list[Match]) -> None:
    """`ganglions sus-claviculaires envahis`, `adénopathie suspecte`: nodes said to be reached."""
    if not reading.words[head.first].startswith(_SAID_OF_NODES):
        return
    site = sites.until.get(_back_to_site(reading, sites, head))
    reached = node_before(reading, sites, site) if site is not None else None
    if reached is None:
        reached = numbered_node(reading, sites, head)
    if reached is not None:
        _add(reading, reached.first, head.last, reached.code, "parser:metastasis", 0.8, role="metastasis")


_SAID_OF_NODES = ("envahi", "suspect", "tumora", "pathologiq")


def _add_recurrence(reading: Reading, sites: SiteIndex, head: Match, _heads: list[Match]) -> None:
    """A relapse carries the code of its primary, or that of the metastasis where it names a distant site."""
    following = [
        m
        for m in reading.matches.get("diagnosis", ())
        if 0 < m.first - head.last <= 3 and not m.entry.code.startswith("C")
    ]
    if following and reading.words[head.last] in ("de", "d", "du", "des", "of"):
        return
    attached = attach_right(reading, sites, head, "secondary", many=True)
    left = attach_left(reading, sites, head, "secondary", many=True)
    if attached is None and left is not None and reading.sentence(head.first).lang == "en":
        _add(
            reading,
            left.first,
            left.last,
            site_code(left.sites[-1], "secondary"),
            "parser:metastasis",
            0.7,
            role="recurrence",
            malignant=site_code(left.sites[-1], "malignant"),
        )
        return
    if attached is not None and "adj" in attached.sites[0].entry.data:
        _add(
            reading,
            attached.first,
            attached.last,
            site_code(attached.sites[0], "secondary"),
            "parser:metastasis",
            0.7,
            role="recurrence",
            malignant=site_code(attached.sites[0], "malignant"),
        )
        return
    _add(reading, head.first, head.last, "", "resolver:primary", 0.6, role="recurrence", column="malignant")


def _add_lesion(reading: Reading, sites: SiteIndex, head: Match, _heads: list[Match]) -> None:
    """A cyst, a polyp, an abscess: the organ is that of its words or, filled in by the resolver, of its context."""
    term, lang = head.entry.data["lesion"], head.entry.data["lang"]
    attached = _attach(reading, sites, head, "malignant", many=False)
    code = lesion_at(term, lang, site_code(attached.sites[0], "malignant")) if attached else None
    if attached and code:
        _add(reading, attached.first, attached.last, code, "parser:lesion", 0.8, role="lesion")
    elif term in FOUND_IN_CONTEXT:
        _add(reading, head.first, head.last, "", "resolver:site", 0.7, role="lesion", lesion=term, lang=lang)


_HEAD_RULES = {
    "lesion": _add_lesion,
    "tumour": _add_tumour,
    "metastasis": _add_metastasis,
    "metastatic": _add_metastatic,
    "involvement": _add_involvement,
    "recurrence": _add_recurrence,
    "in_situ": _add_in_situ,
    "of_nodes": _add_reached_node,
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
