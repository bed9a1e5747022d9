"""What a treatment's date, section, line and report say of its assertion, where no cue does.

Settled by the gold contract: present in the report of the episode in which it is given or done, historical when
finished or stopped before it, planned when proposed.
"""

from __future__ import annotations

import datetime as dt
import re

from medomics_ehr.contracts.finding import Assertion
from nlp.candidates import Candidate
from nlp.text.reading import Reading

#: An operation this many days before the report of its episode is still that episode's.
EPISODE_DAYS = 45
#: A treatment of a paragraph whose story is older than this is over, unless words say that it goes on.
ERA_DAYS = 300
#: A short course of such a story is over sooner.
EVENT_DAYS = 120
#: How far ahead a date without a year may lie where words plan it.
AHEAD_DAYS = 60
#: A course of radiotherapy reported within this many days of its date is the report's own.
COURSE_DAYS = 120
#: From this share of the text on, a report looks ahead.
CLOSING = 0.72
COURSES = frozenset(["radiotherapy", "radiochemotherapy", "brachytherapy", "stem_cell_transplant", "car_t"])
_EPISODE_TYPES = frozenset(["operative", "pathology"])
_GOES_ON = re.compile(
    r"\b(?:sous|on|actuellement|actuelle?|currently|current|en cours|poursui\w+|poursuite|continu\w+"
    r"|depuis|since|ongoing|toujours|maintien|maintenue?|"
    r"remains on|still on|takes|taking|prend|receiving|tolerating|has now had|tolere)\b[^.;\n]{0,40}$"
    r"|\b(?:cycle|cure|c) ?\d{1,2}(?: of| de| du| d'|/\d{1,2}| (?:today|ce jour|aujourd'hui))?[ :,]{0,3}$"
    r"|\b(?:premiere?|deuxieme|troisieme|quatrieme|cinquieme|sixieme|first|second|third|fourth|fifth"
    r"|sixth|\d{1,2}(?:e|eme|er|nd|rd|th|st)) (?:cycle |cure |injection |dose )?(?:of |de |d'|du )?$"
)
_GOES_ON_AFTER = re.compile(
    r"^[^.;\n]{0,30}?(?:\bc ?\d{1,2}\b(?! ?-)|en cours|a poursuivre|poursuivie?s?|bien toleree?s?"
    r"|well tolerated|ongoing|continues|is continuing|depuis|since|mensuel\w*|monthly|"
    r"au long cours|to continue|toujours en cours|cycle \d|debutee? ce jour|started today|au quotidien|maintenue?s?)"
)
_DONE = re.compile(
    r"\b(?:apres|after|following|post|suite a|s/p|status post|ayant recu|a recu|avait recu|received"
    r"|recut|initialement|"
    r"initially|premiere ligne|1re ligne|1ere ligne|first[- ]line|l1|d'abord|au terme de|a la fin de"
    r"|end of|fin de|completed|issue de|a l'issue de|decours de|traite auparavant|autrefois"
    r"|previously|previous|prior|"
    r"anterieur\w*|echec|failure|jusqu'en|puis 4 cycles de|puis \d cycles)\b[^.;\n]{0,50}$"
)
_ADVICE = re.compile(
    r"\b(?:pour|for|en vue|discuter|avis|indication|proposer|suggest|consider|recommend\w*|a defaut"
    r"|or)\b[^.;\n]{0,60}$"
)
_PREPARING = re.compile(
    r"\b(?:neoadjuvant\w*|neo-adjuvant\w*|preoperatoire|pre-op\w*|induction|perioperatoire"
    r"|perioperative)\b[^.;\n]{0,50}$"
)
_THEN = re.compile(r"^[^.;\n]{0,25}\b(?:puis|then|followed by|suivie?s? (?:de|d'|par))\b")
_STOPPED_BEFORE = re.compile(
    r"\b(?:arret|interruption|sevrage|stop|stopped|stopping|discontinu\w+|suspension|arreter"
    r"|interrompre|stopper|echec|switch from|remplace)\b[^.;:,\n]{0,25}$"
)
_ADJUVANT_DONE = re.compile(
    r"\bsuivie?s? (?:de|d'|par)\b[^.;\n]{0,40}$|\bfollowed by\b[^.;\n]{0,40}$"
    r"|\bpuis\b[^.;\n]{0,30}$"
    r"|\bthen\b[^.;\n]{0,30}$"
)
_COUNTED = re.compile(r"^[ ]?(?:x|×|\*) ?\d{1,2}\b|^ ?\(?\d{1,2} (?:cycles?|cures?|injections?|doses|courses)\b")
_COUNTED_BEFORE = re.compile(
    r"\b(?:\d{1,2}|deux|trois|quatre|cinq|six|huit|two|three|four|five|eight) (?:cycles?"
    r"|cures?"
    r"|courses|injections?|doses)(?: (?:de|d'|of))? ?$|(?:^|[ (,+:])[2-9] (?:cycles? )?$"
)
_LINE = re.compile(
    r"\b(?:(\d)(?:re|ere|e|eme|st|nd|rd|th)?|(premiere|deuxieme|seconde?|troisieme|quatrieme|first"
    r"|second|third|fourth))[ -](?:ligne|line)\b|\bl(\d)\b"
)
_ORDINALS = {
    "premiere": 1,
    "first": 1,
    "deuxieme": 2,
    "seconde": 2,
    "second": 2,
    "troisieme": 3,
    "third": 3,
    "quatrieme": 4,
    "fourth": 4,
}
_PAST_SECTIONS = frozenset(["history", "story"])
ONCOLOGIC = ("L01", "L02")


