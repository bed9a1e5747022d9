"""The findings after a date that it dates: those that it heads, the nearest, the results of a dated exam."""

from __future__ import annotations

import re

from nlp.candidates import Candidate
from nlp.dates.backward import consists_of, coordinated
from nlp.dates.items import RESULTS, THERAPIES, Item
from nlp.dates.spread import COURSES, told_as_next
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

_COMPARED = re.compile(r"\b(?:compar\w+|par rapport|versus|vs|contre|depuis|since)\b[^.;]{0,20}$")


def led(reading: Reading, item: Item, candidates: list[Candidate]) -> list[Candidate]:
    """What a leading date dates: after an exam its results, not the treatment that they call for."""
    candidates = without_later_lines(reading, item, candidates)
    first = min(candidates, key=lambda c: c.first, default=None)
    if first is None or first.kind != "exam":
        return candidates
    return [c for c in candidates if c.kind in RESULTS or c.kind == "exam"]


def lead_end(reading: Reading, item: Item, following: int) -> int:
    """A date with a colon or in a table heads its whole sentence, another one only up to a semicolon."""
    if ":" in reading.words[item.last : item.last + 2]:
        return following
    return next((token for token in range(item.last, following) if reading.words[token] == ";"), following)


def leads(reading: Reading, first: int, item: Item, candidates: list[Candidate]) -> bool:
    """A date that opens its sentence or table row: `Mars 2020 : …`, `8 Jan   540 kU/L`."""
    if any(c.first < item.first for c in candidates if c.first >= first):
        return False
    words = [w for w in reading.words[first : item.first] if w.isalnum()]
    if reading.words[item.last : item.last + 1] == ["("] and any(len(w) > 5 for w in words):
        return False
    return len(words) <= 2 and (item.first - first) <= 4


_CONJUNCTIONS = word_set("; et puis and then mais but alors")
#: `qui avait eu en avril 2015 une lobectomie`: the object of the verb before the date comes after it.
_HAD = word_set("eu had subi underwent beneficie recu received")
_AT = word_set("en in on le debut early fin late mi mid depuis since , - dans during")


def opens_clause(reading: Reading, item: Item, previous: int, after: list[Candidate]) -> bool:
    """`biopsie à l'appui, et en avril 2023 elle a démarré …`: a conjunction before a date turns it to what follows."""
    token = item.first - 1
    while token > previous and reading.words[token] in _AT:
        token -= 1
    if after and reading.words[token] in _HAD and min(c.first for c in after) - item.last <= 3:
        return True
    return bool(after) and previous < token and item.first - token > 1 and reading.words[token] in _CONJUNCTIONS


def nearest_after(reading: Reading, item: Item, candidates: list[Candidate]) -> list[Candidate]:
    if not candidates:
        return []
    if reading.words[item.last] == "," and reading.words[item.first - 1 : item.first] not in ([","], ["."]):
        return []
    nearest = min(candidates, key=lambda c: c.first)
    if reading.words[item.last] == "(" and nearest.kind == "drug":
        return []  # What is taken since then for a disease that no lexicon knows.
    if reading.words[item.last] == ")" and reading.words[nearest.first - 1] != ":":
        return []  # The bracket dates what stands before it, known or not.
    if nearest.first - item.last > 12 or ";" in reading.words[item.last : nearest.first]:
        return []
    chosen = [c for c in candidates if c.first < nearest.last or coordinated(reading, nearest, c)]
    if nearest.kind == "treatment":
        chosen += [c for c in candidates if c not in chosen and c.kind == "drug" and consists_of(reading, nearest, c)]
    if nearest.kind == "stage":
        chosen += [
            c
            for c in candidates
            if c not in chosen and 0 <= c.first - nearest.last <= 5 and c.kind in ("diagnosis", "morphology")
        ]
    if nearest.value == "surgery":
        chosen += [c for c in candidates if c not in chosen and c.kind == "stage" and _in_brackets(reading, nearest, c)]
    if nearest.kind in ("exam",) or ":" in reading.words[item.last : nearest.first]:
        chosen += [c for c in candidates if c not in chosen and c.kind in RESULTS]
    return chosen


def _in_brackets(reading: Reading, operation: Candidate, stage: Candidate) -> bool:
    """`résection en 2016, emportant la tumeur (pT3 pN1)`: the bracket holds what the operation found."""
    between = reading.words[operation.last : stage.first]
    return len(between) <= 10 and "(" in between and ")" not in between


