"""Tying dates to findings: a date belongs to the finding or event that its words stand beside, and to its results.

Settled by the gold contract: a date is given where the text dates the finding itself, or the exam, table row or event
in the same sentence that it is a result of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.candidates import Candidate
from nlp.dates.columns import date_columns
from nlp.dates.expressions import DateExpression
from nlp.dates.procedure import date_procedures
from nlp.dates.spread import led_to, shown_by
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

#: Markers measured in blood: their date is the sample's, not the tumour's.
LABORATORY = frozenset(["PSA", "CEA", "CA125", "CA19-9", "CA15-3", "LDH", "AFP", "HCG", "TG", "CALCA"])
EVENTS = frozenset(["exam", "treatment", "drug"])
RESULTS = frozenset(["diagnosis", "morphology", "stage", "biomarker", "response", "performance"])
#: A date of a cycle, of birth, of a visit or of the report dates no finding.
_NOT_A_FINDINGS = re.compile(
    r"(?:\b(?:cycle|cure|j|jour|day|fraction|seance|nee?|born|dob|d\.o\.b\.?|ddn|naissance|vue? le"
    r"|seen|dict\w+|typed|signed|reported|received|"
    r"edit\w+|valid\w+|rcp du|comite du|comite des tumeurs|staff du|prochaine? consultation"
    r"|consultation|rendez-vous|rdv|admis\w*|sorti\w*|clinic|clinique du|hospitali\w+|"
    r"request of|sejourn\w+|stay\w*|admitted|discharged|appel\w*|prelevement recu"
    r"|recu)\b[ .:]{0,2}\d{0,2}[^.;,\n]{0,14})$"
)
_CYCLE = re.compile(
    r"(?:\bc ?\d{1,2}|cycle \d{1,2}|cure \d{1,2}|\d(?:er|e|eme|st|nd|rd|th) (?:cycle|cure)"
    r"|(?:premiere?|first|last|derniere?) (?:fraction|seance|cure|dose|cycle|injection|fraction))[^.;,\n]{0,25}$"
)
_CYCLE_ENDS = re.compile(
    r"complet|termin|achev|finished|ended|start|debut|fini|last|derni|due|prevu|planned|scheduled|booked|programm"
)
#: `(96 en octobre)`, `up from 85 in October`: the date of an earlier value, which its own parser takes.
_EARLIER_VALUE = re.compile(
    r"(?:\(|\b(?:from|contre|vs|versus|was|etait"
    r"|de)) ?\d{1,6}(?:[.,]\d+)?(?: ?[a-z/%]{1,6})?(?: (?:en|in|le|au|on))? ?$"
)
_COMPARED = re.compile(r"\b(?:compar\w+|par rapport|versus|vs|contre|depuis|since)\b[^.;]{0,20}$")
_UNCHANGED = re.compile(
    r"\b(?:stables?|inchangee?s?|unchanged|stable|identiques?|progression|since|connue?s?"
    r"|known) (?:since|depuis|par rapport a\w*|compared (?:with|to)|from)(?: le| the)? ?$"
)
_SINCE = re.compile(
    r"\b(?:depuis|since|a partir|debute\w*|started|begun|introdui\w+|initie\w*|instaure\w*"
    r"|commence\w*)\b[^.;,\n]{0,16}$"
)
_UNTIL = re.compile(
    r"\b(?:jusqu'(?:en|a|au)|until|arrete\w*|stopp\w*|cesse\w*|termine\w*|completed|discontinued"
    r"|finished|interrompu\w*|suspendu\w*|ended|stopped|acheve\w*|till|fin)\b[^.;,\n]{0,16}$"
)


@dataclass(slots=True)
class _Item:
    """A candidate or a date at its place in a sentence."""

    first: int
    last: int
    date: DateExpression | None = None
    candidate: Candidate | None = None
    period: str = ""


def attach_dates(reading: Reading) -> None:
    """Write the dates of the candidates; one equal to the report's own is left out.

    >>> from nlp.dates import find_dates
    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("TDM du 06/09/2021 : pas de métastase. Stade IIIB.", report_date="2021-09-23")
    >>> reading.candidates = [Candidate(0, 1, "exam", value="ct"), Candidate(10, 11, "diagnosis", "C79.9")]
    >>> reading.candidates.append(Candidate(12, 14, "stage"))
    >>> reading.dates = find_dates(reading.text, reading.report_date); attach_dates(reading)
    >>> [c.date for c in reading.candidates]
    ['2021-09-06', '2021-09-06', None]
    """
    by_sentence: dict[int, list[_Item]] = {}
    for expression in reading.dates:
        first, last = reading.tokens_of(expression.start, expression.end)
        if expression.is_calendar and first < last and _ends_range(reading, expression, by_sentence):
            continue
        if expression.is_calendar and first < last and not _dates_nothing(reading, expression):
            by_sentence.setdefault(reading.sentence_of[first], []).append(_Item(first, last, date=expression))
    if not by_sentence:
        return
    for candidate in reading.candidates:
        items = by_sentence.get(reading.sentence_of[candidate.first])
        if items is not None:
            items.append(_Item(candidate.first, candidate.last, candidate=candidate))
    for number, items in sorted(by_sentence.items()):
        items.sort(key=lambda item: (item.first, -item.last))
        _attach_sentence(reading, number, items)
    _earlier_values(reading)
    date_columns(reading)
    date_procedures(reading)
    for candidate in reading.candidates:
        if candidate.date == reading.report_date:
            candidate.data = {**candidate.data, "today": "1"}
        if candidate.date == reading.report_date or candidate.data.get("period"):
            candidate.date = None


def _ends_range(reading: Reading, found: DateExpression, by_sentence: dict[int, list[_Item]]) -> bool:
    """The second date of `du 28/02 au 18/03`: the first one stands for the period."""
    items = by_sentence.get(reading.sentence_of[reading.token_at(found.start)], [])
    if not items or items[-1].date is None or not 0 <= found.start - items[-1].date.end <= 8:
        return False
    between = reading.folded[items[-1].date.end : found.start]
    if between.strip() not in ("au", "to", "a", "-", "until", "jusqu'au", "jusqu'a", "jusqu'en", "till"):
        return False
    items[-1].period = found.value
    return True


def _earlier_values(reading: Reading) -> None:
    """`CA 15-3 : 212 U/mL (96 en octobre)`: the value in brackets has the date beside it."""
    for candidate in reading.candidates:
        if candidate.role == "earlier":
            end = reading.ends[candidate.last - 1]
            near = [d.value for d in reading.dates if d.is_calendar and 0 <= d.start - end <= 12]
            candidate.date = near[0] if near else candidate.date


def _dates_nothing(reading: Reading, found: DateExpression) -> bool:
    before = reading.folded[max(0, found.start - 40) : found.start].replace("\n", " ")
    if _EARLIER_VALUE.search(before) or _UNCHANGED.search(before):
        return True
    if _CYCLE.search(before):
        return not _CYCLE_ENDS.search(before)
    return bool(_NOT_A_FINDINGS.search(before)) and not _UNTIL.search(before)


def _attach_sentence(reading: Reading, number: int, items: list[_Item]) -> None:
    sentence = reading.sentences[number]
    dates = [item for item in items if item.date]
    for position, item in enumerate(dates):
        following = dates[position + 1].first if position + 1 < len(dates) else sentence.last
        previous = dates[position - 1].last if position else sentence.first
        candidates = [i.candidate for i in items if i.candidate is not None]
        if _leads(reading, sentence.first, item, candidates):
            end = _lead_end(reading, item, following)
            _give(reading, item, _led([c for c in candidates if item.last <= c.first < end]), lead=True)
            continue
        before = _before(reading, item, [c for c in candidates if previous <= c.first and c.last <= item.first + 1])
        _give(reading, item, _without_stage(reading, item, before))
        _give(reading, item, _by_biopsy(reading, item, candidates, following))
        _give(reading, item, shown_by(reading, before, [c for c in candidates if previous <= c.first]))
        if any(c.role == "tumour" for c in before):
            _give(reading, item, led_to(reading, item.last, following, candidates))
        if not before:
            after = [c for c in candidates if item.last <= c.first < following]
            _give(reading, item, _nearest_after(reading, item, after))
        elif _has_results(reading, item, before):
            stop = _next_event(item, candidates, following)
            _give(reading, item, _results(reading, item, before, candidates, stop))
        elif reason := _reason(reading, item, candidates):
            _give(reading, item, reason)


def _led(candidates: list[Candidate]) -> list[Candidate]:
    """What a leading date dates: after an exam its results, not the treatment that they call for."""
    first = min(candidates, key=lambda c: c.first, default=None)
    if first is None or first.kind != "exam":
        return candidates
    return [c for c in candidates if c.kind in RESULTS or c.kind == "exam"]


def _lead_end(reading: Reading, item: _Item, following: int) -> int:
    """A date with a colon or in a table heads its whole sentence, another one only up to a semicolon."""
    if ":" in reading.words[item.last : item.last + 2]:
        return following
    return next((token for token in range(item.last, following) if reading.words[token] == ";"), following)


def _leads(reading: Reading, first: int, item: _Item, candidates: list[Candidate]) -> bool:
    """A date that opens its sentence or table row: `Mars 2020 : …`, `8 Jan   540 kU/L`."""
    if any(c.first < item.first for c in candidates if c.first >= first):
        return False
    words = [w for w in reading.words[first : item.first] if w.isalnum()]
    return len(words) <= 2 and (item.first - first) <= 4


def _before(reading: Reading, item: _Item, candidates: list[Candidate]) -> list[Candidate]:
    """The finding right before a date, with what one list joins to it."""
    candidates = [c for c in candidates if not _strong_break(reading, c.last, item.first)]
    if not candidates or _another_thing(reading, max(c.last for c in candidates), item.first):
        return []
    end = max(c.last for c in candidates)
    nearest = [c for c in candidates if c.last == end or (c.first <= end - 1 < c.last)]
    chosen = list(nearest)
    head = min(nearest, key=lambda c: c.first)
    chosen += [c for c in candidates if c not in chosen and c.last > head.first]
    chosen += _group_before(reading, candidates, chosen)
    kinds = {c.kind for c in nearest}
    chosen += [c for c in candidates if c not in chosen and c.kind == "treatment" and _of(reading, c, head)]
    if "treatment" in kinds and reading.sentence(item.first).section == "history":
        chosen += [
            c
            for c in candidates
            if c not in chosen and c.kind in ("diagnosis", "morphology") and _treated(reading, c, head)
        ]
    if kinds <= {"stage", "biomarker", "response"} or kinds <= {"diagnosis", "morphology", "stage"}:
        chosen += [c for c in candidates if c not in chosen and _describes(reading, c, head)]
    return chosen


#: Words after a comma that still speak of what stands before it.
_STILL = re.compile(
    r"^(?:diagnos\w*|decouv\w+|trait\w+|oper\w*|resequ\w*|debut\w*|arret\w+|stopp\w*|confirm\w+|start\w*|since|depuis"
    r"|treated|resect\w*|excis\w*|complet\w+|termin\w+|realis\w+|effectu\w+|performed|found|datant|dated?|revel\w+"
    r"|connu\w*|known|suivi\w*|introdui\w*|pose\w*|initi\w+|retir\w+|operated|surgery|grade|stade|stage|gleason|cures?"
    r"|cycles?|injections?|dernier\w*|last|first|premier\w*|fin|end|until|jusqu\w*|stop\w*|discontinued|finished|guerie?s?"
    r"|cured|placed|dose|doses|about|environ|circa|early|late|debut|exam\w*|study|etude|control\w*|prevue?s?|planned|scheduled|fixee?s?|booked|programm\w+|opere\w*|mars|avril|juin|octobre|depart)$"
)


def _another_thing(reading: Reading, first: int, last: int) -> bool:
    """`apixaban, prothèse de hanche en 2018`: a comma, then a noun of its own that no lexicon knows, has the date."""
    between = reading.words[first:last]
    marks = [number for number, word in enumerate(between) if word in (",", ":")]
    if not marks:
        return False
    tail = between[marks[-1] + 1 :]
    return any(len(word) > 4 and word.isalpha() and not _STILL.match(word) for word in tail)


def _describes(reading: Reading, candidate: Candidate, head: Candidate) -> bool:
    """A tumour or a stage a few words before the dated one, in one statement with it."""
    if candidate.kind not in ("diagnosis", "morphology", "stage") or head.first - candidate.last > 14:
        return False
    if head.kind == "biomarker" and head.code in LABORATORY:
        return False
    return ";" not in reading.words[candidate.last : head.first] and _oncologic(candidate)


def _of(reading: Reading, treatment: Candidate, head: Candidate) -> bool:
    """`excision of right calf primary 2019`: the date is the operation's."""
    between = reading.words[treatment.last : head.first]
    return 0 < len(between) <= 4 and between[0] in ("of", "de", "du", "d", "des", "for", "pour", "par", "by", "with")


