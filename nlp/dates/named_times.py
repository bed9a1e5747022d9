"""Times that a word names rather than a number: parts of the day, phases around an operation, vague relative words.

ISO 24617-1 (TimeML) takes all of them as TIMEX3; the types PREPOSTEXP (`postoperative`) and QUANTIFIER (`twice`) are
those of THYME (Styler et al., TACL 2014;2:143-54).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.dates.expressions import DateExpression
from nlp.dates.words import NUMBER

_ORDINAL = (
    r"(?:\d{1,2}(?:er|ere|e|eme|nde?|st|nd|rd|th)?|premiere?s?|deuxieme|seconde?|troisieme|quatrieme|cinquieme|sixieme"
    r"|septieme|huitieme|neuvieme|dixieme|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)"
)
_SPAN = (
    r"(?:jours?|days?|semaines?|weeks?|mois|months?|annees?|years?|heures?|hours?|minutes?|nuits?|nights?"
    r"|trimest(?:re|er)|decennies?|decades?)"
)
#: How often: QUANTIFIER. The last noun of a count may be any noun of an action.
_COUNT = re.compile(
    rf"\b(?:{NUMBER}|premiere|seule|plusieurs|several|multiple|many|nombreuses) (?:fois|reprises?|times|occasions"
    r"|episodes?|cures?|cycles?|seances?|injections?|crises|poussees)\b"
    rf"|\b(?!une? |a |an |one )(?:{NUMBER}|plusieurs|several|multiples?|many|nombreu(?:ses|x))"
    r" (?:autres |other |nouvea?ux |nouvelles |new |petite?s )?(?:acces|attaques|attacks|rechutes|recidives|relapses"
    r"|bolus|boluses|prises|fausses couches|grossesses|pregnancies|accouchements|deliveries|chutes|falls|malaises"
    r"|seizures|cesariennes|biopsies|incidents|bouts|[a-z]{3,}(?:tion|sion|ment|age|scopie|tomie|graphie|plastie)s)\b"
    r"|(?<![a-z\d.,])\d{1,2} ?(?:x|fois) ?/ ?(?:j|jour|jrs?|d|day|sem|semaine|an)\b"
    r"|\b(?:deuxieme|seconde|troisieme|second|third) (?:fois|time)\b"
    r"|\b(?:twice|once|thrice|a plusieurs reprises)\b"
)
#: Around an event: PREPOSTEXP.
_AROUND = re.compile(
    r"\b(?:post|pre|per|peri|intra|ante)[- ]?(?:operat\w+|partum|natale?s?|natal\w*|nataux|chirurgica\w+"
    r"|surgical\w*|therapeuti\w+|traumati\w+|transplant\w*|greffe|procedur\w+|menopaus\w+|mortem|chimiotherap\w+"
    r"|radiotherap\w+|biops\w+|interventionnel\w*|treatment|hospital\w+|exposi\w+|prandia\w+|anesthesi\w+"
    r"|critique\w*|ictal\w*|vaccina\w+|infarct\w*|embol\w+|dialy\w+|admission|discharge)\b|\b(?:post|pre|peri"
    r"|per)-[a-z]{4,}\b|\b(?:post|pre|per)-?op\b"
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
    r"|afternoon)|overnight|minuit|midi|midnight|noon|le week-?end|the weekend|\d{1,2} ?h(?: ?\d{2})?(?![a-z\d])"
    r"|(?:[01]?\d|2[0-3]):[0-5]\d"
)
_NEIGHBOURS = (
    r"le lendemain|lendemain|la veille|le surlendemain|the next day|the following day|the day before|the same day"
    r"|le jour meme|(?:le|du|au|ce) meme (?:jour|moment|mois|soir|matin|temps)|la meme (?:annee|semaine|journee"
    r"|nuit|periode|date)|(?:the )?(?:last|past|previous|next|following|same) (?:few )?(?:day|week|month|year"
    r"|night|morning)s?|(?:les |des |aux |ces )?(?:quelques |premiers? |\d{1,2} )?(?:jours|semaines|mois|heures"
    r"|annees) (?:suivante?s|precedente?s|plus tard|apres)|(?:le |la |l')(?:jour|semaine|mois|annee|nuit|soir"
    r"|matin)(?: d'apres)? (?:suivante?|precedente?|d'avant|d'apres)|(?:ces|les|des|aux|ses) derni(?:er"
    r"|ere)s (?:jours|semaines|mois|annees|heures)|(?:les|des|aux|ses|dans les) premi(?:er|ere)s (?:jours|semaines"
    r"|mois|annees|heures|minutes)|(?:depuis|pendant|durant|for|over) (?:des |the |many )?(?:jours|semaines|mois"
    r"|heures|annees|days|weeks|months|years|decades)"
)
_NUMBERED = (
    rf"(?:le |la |du |au |les |the |des |aux )?{_ORDINAL} {_SPAN}(?: (?:post|apres|after)[a-z-]*)?"
    r"|(?:jour|day|semaine|week|mois|month|heure|hour) \d{1,3}(?![\d/.,])|(?:pod|dpo) ?#? ?\d{1,3}"
    r"|[jhds] ?\+ ?\d{1,3}|j ?\d{1,3}(?!\d|[.,]\d)|h ?(?:24|48|72|12|36)(?!\d|[.,]\d)"
)
_VAGUE = (
    r"actuellement|currently|now|recently|recemment|a ce jour|to date|maintenant|aujourd'hui|at present|nowadays"
    r"|presently|(?:de )?longue date|(?:dans|depuis|pendant) l'enfance|in childhood|since childhood|plus tard"
    r"|auparavant|ulterieurement|par la suite|immediatement(?: apres)?|aussitot|immediately|subsequently"
    r"|previously|precedemment|anterieurement|dernierement|prochainement|initialement|initially|autrefois|jadis"
    r"|(?:a|de) (?:cette epoque|l'epoque|ce moment(?:-la)?|cette date)|at (?:that|this|the same) (?:time|point"
    r"|moment)|a (?:court|moyen|long) terme|au long cours|long-?term|short-?term|(?:dans|par) le passe|in the past"
    r"|the future|(?:a|dans) l'avenir|ces derniers temps|lately|au moment|at the time|at this time"
    r"|dans un (?:premier|second|deuxieme) temps|quelque temps|peu de temps|un certain temps|longtemps"
    r"|for some time|a long time|simultanement|simultaneously|(?:l'|cet |en |l')?(?:hiver|automne)|(?:l'|cet "
    r"|en )ete|(?:le|au) printemps|in (?:winter|spring|summer|autumn|the fall)|(?:les |des |aux "
    r"|the )?annees (?:19|20)?\d0|the (?:19|20)\d0s|fin de grossesse|debut de grossesse"
)
#: Adjectives and nouns that TimeML lists as triggers of a time, and the ages of life.
_TRIGGERS = (
    r"actuel(?:le)?s?|recente?s?|recents|ulterieure?s?|precedente?s?|prochaine?s?|future?s?|current|recent|entre-?temps"
    r"|pendant ce temps|en meme temps|meanwhile|(?:longue|courte) duree|toute (?:la )?(?:nuit|journee|annee)"
    r"|(?:dans|en) (?:l'|le |la )(?:annee|mois|semaine|heure)(?! d)"
    r"|des lors|jusque-la|jusqu'alors|depuis (?:peu|toujours|lors)|il y a peu|naguere|bientot|(?:a|apres|avant) noel"
    r"|au (?:reveil|coucher)|(?:en |(?:la )?fin de |(?:le )?debut de )(?:journee|matinee|soiree|semaine)"
    r"|(?:en |a la |au |la |le )?(?:debut|fin|milieu) (?:d'annee|de l'annee|du mois|de semaine)"
    r"|(?:le |du )siecle dernier|(?:a |de )l'age adulte|hebdomadairement|annuellement|mensuellement"
    r"|(?:depuis|dans|a|des|pendant|durant) (?:l'|la |le |son |sa )?(?:petite enfance|enfance|adolescence|naissance"
    r"|jeune age|jeunesse)|(?:en )?bas age|at birth|since birth|neonatale?s?"
)
_WORDS = re.compile(rf"\b(?:{_NEIGHBOURS}|{_NUMBERED}|{_DAY_PARTS}|{_VAGUE}|{_TRIGGERS})(?![a-z\d])")
#: An age that dates an event: `opérée à l'âge de 12 ans`, not `un homme de 54 ans`.
_AT_AGE = re.compile(
    r"\b(?:a|des|depuis|vers|avant|apres|jusqu'a|at|since|before|after|by|from) (?:l'|the )age (?:de |d'"
    rf"|of )(?P<age>{NUMBER})(?: (?P<unit>ans?|mois|jours?|semaines?|years?|months?|days?|weeks?))?\b"
)
#: `une dizaine de jours`: an approximate number.
_DOZENS = {"huitaine": 8, "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30,
           "quarantaine": 40, "cinquantaine": 50, "dozen": 12}  # fmt: skip
_ABOUT = re.compile(
    rf"\b(?:une |un |a )?(?P<count>{'|'.join(_DOZENS)})(?: de| d')? ?(?P<unit>ans|annees|mois|semaines|jours|heures"
    r"|minutes|years|months|weeks|days|hours)\b|\b(?:une |la )?demi-(?P<half>heure|journee)\b"
    r"|\bhalf an? (?P<half2>hour)\b"
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
    for match in _AT_AGE.finditer(folded):
        unit = (match["unit"] or "ans")[0] if match["unit"] not in ("mois", "months", "month") else "m"
        yield DateExpression(match.start(), match.end(), f"P{match['age']}{_LETTER[unit]}")
    yield from _approximate(folded)


def _approximate(folded: str) -> Iterator[DateExpression]:
    for match in _ABOUT.finditer(folded):
        if match["count"]:
            letter = _LETTER[match["unit"][0]]
            clock = "T" if letter == "H" or match["unit"].startswith("min") else ""
            value = f"P{clock}{_DOZENS[match['count']]}{letter}"
        else:
            value = "PT30M" if "h" in (match["half"] or match["half2"])[0] else "PT12H"
        yield DateExpression(match.start(), match.end(), value, "duration")
