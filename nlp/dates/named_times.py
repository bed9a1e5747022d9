"""Times that a word names rather than a number: parts of the day, phases around an operation, vague relative words.

ISO 24617-1 (TimeML) takes all of them as TIMEX3; the types PREPOSTEXP (`postoperative`) and QUANTIFIER (`twice`) are
those of THYME (Styler et al., TACL 2014;2:143-54).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.dates.expressions import DateExpression
from nlp.dates.relative import number_of
from nlp.dates.vague_words import FREQUENCIES, TRIGGERS, VAGUE
from nlp.dates.words import NUMBER

_ORDINAL = (
    r"(?:\d{1,3} ?(?:er|ere|e|eme|ieme|[°ºo]|nde?|st|nd|rd|th)|\d{1,2}|premiere?s?|derni(?:er|ere)|deuxieme|seconde?"
    r"|troisieme|quatrieme|cinquieme|sixieme|septieme|huitieme|neuvieme|dixieme|first|second|third|fourth|fifth|sixth"
    r"|(?:on|dou|trei|quator|quin|sei)zieme|dix-(?:septi|huiti|neuvi)eme|vingtieme|trentieme|quarantieme|seventh"
    r"|eighth|ninth|tenth|last)"
)
_SPAN = (
    r"(?:jours?|days?|semaines?|weeks?|mois|months?|annees?|years?|heures?|hours?|minutes?|nuits?|nights?"
    r"|trimest(?:re|er)s?|semestres?|decennies?|decades?)"
)
#: How often: QUANTIFIER. The last noun of a count may be any noun of an action.
_COUNT = re.compile(
    rf"\b(?:{NUMBER}|premiere|seule|plusieurs|several|multiple|many|nombreuses) (?:fois|reprises?|times|occasions"
    r"|episodes?|cures?|cycles?|seances?|injections?|crises|poussees)\b"
    rf"|\b(?!une? |a |an |one )(?:{NUMBER}|plusieurs|several|multiples?|many|nombreu(?:ses|x))"
    r" (?:autres |other |nouvea?ux |nouvelles |new |petite?s )?(?:acces|attaques|attacks|rechutes|recidives|relapses"
    r"|bolus|boluses|prises|doses|essais|tentatives|passages|gestes|selles|sejours|fausses couches|grossesses"
    r"|pregnancies|accouchements|deliveries|chutes|falls|malaises|seizures|cesariennes|biopsies|incidents|bouts"
    r"|[a-z]{3,}(?:tion|sion|ment|age|scopie|tomie|graphie|plastie)s)\b"
    r"|(?<![a-z\d.,])\d{1,2} ?(?:x|fois) ?/ ?(?:j|jour|jrs?|d|day|sem|semaine|an)\b"
    r"|\b(?:deuxieme|seconde|troisieme|second|third) (?:fois|time)\b|\b(?:dose|prise|injection) unique\b"
    r"|\b(?:premier|deuxieme|second|troisieme|quatrieme|nouvel|dernier|1er|[2-9]e(?:me)?) (?:episode|cycle|acces)\b"
    r"|\b(?:first|second|third|fourth|last) (?:episode|cycle|attack)\b"
    r"|\b(?:twice|once|thrice|a plusieurs reprises)\b"
)
#: Around an event: PREPOSTEXP.
_AROUND = re.compile(
    r"\b(?:post|pre|per|peri|intra|ante)[- ]?(?:operat\w+|partum|natale?s?|natal\w*|nataux|chirurgica\w+"
    r"|surgical\w*|therapeuti\w+|traumati\w+|transplant\w*|greffe|procedur\w+|menopaus\w+|mortem|chimiotherap\w+"
    r"|radiotherap\w+|biops\w+|interventionnel\w*|treatment|hospital\w+|exposi\w+|prandia\w+|anesthesi\w+"
    r"|critique\w*|ictal\w*|vaccina\w+|infarct\w*|cures?|infecti\w+|transfus\w+|menstru\w+|puber\w+|stenti\w+|embol\w+|dialy\w+|admission|discharge)\b|\b(?:post|pre|peri"
    r"|per)-[a-z]{4,}\b|\b(?:post|pre|per)[- ]?op\b"
)
#: How often, by the part of the day: SET.
_RECURRENT = re.compile(
    r"\b(?:(?:chaque|tous les|toutes les|every|each) (?:matins?|soirs?|nuits?|midis?|jours?|weekends?|week-ends?"
    r"|morning|evening|night|day|afternoon|hivers?|etes?|printemps|winter|summer)|nocturnes?|diurnes?|vesperale?s?"
    r"|vesperaux|matinale?s?|nocturnal|nightly|at night|jour et nuit|day and night|regulierement|pluriannuel\w*)\b"
)
_DAY_PARTS = (
    r"cette nuit|ce matin|ce soir|le matin|le soir|la nuit|la matinee|la soiree|la journee|en journee"
    r"|dans la journee|(?:l'|cet )?apres-midi|this morning|this evening|this afternoon|in the (?:morning|evening"
    r"|afternoon)|overnight|minuit|midi|midnight|noon|le week-?end|the weekend"
)
_NEIGHBOURS = (
    r"le lendemain|lendemain|la veille|le surlendemain|the next day|the following day|the day before|the same day"
    r"|le jour meme|(?:le|du|au|ce) meme (?:jour|moment|mois|soir|matin|temps)|la meme (?:annee|semaine|journee"
    r"|nuit|periode|date)|(?:the )?(?:last|past|previous|next|following|same) (?:few )?(?:day|week|month|year"
    r"|night|morning)s?|(?:les |des |aux |ces )?(?:quelques |premiers? |\d{1,2} )?(?:jours|semaines|mois|heures"
    r"|annees) (?:suivante?s|precedente?s|plus tard|apres)|(?:le |la |l')(?:jour|semaine|mois|annee|heure|nuit|soir"
    r"|matin)(?: d'apres)? (?:suivante?|precedente?|d'avant|d'apres)|(?:ces|les|des|aux|ses) derni(?:er"
    r"|ere)s (?:jours|semaines|mois|annees|heures)|(?:les|des|aux|ses|dans les) premi(?:er|ere)s (?:jours|semaines"
    r"|mois|annees|heures|minutes)|(?:depuis|pendant|durant|for|over) (?:des |the |many )?(?:jours|semaines|mois"
    r"|heures|annees|days|weeks|months|years|decades)"
)
_NUMBERED = (
    r"(?:au |le |du )?jour \d{1,3}(?!\d|[/.,]\d)"
    r"|(?:\d{1,2}|une?) (?:jours?|semaines?|mois|nuits?) sur (?:deux|trois|quatre|\d)"
    rf"|(?:le |la |du |au |les |the |des |aux )?{_ORDINAL} {_SPAN}(?: (?:post|apres|after)[a-z-]*)?"
    r"|(?:jour|day|semaine|week|mois|month|heure|hour) \d{1,3}(?!\d|[/.,]\d)|(?:pod|dpo) ?#? ?\d{1,3}"
    r"|[jhds] ?\+ ?\d{1,3}|j[ .]?\d{1,3}(?!\d|[.,]\d)|h ?(?:0|2|4|6|8|24|48|72|12|36)(?!\d|[.,]\d)"
    r"|(?:a|entre|des|jusqu'a|vers|scanner|irm|bilan|controle|consultation) [ms] ?\+? ?[1-9]\d?(?![\d.,/a-z])"
    r"|[ms] ?\+ ?[1-9]\d?(?![\d.,/a-z])"
)
_WORDS = re.compile(rf"\b(?:{_NEIGHBOURS}|{_NUMBERED}|{_DAY_PARTS}|{VAGUE}|{TRIGGERS}|{FREQUENCIES})(?![a-z\d])")
#: A time of day in figures: `14h30`, `8 heures du matin`, `9:05`.
_CLOCK = re.compile(
    r"(?<![\d.,/:])(?P<hour>[01]?\d|2[0-3]) ?h(?:eures?)? ?(?P<minute>[0-5]\d)(?![\d/:]|[.,]\d|[a-ln-z])"
    r"|\b(?:a|at|by|to|vers) (?P<hour2>[01]?\d|2[0-3]):(?P<minute2>[0-5]\d)(?![\d/:a-z]|[.,]\d)"
    r"|(?<![\d.,/:])(?P<hour3>1?\d|2[0-3]) ?(?:h|heures?) (?:du (?P<pm>matin|soir)|de l'(?P<pm2>apres)-midi)\b"
)
#: What shows that hours and minutes tell how long, not when: `pendant 1h30`, `1h30 de bloc`.
_LASTING = re.compile(r"\b(?:pendant|durant|en|dure|durait|apres|duree de|environ|plus de|moins de) $")
_LASTED = re.compile(r" ?min| d[e']")
#: An age that dates an event: `opérée à l'âge de 12 ans`, not `un homme de 54 ans`.
_AT_AGE = re.compile(
    r"\b(?:a|des|depuis|vers|avant|apres|jusqu'a|at|since|before|after|by|from) (?:l'|the )age (?:de |d'"
    rf"|of )(?P<age>{NUMBER})(?: (?P<unit>ans?|mois|jours?|semaines?|years?|months?|days?|weeks?))?\b"
)
#: `une dizaine de jours`: an approximate number.
_DOZENS = {"huitaine": 8, "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30,
           "quarantaine": 40, "soixantaine": 60, "centaine": 100, "cinquantaine": 50, "dozen": 12}  # fmt: skip
_ABOUT = re.compile(
    rf"\b(?:une |un |a )?(?P<count>{'|'.join(_DOZENS)})(?: de| d')? ?(?P<unit>ans|annees|mois|semaines|jours|heures"
    r"|minutes|years|months|weeks|days|hours)\b|\b(?:une |la )?demi-(?P<half>heure|journee)\b"
    r"|\bhalf an? (?P<half2>hour)\b|\b(?:un |(?P<quarters>trois )?)quarts? d'heure\b"
)
_LETTER = {"a": "Y", "y": "Y", "m": "M", "s": "W", "w": "W", "j": "D", "d": "D", "h": "H"}


def named_times(folded: str) -> Iterator[DateExpression]:
    """Times named by words in a folded text; their value is a TIMEX3 value where the words hold one.

    >>> [(d.value, d.kind) for d in named_times("opere a l'age de 12 ans, revu une dizaine de jours apres")]
    [('XXXX-XX-XX', 'date'), ('P12Y', 'date'), ('P10D', 'duration')]
    """
    for pattern in (_COUNT, _AROUND):
        for match in pattern.finditer(folded):
            yield DateExpression(match.start(), match.end(), "NO_VALUE", "set")
    for match in _RECURRENT.finditer(folded):
        yield DateExpression(match.start(), match.end(), "P1D", "set")
    for match in _WORDS.finditer(folded):
        yield DateExpression(match.start(), match.end(), "XXXX-XX-XX")
    yield from _clock(folded)
    for match in _AT_AGE.finditer(folded):
        unit = (match["unit"] or "ans")[0] if match["unit"] not in ("mois", "months", "month") else "m"
        yield DateExpression(match.start(), match.end(), f"P{number_of(match['age']) or 'X'}{_LETTER[unit]}")
    yield from _approximate(folded)


def _clock(folded: str) -> Iterator[DateExpression]:
    for match in _CLOCK.finditer(folded):
        lasts = match["hour"] and (
            _LASTING.search(folded, max(0, match.start() - 20), match.start()) or _LASTED.match(folded, match.end())
        )
        if lasts:
            value = f"PT{int(match['hour'])}H{int(match['minute'])}M"
            yield DateExpression(match.start(), match.end(), value, "duration")
        else:
            yield DateExpression(match.start(), match.end(), _time_of_day(match), "time")


def _time_of_day(match: re.Match[str]) -> str:
    hour = int(match["hour"] or match["hour2"] or match["hour3"])
    later = match["pm"] == "soir" or match["pm2"]
    return f"T{hour + 12 if later and hour < 12 else hour:02d}:{match['minute'] or match['minute2'] or '00'}"


def _approximate(folded: str) -> Iterator[DateExpression]:
    for match in _ABOUT.finditer(folded):
        yield DateExpression(match.start(), match.end(), _about(match), "duration")


def _about(match: re.Match[str]) -> str:
    if match["count"]:
        letter = _LETTER[match["unit"][0]]
        clock = "T" if letter == "H" or match["unit"].startswith("min") else ""
        return f"P{clock}{_DOZENS[match['count']]}{letter}"
    half = match["half"] or match["half2"]
    if half:
        return "PT30M" if "h" in half[0] else "PT12H"
    return "PT45M" if match["quarters"] else "PT15M"
