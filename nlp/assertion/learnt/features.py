"""Names for what surrounds a finding, from which its assertion is learnt.

Words near it and in its own stretch of the clause, cues over it, section, type of report, age of its date, place in
the text and among the treatments told. No feature is an answer of the rules: they were mended on reports that teach,
so their answers there are better than on a new hand's, and a learner would trust them too far.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from nlp.assertion.days import days_before
from nlp.assertion.learnt.surroundings import Surroundings, age_name, family_of
from nlp.candidates import Candidate
from nlp.learnt.regression import Case

#: Where a clause ends.
_ENDS = frozenset([".", ";", ":", "(", ")", "?", "!"])
#: Where a part of a clause ends.
_JOINTS = frozenset([",", "et", "and", "mais", "but", "-", "–", "/", "+"])
_NEAR, _FAR, _STRETCH = 7, 16, 18
#: How a word beside a finding is named, outside and inside its sentence: by its distance, and by its beginning.
_BESIDE = [[f"{inside}{(distance > 2) + (distance >= _NEAR)}=" for distance in range(_FAR)] for inside in (0, 1)]
_STEM = ("0~", "1~")


def case_of(around: Surroundings, finding: Candidate, words_alone: bool = False) -> Case:
    """The features of one finding.

    Args:
        words_alone: leave out what follows from the report around: section, type, place, dates, code.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("FOLFOX stopped.")
    >>> reading.candidates = [Candidate(0, 1, "treatment", value="chemotherapy")]
    >>> [name for name in case_of(Surroundings.of(reading), reading.candidates[0]).features if "stopped" in name][:2]
    ['a10=stopped', 'a2=stopped .']
    """
    names = [*_words_beside(around, finding), *_stretch(around, finding), *_cues(around, finding)]
    if not words_alone:
        names += _setting(around, finding)
        names += _code(around, finding)
        names += _dates_beside(around, finding)
        names += _story(around, finding)
    return Case(names, family_of(finding.kind))


def _setting(around: Surroundings, finding: Candidate) -> Iterator[str]:
    reading = around.reading
    section, kind = reading.sentence(finding.first).section, reading.report_type
    age = age_name(reading.report_date, finding.date)
    place = 5 * finding.first // len(reading)
    yield from (f"k={finding.kind}", f"s={section}", f"t={kind}", f"r={age}", f"p={place}")
    yield from (f"st={section},{kind}", f"sr={section},{age}", f"tr={kind},{age}", f"pt={place},{kind}")
    yield f"ps={place},{section}"
    line = reading.line_of[finding.first]
    start = finding.first
    while start and reading.line_of[start - 1] == line:
        start -= 1
    yield from (f"l={word}" for word in around.words[start : min(start + 4, finding.first)] if word)


def _code(around: Surroundings, finding: Candidate) -> Iterator[str]:
    reading = around.reading
    code = finding.code or ""
    what = finding.value or "" if finding.kind in ("treatment", "exam", "response") else code[:1]
    section, kind = reading.sentence(finding.first).section, reading.report_type
    age = age_name(reading.report_date, finding.date)
    yield from (f"c={what}", f"c3={code[:3]}", f"c5={code}")
    yield from (f"cr={what},{age}", f"cs={what},{section}", f"ct={what},{kind}", f"cst={what},{section},{kind}")
    yield from (f"o={word}" for word in around.words[finding.first : finding.last] if word)


def _words_beside(around: Surroundings, finding: Candidate) -> list[str]:
    sentence, read, shown = around.reading.sentence(finding.first), around.read, around.shown
    begins, ends = bisect_left(read, finding.first), bisect_left(read, finding.last)
    names: list[str] = []
    for side, numbers in (
        ("b", range(begins - 1, max(begins - 1 - _FAR, -1), -1)),
        ("a", range(ends, min(ends + _FAR, len(read)))),
    ):
        before = ""
        for distance, number in enumerate(numbers):
            word, inside = shown[number], sentence.first <= read[number] < sentence.last
            names.append(f"{side}{_BESIDE[inside][distance]}{word}")
            if len(word) > 4:
                if len(word) > 5:
                    names.append(f"{side}{_STEM[inside]}{word[:5]}")
                if inside:
                    names.append(f"{side}-{word[-3:]}")
            if before and distance < _NEAR:
                names.append(f"{side}2={before} {word}")
            before = word
    return names


def _read(around: Surroundings, tokens: Iterable[int], most: int) -> Iterator[int]:
    """The first tokens that are read, dates being one."""
    for token in tokens:
        if around.words[token] is not None:
            yield token
            most -= 1
            if not most:
                return


def _stretch(around: Surroundings, finding: Candidate) -> Iterator[str]:
    """The words that are the finding's own: to the end of the clause or the next finding, beyond its list."""
    sentence = around.reading.sentence(finding.first)
    first, last = around.lists.get(finding.first, (finding.first, finding.last))
    last = max(last, finding.last)
    for side, tokens in (("u", range(first - 1, sentence.first - 1, -1)), ("v", range(last, sentence.last))):
        before, part, end, distance = "", True, "end", 0
        for distance, token in enumerate(_read(around, tokens, _STRETCH)):
            word = around.words[token] or ""
            if token in around.mentions or word in _ENDS:
                end = f"#{around.mentions[token]}" if token in around.mentions else word
                break
            if part and distance and word in _JOINTS:
                yield f"{side}!={word}"
                part = False
            yield f"{side}{min(distance, 3)}={word}"
            yield f"{side}={word}"
            yield f"{side}2={before} {word}"
            if len(word) > 5:
                yield f"{side}~{word[:5]}"
            if part:
                yield f"{side}'={word}"
                yield f"{side}'2={before} {word}"
            before = word
        yield f"{side}$={end},{min(distance, 6)}"


