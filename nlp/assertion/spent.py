"""Treatments whose time is over, by their age, their story, their counted cycles or what follows them."""

from __future__ import annotations

import re

from nlp.assertion.courses import is_acute
from nlp.assertion.days import days_before
from nlp.assertion.eras import line_number
from nlp.assertion.place import EPISODE_DAYS, ERA_DAYS, EVENT_DAYS, STAYS, Place
from nlp.text.reading import Reading

DONE = re.compile(
    r"\b(?:apres|after|following|post|suite a|s/p|status post|ayant recu|a recu|avait recu|received"
    r"|recut|initialement|"
    r"initially|premiere ligne|1re ligne|1ere ligne|first[- ]line|l1|d'abord|au terme de|a la fin de"
    r"|end of|fin de|completed|issue de|a l'issue de|decours de|traite auparavant|autrefois|conditionnement"
    r"|conditioning"
    r"|previously|previous|prior|"
    r"anterieur\w*|echec|failure|jusqu'en|puis 4 cycles de|puis \d cycles)\b[^.;\n]{0,50}$"
)
_PREPARING = re.compile(
    r"\b(?:neoadjuvant\w*|neo-adjuvant\w*|preoperatoire|pre-op\w*|induction|perioperatoire"
    r"|perioperative)\b[^.;\n]{0,50}$"
)
#: Words right before a treatment that tell of it as given then: `Had carboplatin x6`, `You gave her paclitaxel`.
_GIVEN_THEN = re.compile(
    r"(?:^|[.;,] |\b(?:and|et|he|she|elle|il|you|we|i|vous|nous) )"
    r"(?:had|gave (?:him|her)|a eu|avait eu|avez donne|lui a donne)"
    r"(?: (?:du|de la|un|une|some))?(?: [a-z0-9-]{4,}(?: ?[/+,-]| and| et))* ?$"
)
THEN = re.compile(r"^[^.;\n]{0,25}\b(?:puis|then|followed by|suivie?s? (?:de|d'|par))\b")
_COUNTED = re.compile(r"^[ ]?(?:x|×|\*) ?\d{1,2}\b|^ ?\(?\d{1,2} (?:cycles?|cures?|injections?|doses|courses)\b")
_COUNTED_BEFORE = re.compile(
    r"\b(?:\d{1,2}|deux|trois|quatre|cinq|six|huit|two|three|four|five|eight) (?:cycles?"
    r"|cures?"
    r"|courses|injections?|doses)(?: (?:de|d'|of))? ?$|(?:^|[ (,+:])[2-9] (?:cycles? )?$"
)
_FOR_A_TIME = re.compile(
    r"^ ?(?:x |× ?|pendant |durant |for )?"
    r"(?:\d{1,2}|une?|deux|trois|cinq|six|sept|dix|quinze|three|two|five|seven|ten|a)"
    r" (?:mois|ans?|semaines|months?|years?|weeks|jours|days)\b"
)
_A_TIME_OF = re.compile(
    r"\b(?:\d{1,2}|une?|deux|trois|quatre|six|two|three|four|a) (?:mois|semaines?|jours|months?|weeks?|days)"
    r" (?:de |d'|of )$"
)
#: `3 lignes : carboplatine-paclitaxel, niraparib`: lines that a report counts up are over, save the one that goes on.
_AMONG_LINES = re.compile(
    r"\b(?:\d|deux|trois|quatre|cinq|plusieurs|two|three|four|five|several)[^.;:]{0,14}"
    r" (?:lignes?|lines)\b[^.;:]{0,25}:[^.;]*$"
)


def is_over(place: Place) -> bool:
    """Whether a treatment without an end of its own is over by its age, its story, its line or what follows it."""
    if place.age is not None:
        return place.age > EPISODE_DAYS
    if not place.is_oncologic:
        return _had_its_days(place)
    if place.section == "history" or (place.lines and 0 < line_number(place.before) < place.lines):
        return True
    if place.era is not None and place.era > ERA_DAYS:
        return True
    if _GIVEN_THEN.search(place.before) or _AMONG_LINES.search(place.before) or DONE.search(place.before):
        return True
    if _PREPARING.search(place.before) and _surgery_done(place.reading):
        return True
    counted = _COUNTED.match(place.after) or _COUNTED_BEFORE.search(place.before)
    return bool(counted or THEN.match(place.after)) and _therapy_follows(place)


def _had_its_days(place: Place) -> bool:
    """`thrombose en 2020, six mois de rivaroxaban`: a supportive drug given for a time, long ago."""
    told = _FOR_A_TIME.match(place.after) or _A_TIME_OF.search(place.before)
    if place.era is not None and place.era > EVENT_DAYS:
        return bool(told or _COUNTED.match(place.after))
    return bool(told) and place.type not in STAYS and _beside_a_past_event(place)


def _surgery_done(reading: Reading) -> bool:
    return any(c.value == "surgery" and c.assertion in ("present", "historical") for c in reading.candidates)


def _therapy_follows(place: Place) -> bool:
    """True where another treatment comes after this one in its sentence."""
    last = place.reading.sentence(place.candidate.first).last
    return any(
        c.kind in ("treatment", "drug") and place.candidate.last + 1 < c.first < last and c.assertion != "planned"
        for c in place.reading.candidates
    )


def had_its_time(place: Place) -> bool:
    """`tamoxifène pendant cinq ans`, in an old story or beside an old cancer: the time is over."""
    if not place.is_oncologic or not _FOR_A_TIME.match(place.after) or place.section in ("plan", "conclusion"):
        return False
    return place.era is not None and place.era > EVENT_DAYS


#: Cycles counted before or after a treatment, one alone left out.
_CYCLES_BEFORE = re.compile(
    r"\b(?:[2-9]|1\d|deux|trois|quatre|cinq|six|huit|two|three|four|five|six|eight) (?:cycles?|cures?|courses)"
    r"(?: (?:de|d'|of))? ?$"
)
_CYCLES_AFTER = re.compile(
    r"^ ?(?:x|×)? ?(?:[2-9]|1\d|deux|trois|quatre|six|huit|two|three|four|six) (?:cycles|cures|courses)\b"
    r"|^ ?(?:x|×) ?(?:[2-9]|1\d)\b"
)


def had_its_cycles(place: Place) -> bool:
    """Several cycles told in the letter of a stay were given before it: a stay sees one."""
    if place.type != "discharge" or not place.is_oncologic or place.section == "plan":
        return False
    return bool(_CYCLES_BEFORE.search(place.before) or _CYCLES_AFTER.match(place.after))


_TREATED_WITH = re.compile(r"\b(?:traite\w*|treated)[^.;,()]{0,20} (?:with|par|avec|by)(?: (?:du|de la|un|une))? ?$")
#: An event dated this many days before the report is over with the drug that treated it.
PAST_EVENT_DAYS = 30


def treated_a_past_event(place: Place) -> bool:
    """`pneumonia in March, treated with doxycycline`, in a report that is not that event's."""
    return place.type not in STAYS and bool(_TREATED_WITH.search(place.before)) and _beside_a_past_event(place)


def _beside_a_past_event(place: Place) -> bool:
    number = place.reading.sentence_of[place.candidate.first]
    return any(
        c.kind == "diagnosis" and c.first < place.candidate.first and is_acute(c)
        and (days_before(place.reading.report_date, c.date) or 0) > PAST_EVENT_DAYS
        for c in place.reading.candidates
        if place.reading.sentence_of[c.first] == number
    )  # fmt: skip
