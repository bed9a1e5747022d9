"""All time expressions of a text with TIMEX3 values (ISO 24617-1): dates, durations, sets, counts, pre- and post-.

For users who need time expressions and no findings; the coder itself ties only calendar dates to findings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from nlp.dates.expressions import DateExpression
from nlp.dates.find import find_dates
from nlp.dates.named_times import named_times
from nlp.dates.words import NUMBER, NUMBER_WORDS, UNIT_LETTER
from nlp.text.fold import fold

_UNITS = (
    "ans?|annees?|years?|yrs?|mois|months?|semaines?(?: d'amenorrhee| de grossesse| de"
    " gestation)?|weeks?(?: of gestation|"
    " gestation)?|wks?|sa(?![a-z])|jours?|journees?|days?|heures?|hours?|hrs?|h(?![a-z\\d])|"
    r"minutes?|min(?![a-z])|mn(?![a-z])|(?<=\d)'(?![\d'a-z])|secondes?|seconds?|decennies?|decades?|"
    r"(?<=\d)j(?![a-z\d])|(?<=\d)jrs?(?![a-z])|(?<=\d )jrs?(?![a-z])|(?<=\d )ms(?![a-z])|"
    r"(?<=\d )j(?![a-z\d])|sem(?![a-z])"
)
#: Numbers beside those by which the coder counts.
_NUMBER = rf"{NUMBER}|qqs?|(?:de )?(?:nombreu(?:x|ses)|longue?s)"
_DURATION = re.compile(
    rf"(?<![a-z\d,./])(?:(?P<low>{NUMBER})(?:e|eme|er|ere)? ?(?:-|a|to|ou|or"
    rf"|et) ?)?(?P<number>\d{{1,3}}(?:[.,]\d)?|{_NUMBER})(?: ?\(\d{{1,3}}\))?[ -]?"
    rf"(?:derniere?s? |premiere?s? |last |first |petites? |more )?"
    rf"(?P<unit>{_UNITS})(?![a-z])(?:(?: et | and |,? ?\+ ?| )(?P<number2>{NUMBER})[ -]?(?P<unit2>mois"
    rf"|months?|jours?|days?|semaines?|weeks?)(?![a-z]))?(?: et demie?| and a half)?"
)
_AGE = re.compile(
    r"(?:age[es]{0,2}s? (?:de|d')|agee? d'|aged|(?:homme|femme|patiente?|garcon|fille|fillette|enfant"
    r"|nourrisson|sujet|man|woman|boy|girl|jeune femme|jeune homme|monsieur|madame)s? (?:de|d')) ?$"
)
#: An age between commas (`la patiente, 54 ans, consulte`), not a distance (`en 1990, dix ans plus tard`).
_APPOSED = re.compile(r"(?<!an)(?<!ans)(?<!mois)(?<!jours), ?$")
_DISTANT = re.compile(r" (?:plus|apres|avant|auparavant|durant|de|d'|later|earlier|after|before|ago|prior)\b")
_OLD = re.compile(r"[ -](?:old|d'age|of age)\b")
_EVERY = re.compile(
    rf"\b(?:tou(?:s|tes) les|every|chaque|each|per|par"
    rf"|/) ?(?:(?:(?:{NUMBER}) ?(?:-|a|ou|to) ?)?(?P<number>{NUMBER}) ?)?(?P<unit>{_UNITS}|j)(?![a-z\d])"
)
_PERIODIC = {
    "quotidien": "P1D", "quotidienne": "P1D", "quotidiennement": "P1D", "daily": "P1D", "hebdomadaire": "P1W",
    "weekly": "P1W", "mensuel": "P1M", "mensuelle": "P1M", "monthly": "P1M", "annuel": "P1Y", "annuelle": "P1Y",
    "yearly": "P1Y", "trimestriel": "P3M", "trimestrielle": "P3M", "semestriel": "P6M", "semestrielle": "P6M",
    "bimensuel": "P2W",
    "bimensuelle": "P2W",
    "annually": "P1Y", "biquotidien": "PT12H", "biquotidienne": "PT12H", "pluriquotidien": "P1D",
    "pluriquotidienne": "P1D", "bihebdomadaire": "P1W", "journalier": "P1D", "journaliere": "P1D",
}  # fmt: skip
_SET = re.compile(r"\b(?:" + "|".join(sorted(_PERIODIC, key=len, reverse=True)) + r")s?\b")


_OWN_UNITS = {"sa": "W", "ms": "M", "'": "T"}
#: A line break inside a sentence: `pendant trois⏎semaines`.
_WRAPPED = re.compile(r"(?<=[^\n.:;])\n(?=[^\n])")


def find_times(text: str, report_date: str | None = None, lang: str = "") -> list[DateExpression]:
    """Every time expression of a text, in order and without overlaps; ages are left out.

    Args:
        text: any text, French or English.
        report_date: ISO day against which relative dates are resolved.
        lang: `fr`, `en` or "" (both are read alike).

    >>> text = "Douleurs depuis trois semaines, paracétamol deux fois par jour, femme de 54 ans."
    >>> [(text[t.start:t.end], t.value) for t in find_times(text)]
    [('trois semaines', 'P3W'), ('deux fois', 'NO_VALUE'), ('par jour', 'P1D')]
    """
    folded = _WRAPPED.sub(" ", fold(text))
    durations = list(_durations(folded))
    found = [*durations, *_sets(folded), *named_times(folded)]
    for date in find_dates(text, report_date, lang):
        inside = next((d for d in durations if date.start <= d.start and d.end <= date.end), None)
        found.append(replace(date, value=inside.value) if inside and not date.is_calendar else date)
    found.sort(key=lambda time: (time.start, time.start - time.end))
    kept: list[DateExpression] = []
    for time in found:
        if not kept or time.start >= kept[-1].end:
            kept.append(time)
    return kept


def _durations(folded: str) -> Iterator[DateExpression]:
    for match in _DURATION.finditer(folded):
        unit = match["unit"].split()[0]
        if UNIT_LETTER.get(unit) == "Y" and _is_age(folded, match):
            continue
        value = _period(match["number"], unit)
        if match["number2"]:
            value += _period(match["number2"], match["unit2"]).removeprefix("P")
        yield DateExpression(match.start(), match.end(), value, "duration")


def _is_age(folded: str, match: re.Match[str]) -> bool:
    before = folded[max(0, match.start() - 18) : match.start()]
    if _AGE.search(before) or _OLD.match(folded, match.end()):
        return True
    vague = not match["number"][0].isdigit() and not NUMBER_WORDS.get(match["number"])
    return bool(_APPOSED.search(before)) and not vague and not _DISTANT.match(folded, match.end())


def _period(number: str, unit: str) -> str:
    """`P3W`, `PT48H`, `PXD` for a number that is not stated.

    >>> _period("48", "heures"), _period("quelques", "jours")
    ('PT48H', 'PXD')
    """
    amount = number.replace(",", ".") if number[0].isdigit() else str(NUMBER_WORDS.get(number, 0) or "X")
    letter = _OWN_UNITS.get(unit) or UNIT_LETTER.get(unit, UNIT_LETTER.get(unit.rstrip("s"), "D"))
    if letter == "E":
        return f"P{int(float(amount)) * 10 if amount != 'X' else 'X'}Y"
    return f"PT{amount}{'M' if letter == 'T' else letter}" if letter in "HTS" else f"P{amount}{letter}"


def _sets(folded: str) -> Iterator[DateExpression]:
    for match in _EVERY.finditer(folded):
        yield DateExpression(
            match.start(), match.end(), _period(match["number"] or "1", match["unit"].split()[0]), "set"
        )
    for match in _SET.finditer(folded):
        yield DateExpression(
            match.start(), match.end(), _PERIODIC.get(match.group(), _PERIODIC.get(match.group()[:-1], "P1D")), "set"
        )