def _cues(around: Surroundings, finding: Candidate) -> Iterator[str]:
    words = around.reading.words
    for scope in around.scopes[around.reading.sentence_of[finding.first]]:
        covers = scope.covers(finding.first, finding.last)
        distance = scope.cue - finding.last if scope.after else finding.first - scope.cue_end
        yield f"q={scope.assertion},{covers}"
        yield f"qd={scope.assertion},{covers},{scope.after},{min(max(distance, 0) // 3, 3)}"
        if covers:
            yield f"qw={' '.join(words[scope.cue : scope.cue_end])}"


def _dates_beside(around: Surroundings, finding: Candidate) -> Iterator[str]:
    sentence = around.reading.sentence(finding.first)
    for side, tokens in (
        ("db", range(finding.first - 1, sentence.first - 1, -1)),
        ("da", range(finding.last, sentence.last)),
        ("dl", range(finding.first - 1, -1, -1)),
    ):
        found = next((word for token in tokens if (word := around.words[token]) and word[0] == "<"), None)
        if found:
            yield f"{side}={found}"


def _story(around: Surroundings, finding: Candidate) -> Iterator[str]:
    """The place among the treatments told, and other mentions of the same thing."""
    later = [(c, days) for c, days in around.therapies if c.first >= finding.last]
    yield f"ta={min(len(later), 4)}"
    yield f"tb={min(sum(c.last <= finding.first for c, _ in around.therapies), 4)}"
    ages = [days for _, days in later if days is not None]
    age = days_before(around.reading.report_date, finding.date)
    if ages:
        youngest = min(ages) // 100 if min(ages) < 400 else "old"
        yield f"lt={youngest},{age_name(around.reading.report_date, finding.date)}"
    if ages and age is not None:
        yield f"later={any(days < age - 10 for days in ages)}"
    same = [
        c.first
        for c in around.reading.candidates
        if c.kind == finding.kind and (c.code, c.value) == (finding.code, finding.value) and c.first != finding.first
    ]
    yield f"sb={min(sum(first < finding.first for first in same), 2)}"
    yield f"sa={min(sum(first > finding.first for first in same), 2)}"
