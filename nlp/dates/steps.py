"""Words that move on by one unit from the date told before them: `du lendemain`, `that evening`, `l'année suivante`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.text.word_set import word_set

#: What `the day after` is no whole expression before: `the day after surgery`, `le lendemain de la chirurgie`.
WHOLE = (
    r"(?! (?:the|his|her|my|their|(?:that|this)(?! ?[.,;:()\n])|each|every|de|du|des|d'|la|le|l'|sa|son|chaque|surgery"
    r"|admission|discharge|completion|end|chemo\w*|radio\w*|starting|stopping|cycle|operation|diagnosis|treatment"
    r"|birth)\b)"
)


@dataclass(frozen=True, slots=True)
class Step:
    """Words that move on from a date.

    Attributes:
        number: how many units, 0 for the same, below 0 for a time before.
        unit: `D`, `W`, `M` or `Y`.
        pattern: the whole expression.
        begins: the words that it may begin with.
        units, turns: words of which it holds at least one of either set, a cheap test before the pattern.
    """

    number: int
    unit: str
    pattern: re.Pattern[str]
    begins: frozenset[str]
    units: frozenset[str]
    turns: frozenset[str]


def _step(number: int, unit: str, pattern: str, begins: str, units: str, turns: str) -> Step:
    compiled = re.compile(rf"\b(?:{pattern})(?![\w-])")
    return Step(number, unit, compiled, word_set(begins), word_set(units), word_set(turns))


STEPS = (
    _step(
        1, "D",
        rf"day after(?= ?[:;,.(])|(?:des )?(?:(?:le|du|au) )?lendemain(?: matin| soir)?"
        r"|(?:le|du) jour (?:suivant|d'apres)"
        r"|the (?:next|following) (?:day|morning|evening)|next (?:day|morning)"
        rf"|the (?:day|morning) after{WHOLE}",
        "day des le du au the next lendemain", "lendemain jour day morning evening",
        "lendemain suivant apres next following after",
    ),
    _step(2, "D", r"(?:(?:le|du|au) )?surlendemain", "le du au surlendemain", "surlendemain",
          "surlendemain"),
    _step(
        -1, "D",
        rf"day before(?= ?[:;,.(])|(?:de )?la veille(?: au soir)?|the (?:day|evening|night) before{WHOLE}"
        r"|the previous (?:day|evening|night)",
        "day de la the", "veille day evening night", "veille before previous",
    ),
    _step(-2, "D", r"(?:de )?l'avant-veille", "de l", "veille", "veille"),
    _step(
        1, "W",
        rf"(?:de )?la semaine (?:suivante|d'apres)|the following week|the week after{WHOLE}",
        "de la the", "semaine week", "suivante apres following after",
    ),
    _step(
        -1, "W",
        rf"(?:de )?la semaine d'avant|the (?:previous|preceding) week|the week before{WHOLE}",
        "de la the", "semaine week", "avant previous preceding before",
    ),
    _step(
        1, "M",
        r"(?:le|du|au) mois (?:suivant|d'apres)|the (?:following|next) month"
        rf"|the month (?:after|following){WHOLE}",
        "le du au the", "mois month", "suivant apres following next after",
    ),
    _step(
        -1, "M",
        rf"(?:le|du) mois d'avant|the (?:previous|preceding) month|the month before{WHOLE}",
        "le du the", "mois month", "avant previous preceding before",
    ),
    _step(
        1, "Y",
        rf"(?:de )?l'annee (?:suivante|d'apres)|the following year|the next year|the year after{WHOLE}",
        "de l the", "annee year", "suivante apres following next after",
    ),
    _step(
        -1, "Y",
        rf"(?:de )?l'annee d'avant|the (?:previous|preceding) year|the year before{WHOLE}",
        "de l the", "annee year", "avant previous preceding before",
    ),
    _step(
        0, "D",
        r"(?:(?:le|du|ce) )?meme jour|meme date|(?:le|du) (?:jour|soir|matin) meme|l'apres-midi meme|la nuit meme"
        r"|ce (?:jour|soir|matin)-la|(?:the )?same (?:day|date|evening|morning|afternoon|night)"
        r"|that (?:same )?(?:day|evening|morning|afternoon|night)",
        "le du ce la l meme the same that", "jour soir matin midi nuit day date evening morning afternoon night",
        "meme la same that",
    ),
    _step(
        0, "M",
        r"(?:le |du |ce )?meme mois|ce mois-la|(?:the )?same month|that (?:same )?month",
        "le du ce meme the same that", "mois month", "meme la same that",
    ),
    _step(
        0, "Y",
        r"(?<!de la )(?<!de cette )(?:cette |la )?(?<!de la )meme annee|(?<!de )cette annee-la"
        r"|(?<!of )(?:the )?(?<!of the )same year|(?<!of )that (?:same )?year",
        "cette la meme the same that", "annee year", "meme la same that",
    ),
)  # fmt: skip