def therapy_assertion(reading: Reading, candidate: Candidate, era: int | None, lines: int) -> Assertion:
    """`present`, `historical` or `planned` for a drug or a treatment over which no cue has a scope.

    Args:
        era: age in days of the story that the candidate's paragraph tells, None where it has no date.
        lines: the number of the last line of treatment that the report names, 0 where it names none.
    """
    section = reading.sentence(candidate.first).section
    age = days_before(reading.report_date, candidate.date or candidate.data.get("period"))
    before, after = around(reading, candidate)
    if candidate.data.get("end") or is_stopped(before, after):
        return "historical"
    if age is not None and age < 0:
        return "planned"
    if reading.report_type == "board" and section == "conclusion":
        section = "plan"
    if section == "medication" and candidate.kind == "drug":
        return "present"
    goes_on = bool(
        goes_on_beside(before, after)
        or _GOES_ON.search(before)
        or _GOES_ON_AFTER.search(after)
        or candidate.data.get("since")
    )
    if candidate.value == "surveillance" and section != "plan":
        return "present"
    if (
        section == "plan"
        and not goes_on
        and (age is None or age > 400 or (age == 0 and len(candidate.date or "") == 7))
    ):
        return "planned"
    if section == "conclusion" and reading.report_type == "imaging" and age is None and _ADVICE.search(before):
        return "planned"
    if candidate.value == "surgery":
        return _surgery(reading, section, age)
    if goes_on or is_under_evaluation(reading, candidate, before):
        return "present"
    if reading.report_type in _EPISODE_TYPES and _is_oncologic(candidate):
        return "historical"
    if _is_oncologic(candidate) and _closes_report(reading, candidate, section):
        return "planned"
    if candidate.value in COURSES:
        return _course(reading, section, age)
    return "historical" if _is_over(reading, candidate, before, after, section, age, era, lines) else "present"


_TODAY_BEFORE = re.compile(r"\b(?:today|ce jour|aujourd'hui|ce matin|this morning)\b[^.;\n]{0,50}$")
_TODAY_AFTER = re.compile(r"^[^.;\n]{0,30}\b(?:today|ce jour|aujourd'hui|ce matin|this morning)\b")


def is_today(before: str, after: str) -> bool:
    """True where the words around a treatment say that it begins on the day of the report."""
    return bool(_TODAY_BEFORE.search(before) or _TODAY_AFTER.search(after))


_CONTINUED = re.compile(
    r"\b(?:poursui\w+|continu\w+|cont|carry on|maintien|maintenir|reconduire|reconduction|on maintient|keep|stays? on"
    r"|remains? on|utilis\w+|recoit|receives|receiving)"
    r"(?: (?:de|du|des|d'|le|la|les|l'|the|with|on|current|his|her))*[ ']?$"
)
_CONTINUES = re.compile(
    r"^[^.;:,\n]{0,14}(?:to be continued|to continue|continues|a poursuivre|a maintenir|poursuivie?s?|maintenue?s?"
    r"|is ongoing|ongoing"
    r"|to be (?:weaned|tapered|reduced|stopped)|a (?:arreter|diminuer|sevrer|cesser|decroitre))\b"
    r"|^, (?:which|qui) (?:is|est|continues)\b[^.;\n]{0,12}(?:ongoing|poursuivi|en cours)?"
)
_PAUSED_BEFORE = re.compile(
    r"\b(?:hold|holding|suspendre|pause|interrompre|withhold)(?: (?:le|la|les|l'|the|her|his))?[ ']?$"
)
_PAUSED_AFTER = re.compile(r"^ (?:for |pendant |x )?\d{1,2} ?(?:h|heures?|hours?|j|jours?|days?)\b")
_NUMBERED_CYCLE = re.compile(
    r"\b(?:cycle|cure|c) ?\d{1,2}(?: of| de| du| d'|/\d{1,2})?[ :,]{0,3}$"
    r"|\b(?:premiere?|deuxieme|seconde?|troisieme|quatrieme|cinquieme|sixieme|first|second|third|fourth|fifth|sixth"
    r"|\d{1,2}(?:e|eme|er|nd|rd|th|st)) (?:cycle |cure |injection |dose |course )?(?:of |de |d'|du )?"
    r"(?:[a-z-]{4,} ?(?:and|et|/|\+|-) ?)?$"
)
_FAILED_UNDER = re.compile(
    r"\b(?:progress\w+|rechute|recidive|echec|echappement|relapse\w*|failure|evolution|evolutive|evolutif)\b"
    r"[^.;,\n]{0,25}\b(?:sous|on|under|during|through)(?: (?:le|la|l'|les|first-line|second-line))?[ ']?$"
)
_STOPPED_AFTER = re.compile(
    r"^ ?\(?(?:a ete |was |now )?(?:arretee?s?|stoppee?s?|stopped|discontinued|suspendue?s?)\b"
    r"|^[^.;:\n]{0,20}, ?stop(?:pe|ped)?\b"
)