def has_results(reading: Reading, item: Item, before: list[Candidate]) -> bool:
    exam = any(c.kind == "exam" for c in before) and item.last < len(reading) and not _is_comparison(reading, before)
    bracketed = item.last < len(reading) and reading.words[item.last] == "("
    if bracketed and not exam:
        return True
    colon = reading.words[item.last : item.last + 3]
    if _colon_after_bracket(reading, item):
        return True
    tumour = any(c.kind in ("diagnosis", "morphology") and c.role == "tumour" for c in before)
    return exam or ":" in colon or (tumour and ("," in colon[:1] or "(" in colon[:2]))


_FOUND = word_set(
    "confirme confirmee confirmed diagnostique diagnostiquee diagnosed decouvert decouverte diagnostic diagnosis dx"
)


def without_later_lines(reading: Reading, item: Item, after: list[Candidate]) -> list[Candidate]:
    """What has a day of those that follow it: `diagnostiqué en 11/2021 : chimioembolisation puis …` dates no line of
    treatment, `2019 : carboplatine, puis niraparib` only the first. The others began later, at a day that is not told.
    """
    if item.date is None:
        return after
    lines = sorted((c for c in after if c.kind in THERAPIES and c.value not in COURSES), key=lambda c: c.first)
    start = next((c.first for c in lines if told_as_next(reading, c, item.last)), len(reading))
    diagnosed = not _FOUND.isdisjoint(reading.words[max(0, item.first - 4) : item.first])
    later = [c for c in lines if diagnosed or c.first >= start]
    for candidate in later:
        candidate.data = {**candidate.data, "period": item.date.value}
    return [c for c in after if c not in later]


def without_stage(reading: Reading, item: Item, before: list[Candidate]) -> list[Candidate]:
    """`lymphome, stade IIB, confirmé le 22 janvier`: the day is not that of a stage set off by a comma."""
    if _FOUND.isdisjoint(reading.words[max(0, item.first - 4) : item.first]):
        return before
    return [c for c in before if c.kind != "stage" or "," not in reading.words[c.last : item.first]]


def _colon_after_bracket(reading: Reading, item: Item) -> bool:
    """`relapse Aug 2022 (light chains): daratumumab`: a bracket between a date and its colon."""
    words = reading.words[item.last : item.last + 10]
    if words[:1] != ["("] or ")" not in words:
        return False
    closing = words.index(")")
    return words[closing + 1 : closing + 2] == [":"]


def results(
    reading: Reading, item: Item, before: list[Candidate], candidates: list[Candidate], stop: int
) -> list[Candidate]:
    """Findings after a dated exam; after a dated tumour only what describes it, up to a semicolon."""
    headed = ":" in reading.words[item.last : item.last + 3] or _colon_after_bracket(reading, item)
    if any(c.kind == "exam" for c in before) or headed:
        treatments = all(c.kind != "exam" for c in before)
        kinds = RESULTS | {"treatment", "drug"} if treatments else RESULTS
        parted = stop < reading.sentence(item.first).last
        own = {c.last for c in candidates if parted and c.kind == "treatment" and stop - 3 <= c.last <= stop}
        found = [
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
        return without_later_lines(reading, item, found)
    marks = (")",) if reading.words[item.last] == "(" else (";",)
    semicolon = next((t for t in range(item.last, stop) if reading.words[t] in marks), stop)
    return [c for c in candidates if (item.last <= c.first < semicolon and c.kind in ("stage", "biomarker")) or
            (item.last <= c.first < semicolon and c.value == "biopsy")]  # fmt: skip


def _starts_anew(reading: Reading, candidate: Candidate) -> bool:
    return any(
        word in ("et", "and", "puis", "then") for word in reading.words[max(0, candidate.first - 4) : candidate.first]
    )


def _is_comparison(reading: Reading, before: list[Candidate]) -> bool:
    """`compared with CT in May`: the findings are those of the other exam."""
    start = reading.starts[min(c.first for c in before)]
    return bool(_COMPARED.search(reading.folded[max(0, start - 30) : start]))


def next_event(item: Item, candidates: list[Candidate], following: int) -> int:
    starts = [
        c.first for c in candidates if item.last + 2 < c.first < following and c.kind == "exam" and c.value != "biopsy"
    ]
    return min(starts, default=following)
