"""Treatments that are a department's, a physician's or a document's name: `Dr Roy, chirurgie thoracique`."""

from __future__ import annotations

import re

from nlp.lexicon.trie import Match
from nlp.text.headings import names_those_present
from nlp.text.reading import Reading

_TITLES = frozenset(["dr", "dre", "pr", "prof", "docteur", "surgeon", "chirurgien", "mr", "ms", "mrs"])
_OF_A_DEPARTMENT = re.compile(
    r" (?:et (?:de )?)?(?:oncolog|viscer|digesti|thorac|hepat|pancrea|gynecolog|mammaire|senolog|orthop|maxillo|urolog"
    r"|vascul|cardi|generale|orl\b|cervico|plasti|reconstruct|carcinolog|pediatr|infantile|ambulatoire)"
)
#: How many tokens of a report its letterhead has at most where a department is named without its `service`.
_HEAD = 30
#: A first line that names a place, a document or a visit, and no patient nor sentence before the treatment.
_TITLE_LINE = re.compile(
    r"\b(?:centre|clsc|hopital|hospital|hotel-dieu|chu|visite?|record|report|consultation note|cr[oh]|objet|from|md[tm]"
    r"|compte[- ]rendu|proces-verbal|medecine nucleaire|nuclear medicine|evaluation|hospice)\b"
)
_PATIENT = re.compile(
    r"\b(?:m|mr|mme|mlle|mrs|ms|miss|monsieur|madame|patiente?|votre|your|he|she|il|elle)\b"
    r"|\d ?(?:a|ans|y|yo|[mf])\b|[.:;] (?!\d)[^.;]{30}|(?<!present)(?<!objet )(?<!from): $"
)
#: A line that says who writes, asks or answers.
_SENDER = re.compile(r"(?:to|from|present|presenter|referr\w+|request\w*|prescri\w+|operateur|demandeur)\b[^.;]{0,60}$")
_COLUMN = re.compile(r"(?: {3,}|\t+)\S")
_WARD = re.compile(r"\b(?:equipe|clinique|consultation|rendez-vous|visite) (?:de|en) $|\byour $")


def is_speciality(reading: Reading, match: Match) -> bool:
    """Whether a treatment names a speciality or a title, and none was given.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.lexicon import Entry
    >>> reading = read_text("Hospice, home visit\\nDr Roy, surgery.\\nSeen today, quite well since his surgery.")
    >>> care, surgery = Entry("treatment", "hospice"), Entry("treatment", "surgery")
    >>> [is_speciality(reading, match) for match in (Match(0, 1, care), Match(7, 8, surgery), Match(16, 17, surgery))]
    [True, True, False]
    """
    if _in_title_line(reading, match) or names_those_present(reading, match.first) or _heads_row(reading, match):
        return True
    opens_line = match.first == 0 or not reading.same_line(match.first - 1, match.first)
    if opens_line and match.last <= _HEAD and _OF_A_DEPARTMENT.match(reading.folded, reading.ends[match.last - 1]):
        return True
    if reading.stems[match.first] not in ("chirurgi", "surgeri", "radiotherapi") or match.last - match.first > 1:
        return False
    before = reading.words[max(0, match.first - 8) : match.first]
    if not {",", "("}.isdisjoint(before) and not _TITLES.isdisjoint(before):
        return True
    start = reading.starts[match.first]
    line = reading.folded[reading.text.rfind("\n", 0, start) + 1 : start]
    return bool(_SENDER.match(line) or _WARD.search(line))


def _heads_row(reading: Reading, match: Match) -> bool:
    """`Surgery     Wide excision 09/14/22`: the label of a row that names the treatment itself."""
    if match.last - match.first > 1 or not _COLUMN.match(reading.folded, reading.ends[match.last - 1]):
        return False
    if match.first and reading.same_line(match.first - 1, match.first):
        return False
    others = (m for kind in ("treatment", "drug", "regimen") for m in reading.matches.get(kind, ()))
    return any(match.last <= m.first and reading.same_line(match.first, m.first) for m in others)


def _in_title_line(reading: Reading, match: Match) -> bool:
    """`PALLIATIVE CARE, HOME VISIT`: in the report's first line, which is its title."""
    if reading.line_of[match.last - 1] or _PATIENT.search(reading.folded[: reading.starts[match.first]]):
        return False
    line, more, _ = reading.folded.partition("\n")
    titled = bool(more) and len(line) < 120 and not line.rstrip().endswith(".")
    return titled and bool(_TITLE_LINE.search(line))