def goes_on_beside(before: str, after: str) -> bool:
    """`poursuite de X`, `X débuté ce jour`, `X to be continued`: the treatment is being given, even in a plan."""
    paused = _PAUSED_BEFORE.search(before) and _PAUSED_AFTER.search(after)
    return is_today(before, after) or bool(_CONTINUED.search(before) or _CONTINUES.search(after) or paused)


def is_stopped(before: str, after: str) -> bool:
    """`arrêt de X`, `progression sous X`: the treatment is over."""
    return bool(_STOPPED_BEFORE.search(before) or _FAILED_UNDER.search(before) or _STOPPED_AFTER.match(after))


def is_numbered_cycle(before: str) -> bool:
    """`J9 du deuxième cycle de X`: a treatment in its cycles."""
    return bool(_NUMBERED_CYCLE.search(before))


def next_occasion(report_date: str, candidate: Candidate) -> str:
    """The next occasion of a date that the text states without a year, within `AHEAD_DAYS`; "" where there is none."""
    stated = candidate.date or ""
    if not candidate.data.get("yearless") or len(stated) < 7:
        return ""
    moved = f"{int(stated[:4]) + 1:04d}{stated[4:]}"
    age = days_before(report_date, moved)
    return moved if age is not None and -AHEAD_DAYS <= age <= 0 else ""


def around(reading: Reading, candidate: Candidate) -> tuple[str, str]:
    """Folded text of the candidate's sentence before and after it."""
    sentence = reading.sentence(candidate.first)
    start, end = reading.starts[candidate.first], reading.ends[candidate.last - 1]
    before = reading.folded[max(reading.starts[sentence.first], start - 110) : start].replace("\n", " ")
    return before, reading.folded[end : min(reading.ends[sentence.last - 1], end + 60)].replace("\n", " ")


def _is_oncologic(candidate: Candidate) -> bool:
    return candidate.kind == "treatment" or (candidate.code or "").startswith(ONCOLOGIC)


_EVALUATED = re.compile(
    r"\b(?:evaluation|reevaluation|bilan|restaging|reassessment|assessment|interim|topic|question)\b"
)
_AFTER_CYCLES = re.compile(
    r"\b(?:apres|after|post)(?: (?:la|le|les|the))? (?:\d{1,2}|une?|deux|trois|quatre|cinq|six|huit"
    r"|one|two|three|four|five|six|eight)e?(?: (?:cycles?|cures?|courses|injections?|doses))?(?: (?:de|d'|of))? ?$"
)
_FOR_A_TIME = re.compile(
    r"^ ?(?:x |× ?|pendant |durant |for )?(?:\d{1,2}|une?|deux|trois|six|three|two|a)"
    r" (?:mois|ans?|semaines|months?|years?|weeks)\b"
)


def is_under_evaluation(reading: Reading, candidate: Candidate, before: str) -> bool:
    """`Évaluation après 4 cures de X`: the report sees the patient in the course of X."""
    sentence = reading.sentence(candidate.first)
    told = reading.folded[reading.starts[sentence.first] : reading.starts[candidate.first]]
    return bool(_AFTER_CYCLES.search(before) and _EVALUATED.search(told))


def _is_over(
    reading: Reading,
    candidate: Candidate,
    before: str,
    after: str,
    section: str,
    age: int | None,
    era: int | None,
    lines: int,
) -> bool:
    if age is not None:
        return age > EPISODE_DAYS
    if not _is_oncologic(candidate):
        return era is not None and era > EVENT_DAYS and bool(_COUNTED.match(after) or _FOR_A_TIME.match(after))
    if section == "history" or (lines and 0 < _line_number(before) < lines):
        return True
    if era is not None and era > ERA_DAYS:
        return True
    if _DONE.search(before) or (_PREPARING.search(before) and _surgery_done(reading)):
        return True
    counted = _COUNTED.match(after) or _COUNTED_BEFORE.search(before)
    if counted or _THEN.match(after):
        return _therapy_follows(reading, candidate)
    return False