def _oncologic(candidate: Candidate) -> bool:
    return candidate.kind != "diagnosis" or (candidate.code or "C")[0] == "C" or candidate.role != ""


def _strong_break(reading: Reading, first: int, last: int) -> bool:
    return any(word in (";",) for word in reading.words[first:last]) or last - first > 16


def _group_before(reading: Reading, candidates: list[Candidate], chosen: list[Candidate]) -> list[Candidate]:
    """What a list, a plus sign or the brackets of a regimen join to the finding right before the date."""
    joined: list[Candidate] = []
    head = min(chosen, key=lambda c: c.first)
    for candidate in sorted(candidates, key=lambda c: -c.first):
        if candidate in chosen or candidate.last > head.first:
            continue
        therapies = candidate.kind in ("drug", "treatment") and head.kind in ("drug", "treatment")
        between = reading.words[candidate.last : head.first]
        bracketed = (
            therapies and between in ([","], ["("]) and "(" in reading.words[max(0, candidate.first - 12) : head.first]
        )
        if not (_coordinated(reading, candidate, head) or bracketed or (therapies and between in (["-"], ["("]))):
            break
        joined.append(candidate)
        head = candidate
    return joined


def _coordinated(reading: Reading, candidate: Candidate, head: Candidate) -> bool:
    between = reading.words[candidate.last : head.first]
    if candidate.kind == "diagnosis" == head.kind and candidate.role != head.role:
        return False
    if any(len(word) > 5 for word in between):
        return False
    return len(between) <= 3 and any(word in ("et", "and", "+", "/", "&", "avec", "with") for word in between)


