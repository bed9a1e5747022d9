"""Tumours: histologies, cancers of a site, in situ disease, relapses, and lesions that their organ gives a code."""

from __future__ import annotations

from medomics_ehr.terminology.icdo3 import lesion_at
from nlp.candidates import Candidate
from nlp.lexicon.trie import Match
from nlp.parsers.diagnoses.adding import add, attach
from nlp.parsers.diagnoses.codes import column_of, of_soft_tissue, refine
from nlp.parsers.diagnoses.patterns import FOUND_IN_CONTEXT, NEEDS_SITE
from nlp.parsers.diagnoses.sites import Attached, SiteIndex, attach_right, site_code
from nlp.parsers.diagnoses.sites_before import attach_left
from nlp.text.reading import Reading


def add_morphology(reading: Reading, sites: SiteIndex, match: Match) -> None:
    """A histology, and the diagnosis that it implies or that its site makes."""
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
    attached = attach(reading, sites, match, column, many=False)
    if implied:
        site = site_code(attached.sites[0], column) if attached else ""
        refined = refine(implied, site)
        first, last = (attached.first, attached.last) if attached and refined != implied else (match.first, match.last)
        add(reading, first, last, refined, "lexicon:morphology", 0.93, role="tumour", morphology=code)
    elif attached:
        found = site_code(attached.sites[0], column)
        found = refine("C49.9", found) if of_soft_tissue(code) else found
        add(reading, attached.first, attached.last, found, "parser:diagnosis", 0.9, role="tumour", morphology=code)
    elif code.startswith("8936"):
        add(reading, match.first, match.last, "", "resolver:primary", 0.7, role="stromal")
    elif column in ("in_situ", "benign"):
        add(reading, match.first, match.last, "", "resolver:primary", 0.6, role="bare", column=column, morphology=code)


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


def add_tumour(reading: Reading, sites: SiteIndex, head: Match, _heads: list[Match]) -> None:
    """`cancer du sein`, `lung primary`: a cancer of its sites, or of the one that the resolver finds."""
    attached = attach(reading, sites, head, "malignant", many=True)
    word = reading.words[head.first] if head.last - head.first == 1 else ""
    if attached is None:
        if word not in NEEDS_SITE and not _is_label(reading, head):
            add(reading, head.first, head.last, "", "resolver:primary", 0.55, role="bare", column="malignant")
        return
    if word in ("primary", "primitif") and site_code(attached.sites[0], "malignant").startswith("C76"):
        add(reading, attached.first, attached.last, "", "resolver:primary", 0.55, role="bare", column="malignant")
        return
    if word in ("tumeur", "tumeurs", "tumour", "tumours", "tumor", "tumors", "neoplasm"):
        return
    add(
        reading,
        attached.first,
        attached.last,
        site_code(attached.sites[0], "malignant"),
        "parser:diagnosis",
        0.9,
        role="tumour",
    )
    for site in attached.sites[1:]:
        add(reading, site.first, site.last, site_code(site, "malignant"), "parser:diagnosis", 0.85, role="tumour")


def _is_label(reading: Reading, head: Match) -> bool:
    """`CANCER : adénocarcinome …`, `Non-cancer hx`: a heading, or what is set against it."""
    after = reading.words[head.last] if head.last < len(reading) else ""
    before = reading.words[max(0, head.first - 2) : head.first]
    gap = reading.text[reading.ends[head.last - 1] :][:3]
    return after in (":", "hx", "history") or (len(gap) == 3 and gap.isspace() and "\n" not in gap) or bool(
        {"hors", "non"} & set(before)
    )  # fmt: skip


def add_in_situ(reading: Reading, sites: SiteIndex, head: Match, _heads: list[Match]) -> None:
    """`clear of in situ disease`: the site of its words, else the report's own."""
    attached = attach(reading, sites, head, "in_situ", many=False)
    if attached is None:
        add(reading, head.first, head.last, "", "resolver:primary", 0.6, role="bare", column="in_situ")
    else:
        code = site_code(attached.sites[0], "in_situ")
        add(reading, attached.first, attached.last, code, "parser:diagnosis", 0.8, role="tumour")


def add_lesion(reading: Reading, sites: SiteIndex, head: Match, _heads: list[Match]) -> None:
    """A cyst, a polyp, an abscess: the organ is that of its words or, filled in by the resolver, of its context."""
    term, lang = head.entry.data["lesion"], head.entry.data["lang"]
    attached = attach(reading, sites, head, "malignant", many=False)
    code = lesion_at(term, lang, site_code(attached.sites[0], "malignant")) if attached else None
    if attached and code:
        add(reading, attached.first, attached.last, code, "parser:lesion", 0.8, role="lesion")
    elif term in FOUND_IN_CONTEXT:
        add(reading, head.first, head.last, "", "resolver:site", 0.7, role="lesion", lesion=term, lang=lang)


def add_recurrence(reading: Reading, sites: SiteIndex, head: Match, _heads: list[Match]) -> None:
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
        _add_relapse_at(reading, left, left.sites[-1])
    elif attached is not None and "adj" in attached.sites[0].entry.data:
        _add_relapse_at(reading, attached, attached.sites[0])
    else:
        add(reading, head.first, head.last, "", "resolver:primary", 0.6, role="recurrence", column="malignant")


def _add_relapse_at(reading: Reading, attached: Attached, site: Match) -> None:
    code, malignant = site_code(site, "secondary"), site_code(site, "malignant")
    rule = "parser:metastasis"
    add(reading, attached.first, attached.last, code, rule, 0.7, role="recurrence", malignant=malignant)