def _surgery_done(reading: Reading) -> bool:
    return any(c.value == "surgery" and c.assertion in ("present", "historical") for c in reading.candidates)


def _therapy_follows(reading: Reading, candidate: Candidate) -> bool:
    """True where another treatment comes after this one in its sentence."""
    sentence = reading.sentence(candidate.first)
    return any(
        c.kind in ("treatment", "drug") and candidate.last + 1 < c.first < sentence.last and c.assertion != "planned"
        for c in reading.candidates
    )


def _surgery(reading: Reading, section: str, age: int | None) -> Assertion:
    episode = reading.report_type in _EPISODE_TYPES
    if episode and age is not None and age <= EPISODE_DAYS:
        return "present"
    if episode and age is None and section not in _PAST_SECTIONS:
        return "present"
    if reading.report_type == "discharge" and section not in _PAST_SECTIONS and (age is None or age <= EPISODE_DAYS):
        return "present"
    return "historical"


def _closes_report(reading: Reading, candidate: Candidate, section: str) -> bool:
    """The last part of a board's note, a letter or a consultation says what is to be done, heading or not."""
    if (
        reading.report_type not in ("board", "letter", "consultation")
        or candidate.date
        or section in ("history", "family", "story", "medication", "treatment")
    ):
        return False
    return candidate.first > CLOSING * len(reading)


def _course(reading: Reading, section: str, age: int | None) -> Assertion:
    """A course with an end is over by the next report, save in the report of its own episode."""
    own = reading.report_type in ("radiotherapy", "discharge")
    if own and (age is None or age <= COURSE_DAYS) and section not in _PAST_SECTIONS:
        return "present"
    return "historical" if age is None or age > EPISODE_DAYS else "present"


def _line_number(before: str) -> int:
    found = list(_LINE.finditer(before))
    return _number(found[-1]) if found else 0


def _number(match: re.Match[str]) -> int:
    return int(match[1] or match[3] or 0) or _ORDINALS.get(match[2] or "", 0)


def last_line(reading: Reading) -> int:
    """The number of the last line of treatment that the report names outside its plan, 0 where it names none.

    >>> last_line(Reading.of("1re ligne : FOLFOX. 2e ligne : FOLFIRI depuis mai."))
    2
    """
    numbers = [_number(match) for match in _LINE.finditer(reading.folded)]
    return max(numbers, default=0)


def eras(reading: Reading) -> dict[int, int]:
    """Age in days of the story told up to each sentence of a paragraph, by sentence number.

    A story begins with a dated disease or treatment and ends with the paragraph.
    """
    ages: dict[int, int] = {}
    for candidate in reading.candidates:
        if candidate.kind in ("treatment", "drug") or candidate.role in ("tumour", "metastasis"):
            age = days_before(reading.report_date, candidate.date)
            if age is not None and age >= 0 and not candidate.data.get("since"):
                number = reading.sentence_of[candidate.first]
                ages[number] = max(age, ages.get(number, 0))
    told: dict[int, int] = {}
    current, line = -1, -1
    for number, sentence in enumerate(reading.sentences):
        if reading.line_of[sentence.first] > line and not _follows_up(reading, sentence.first):
            current = -1
        line = reading.line_of[sentence.last - 1]
        current = ages.get(number, current)
        if current >= 0:
            told[number] = current
    return told


_FOLLOWS_UP = re.compile(
    r"[\s*\-•]*(?:post-?op\w*|suites?|complications?|puis|then|postoperative(?:ly)?|adjuvant\w*)\b"
)


def _follows_up(reading: Reading, first: int) -> bool:
    """`Post-op : …` on a line of its own goes on with the story of the line before."""
    return bool(_FOLLOWS_UP.match(reading.folded, reading.starts[first]))


def days_before(report_date: str, date: str | None) -> int | None:
    """Days from the latest instant of a partial date to the report, negative for a date to come; None where unknown.

    >>> days_before("2024-05-15", "2024-05-10"), days_before("2024-05-15", "2024"), days_before("2024-05-15", "2019")
    (5, 0, 1597)
    """
    if not date or not report_date:
        return None
    try:
        report = dt.date.fromisoformat(report_date[:10])
        year, month, day = ([int(part) for part in date.split("-")] + [0, 0])[:3]
        last = dt.date(year, month or 12, day or (28 if month else 31))
    except ValueError:
        return None
    if (not month and year == report.year) or (month and not day and (year, month) == (report.year, report.month)):
        return 0
    return (report - last).days