def _treated(reading: Reading, candidate: Candidate, head: Candidate) -> bool:
    between = reading.words[candidate.last : head.first]
    return len(between) <= 8 and ";" not in between and candidate.role == "tumour" and head.kind == "treatment"


def _nearest_after(reading: Reading, item: _Item, candidates: list[Candidate]) -> list[Candidate]:
    if not candidates:
        return []
    if reading.words[item.last] == "," and reading.words[item.first - 1 : item.first] not in ([","], ["."]):
        return []
    nearest = min(candidates, key=lambda c: c.first)
    if nearest.first - item.last > 12 or ";" in reading.words[item.last : nearest.first]:
        return []
    chosen = [c for c in candidates if c.first < nearest.last or _coordinated(reading, nearest, c)]
    if nearest.kind == "stage":
        chosen += [
            c
            for c in candidates
            if c not in chosen and 0 <= c.first - nearest.last <= 5 and c.kind in ("diagnosis", "morphology")
        ]
    if nearest.kind in ("exam",) or ":" in reading.words[item.last : nearest.first]:
        chosen += [c for c in candidates if c not in chosen and c.kind in RESULTS]
    return chosen


def _has_results(reading: Reading, item: _Item, before: list[Candidate]) -> bool:
    exam = any(c.kind == "exam" for c in before) and item.last < len(reading) and not _is_comparison(reading, before)
    bracketed = item.last < len(reading) and reading.words[item.last] == "("
    if bracketed and not exam:
        return True
    colon = reading.words[item.last : item.last + 3]
    tumour = any(c.kind in ("diagnosis", "morphology") and c.role == "tumour" for c in before)
    return exam or ":" in colon or (tumour and ("," in colon[:1] or "(" in colon[:2]))


