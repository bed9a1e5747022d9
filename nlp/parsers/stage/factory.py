"""The stage parser."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.candidates import Candidate
from nlp.parsers.stage.bare_groups import bare_groups
from nlp.parsers.stage.patterns import (
    CORE,
    GROUP,
    GROUP_BEGINS,
    MRI_WORDS,
    NOT_A_TUMOUR_STAGE,
    PREFIX,
    QUICK,
    RUN,
)
from nlp.text.places import matches_at
from nlp.text.reading import Reading

#: Characters around a bare `T2` in which words of an MRI or of a vertebra are looked for.
WINDOW = 45
_CHRONIC = re.compile(r"(?:renale?|kidney|ckd|irc|mrc)[^.;,\n]{0,30}$")
_NEXT_COMPONENT = re.compile(r"[ ,;]{0,2}\n?[ ]{0,12}[ypcr]{0,2}(?:[nm][0-3x]|n\+)")
#: `uT3 N+`: nodes told involved, right behind the tumour's component.
_NODES_INVOLVED = re.compile(r"[ ,]{0,2}(?P<nodes>[ypcu]{0,2}n ?\+)(?!\w)")
#: `End of induction marrow: M1`: a marrow with less than 5 % of blasts.
_MARROW = re.compile(r"(?:marrow|moelle|myelogramme|\bbm\b|\bday \d+|\bj ?\d+)[^.;\n]{0,15}[ :=(]{1,3}$")
_PREVIOUS_COMPONENT = re.compile(
    r"[tn](?:[0-4]|x|is)[a-d]?(?:\([a-z]{1,2}\))?[ ,;]{0,2}\n?["
    r" ]{0,12}(?:\([^)]{0,60}\)["
    r" \n]{0,14})?$"
)


def parse_stage(reading: Reading) -> None:
    """Add the stage candidates of a reading.

    A bare `T2` counts with another component, a prefix or a word of staging beside it, never among MRI sequences.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("ypT2b ypN0 M0, stade IIIB ; lésion de T4 en hypersignal T2")
    >>> parse_stage(reading); [c.value for c in reading.candidates]
    ['ypT2b', 'ypN0', 'M0', 'stage IIIB']
    """
    folded = reading.folded
    places = list(component_places(folded))
    if places and QUICK.search(folded):
        for match in matches_at(RUN, folded, places):
            radiotherapy = reading.text[match.start() : match.end()] in ("RTX", "RTx")
            if not radiotherapy and _component_is_meant(folded, match):
                _add(reading, match.start(), match.end(), _component(reading.text[match.start() : match.end()]), 0.95)
                if match["t"] and (nodes := _NODES_INVOLVED.match(folded, match.end())):
                    _add(reading, *nodes.span("nodes"), _component(reading.text[slice(*nodes.span("nodes"))]), 0.9)
    for match in matches_at(GROUP, folded, reading.offsets_of(GROUP_BEGINS)):
        if _group_is_meant(reading.text, folded, match):
            _add(reading, match.start(), match.end(), f"stage {_roman(match['value'])}", 0.95)
    for start, end in bare_groups(reading.text, folded):
        _add(reading, start, end, f"stage {_roman(folded[start:end])}", 0.9)


def component_places(folded: str) -> Iterator[int]:
    """Where a component may begin: at its letter, or at one of up to three letters of its prefix."""
    for core in CORE.finditer(folded):
        letter = first = core.start()
        while first > max(0, letter - 3) and folded[first - 1] in PREFIX:
            first -= 1
        yield from range(first, letter + 1)


def _add(reading: Reading, start: int, end: int, value: str, prior: float) -> None:
    first, last = reading.tokens_of(start, end)
    if first < last:
        reading.candidates.append(Candidate(first, last, "stage", value=value, rule="parser:stage", prior=prior))


def _component(text: str) -> str:
    """The component with the usual capitals: `PT2A` becomes `pT2a`, `CN1` becomes `cN1`."""
    match = re.match(r"([ypcraum]*)([tnm])(.*)$", text.lower(), re.DOTALL)
    if match is None:
        return text
    return match[1] + match[2].upper() + match[3].replace("x", "x")


def _component_is_meant(folded: str, match: re.Match[str]) -> bool:
    prefix = re.match(r"[ypcrau]*", match.group())
    prefixed = bool(prefix and prefix.group())
    before, after = folded[max(0, match.start() - WINDOW) : match.start()], folded[match.end() : match.end() + WINDOW]
    if prefixed:
        return match.group() not in ("cm1", "pm1") or True
    beside = bool(_NEXT_COMPONENT.match(after) or _PREVIOUS_COMPONENT.search(before))
    if match["t"]:
        beside = bool(_NEXT_COMPONENT.match(after)) or bool(
            re.search(r"(?:stade|stage|tnm|class\w*|cote\w*)[ :=]{1,3}$", before)
        )
        return beside and not MRI_WORDS.search(before[-25:] + " " + after[:12])
    if match["m"] and not beside and _MARROW.search(before):
        return False
    if match["m"] and re.match(r"m[2-9x]", match.group()) and not beside:
        return False
    if beside or re.fullmatch(r"m1[a-d]", match.group()):  # `Progression M1c`: with its letter it is nothing else.
        return True
    staged = re.search(r"(?:stade|stage|tnm|class\w*|soit|cote\w*|pm not|et|donc|:|,|\(|\n)[ \n]*$", before)
    return (
        bool(staged)
        and not re.match(r" ?(?:,\d|\.\d|/\d|mm|cm|m2)", after)
        and not re.search(r"bcl|cd|\bgrade", before[-8:])
    )


def _group_is_meant(text: str, folded: str, match: re.Match[str]) -> bool:
    before = folded[max(0, match.start() - WINDOW) : match.start()]
    if _CHRONIC.search(before) or NOT_A_TUMOUR_STAGE.search(before[-25:] + ""):
        return False
    value = match["value"].replace(" ", "")
    if match["word"] in ("ajcc", "uicc", "lugano", "ann arbor") and value[0].isdigit():
        return False
    if match["word"] in ("staging",) or (value in ("i",) and folded[match.end() : match.end() + 1] == "'"):
        return False
    return not (
        value.isdigit()
        and re.match(r" ?(?:mm|cm|mois|month|%|cycles?|er\b|e\b)", folded[match.end() : match.end() + 8])
    )


def _roman(value: str) -> str:
    value = value.replace(" ", "").upper()
    return (
        {"1": "I", "2": "II", "3": "III", "4": "IV"}.get(value[0], value[0]) + value[1:]
        if value[0].isdigit()
        else value
    )