_FOUND = word_set("confirme confirmee confirmed diagnostique diagnostiquee diagnosed decouvert decouverte")


def _without_stage(reading: Reading, item: _Item, before: list[Candidate]) -> list[Candidate]:
    """`lymphome, stade IIB, confirmé le 22 janvier`: the day is that of the diagnosis, not of the stage."""
    if _FOUND.isdisjoint(reading.words[max(0, item.first - 4) : item.first]):
        return before
    return [c for c in before if c.kind != "stage"]


def _by_biopsy(reading: Reading, item: _Item, candidates: list[Candidate], following: int) -> list[Candidate]:
    """`confirmé le 22 janvier par biopsie (CD30 +)`: the biopsy and its bracket share the date."""
    if item.last >= len(reading) or reading.words[item.last] not in ("par", "sur", "by", "on", "via", "at", "lors"):
        return []
    exam = next((c for c in candidates if item.last < c.first <= item.last + 4 and c.kind == "exam"), None)
    if exam is None:
        return []
    if exam.last >= len(reading) or reading.words[exam.last] != "(":
        return [exam]
    end = next((t for t in range(exam.last, following) if reading.words[t] == ")"), following)
    return [exam, *(c for c in candidates if exam.last < c.first < end and c.kind in RESULTS)]


def _results(
    reading: Reading, item: _Item, before: list[Candidate], candidates: list[Candidate], stop: int
) -> list[Candidate]:
    """Findings after a dated exam; after a dated tumour only what describes it, up to a semicolon."""
    if any(c.kind == "exam" for c in before) or ":" in reading.words[item.last : item.last + 3]:
        treatments = all(c.kind != "exam" for c in before)
        kinds = RESULTS | {"treatment"} if treatments else RESULTS
        own = {c.last for c in candidates if c.kind == "treatment" and stop - 3 <= c.last <= stop}
        return [
            c
            for c in candidates
            if item.last <= c.first < stop
            and c.last not in own
            and (
                c.kind in kinds
                or (c.value == "biopsy" and not _starts_anew(reading, c))
                or (c.kind == "exam" and c.first <= item.last + 1)
            )
        ]
    marks = (")",) if reading.words[item.last] == "(" else (";",)
    semicolon = next((t for t in range(item.last, stop) if reading.words[t] in marks), stop)
    return [c for c in candidates if (item.last <= c.first < semicolon and c.kind in ("stage", "biomarker")) or
            (item.last <= c.first < semicolon and c.value == "biopsy")]  # fmt: skip


def _starts_anew(reading: Reading, candidate: Candidate) -> bool:
    return any(
        word in ("et", "and", "puis", "then") for word in reading.words[max(0, candidate.first - 4) : candidate.first]
    )


def _reason(reading: Reading, item: _Item, candidates: list[Candidate]) -> list[Candidate]:
    """The disease for which a dated treatment was done: `lumpectomie en 2013 pour CCIS`."""
    if item.last >= len(reading) or reading.words[item.last] not in ("pour", "for"):
        return []
    return [c for c in candidates if item.last < c.first <= item.last + 4 and c.kind in ("diagnosis", "morphology")]


def _is_comparison(reading: Reading, before: list[Candidate]) -> bool:
    """`compared with CT in May`: the findings are those of the other exam."""
    start = reading.starts[min(c.first for c in before)]
    return bool(_COMPARED.search(reading.folded[max(0, start - 30) : start]))


def _next_event(item: _Item, candidates: list[Candidate], following: int) -> int:
    starts = [
        c.first for c in candidates if item.last + 2 < c.first < following and c.kind == "exam" and c.value != "biopsy"
    ]
    return min(starts, default=following)


def _is_current(reading: Reading, candidate: Candidate, item: _Item) -> bool:
    """`Jan 2024: DVT, on dalteparin`: the drug is taken now, the date is the disease's."""
    if candidate.kind != "drug" or candidate.first < item.first or candidate.first == 0:
        return False
    return reading.words[candidate.first - 1] in ("on", "sous") and candidate.first - item.last > 1


def _give(reading: Reading, item: _Item, candidates: list[Candidate], lead: bool = False) -> None:
    if item.date is None:
        return
    candidates = [c for c in candidates if not _is_current(reading, c, item)]
    before = reading.folded[max(0, item.date.start - 40) : item.date.start].replace("\n", " ")
    for candidate in candidates:
        if candidate.date is not None and candidate.data.get("end"):
            continue
        if candidate.date not in (None, item.date.value) and candidate.kind in ("treatment", "drug"):
            candidate.data = {**candidate.data, "period": item.date.value}
        if item.period and candidate.kind in ("treatment", "drug"):
            candidate.data = {**candidate.data, "period": item.period}
        week = candidate.kind in ("treatment", "exam") and re.search(r"(?:week of|semaine du)(?: the)? $", before)
        candidate.date = item.date.value[:7] if week else item.date.value
        if not item.date.has_year:
            candidate.data = {**candidate.data, "yearless": "1"}
        if _UNTIL.search(before):
            candidate.data = {**candidate.data, "end": "1"}
        elif _SINCE.search(before):
            candidate.data = {**candidate.data, "since": "1"}
        if lead:
            candidate.data = {**candidate.data, "lead": "1"}
