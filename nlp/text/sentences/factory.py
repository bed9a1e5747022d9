"""The sentence splitter, and its spaCy factory."""

from __future__ import annotations

import operator
import re
from collections import Counter

from nlp.text.reading import Reading, Sentence
from nlp.text.sentences.patterns import ABBREVIATIONS, BULLETS, END_MARKS, JOINING, STAGING

#: A line shorter than this was ended on purpose unless its words say otherwise.
SHORT_LINE = 40
#: A line with room for the next word and this much more was ended on purpose, where the next begins with a capital.
SLACK = 6
#: An indented line with this much room left was ended on purpose, however the next one begins.
ROOM = 25
#: A line shorter than this, and with that much room, is an item of a list though nothing is set in.
LIST_LINE = 50
#: No sentence grows beyond this many tokens, so that scope rules stay linear in the text.
LONGEST = 400
#: Most tokens of a label, colon included.
LONGEST_LABEL = 12


def split_sentences(reading: Reading) -> list[Sentence]:
    """Sentences of a reading, in order, covering every token.

    >>> reading = Reading.of("Pas de lésion hépatique ni\\npulmonaire. Vu par le Dr. Roy.\\n- Scanner à prévoir")
    >>> [reading.slice(s.first, s.last) for s in split_sentences(reading)]
    ['Pas de lésion hépatique ni\\npulmonaire.', 'Vu par le Dr. Roy.', '- Scanner à prévoir']
    """
    if not len(reading):
        return []
    words, line_of = reading.words, reading.line_of
    widths, tables = _line_widths(reading), _table_lines(reading)
    longest = max(width for line, width in widths.items() if line not in tables or len(tables) == len(widths))
    steps = _steps(reading)
    firsts = [0]
    for token in range(1, len(reading)):
        if line_of[token] != line_of[token - 1]:
            ends = _break_ends(reading, token, widths, tables, longest)
        else:
            ends = token in steps or (words[token - 1] in END_MARKS and _stop_ends(reading, token))
        if ends or token - firsts[-1] >= LONGEST:
            firsts.append(token)
    lasts = [*firsts[1:], len(reading)]
    return [
        Sentence(a, b, lang=reading.lang or "fr", label=_label(reading, a, b))
        for a, b in zip(firsts, lasts, strict=True)
    ]


def _line_widths(reading: Reading) -> dict[int, int]:
    """Characters from the first to the last token of each line."""
    begins = dict(zip(reversed(reading.line_of), reversed(reading.starts), strict=True))
    return {line: end - begins[line] for line, end in zip(reading.line_of, reading.ends, strict=True)}


def _table_lines(reading: Reading) -> set[int]:
    """Lines with a gap of three characters or more between words: rows of a table, each read alone."""
    gaps = map(operator.sub, reading.starts[1:], reading.ends)
    before = [token for token, gap in enumerate(gaps) if gap >= 3]
    return {reading.line_of[token] for token in before if reading.line_of[token] == reading.line_of[token + 1]}


#: An arrow behind a word or a number of courses, and the day, month or year with which the next step of a story begins.
_STEP = re.compile(
    r"(?:[^\W\d][.)+]?|x ?\d{1,2}) ?(?:[-=]*>|[→➔➜⇒]) ?(?=(?:\d\d?/){0,2}(?:(?:19|20)\d\d|\d\d)\b(?! ?%))"
)


def _steps(reading: Reading) -> set[int]:
    """Tokens at which the steps of a line begin: `08/2019 lobectomie > 10/2019 cisplatine > 04/2021 récidive`."""
    if ">" not in reading.text and "→" not in reading.text:
        return set()
    tokens = [reading.token_at(step.end()) for step in _STEP.finditer(reading.text)]
    steps = Counter(reading.line_of[token] for token in tokens)
    return {token for token in tokens if steps[reading.line_of[token]] > 1}


def _break_ends(reading: Reading, token: int, widths: dict[int, int], tables: set[int], longest: int) -> bool:
    """Whether the line break before `token`, or the blank lines, end a sentence."""
    before, after = reading.line_of[token - 1], reading.line_of[token]
    if after > before + 1 or before in tables or after in tables:
        return True
    return _line_ends(reading, token, widths[before], longest)


def _stop_ends(reading: Reading, token: int) -> bool:
    """Whether the mark before `token`, on its line, ends a sentence."""
    if reading.starts[token] == reading.ends[token - 1]:
        return False
    following = reading.text[reading.starts[token]]
    if reading.words[token - 1] != ".":
        return following.isupper() or following in '*-#"»' or following.isdigit()
    if token >= 2:
        previous = reading.words[token - 2]
        single = len(previous) == 1 and previous.isalpha() and reading.text[reading.starts[token - 2]].isupper()
        if previous in ABBREVIATIONS or single:
            return False
        first_of_line = token < 3 or reading.line_of[token - 3] != reading.line_of[token - 2]
        if first_of_line and previous.isdigit():
            return False
    return not following.islower() or (
        reading.words[token] in STAGING and token + 1 < len(reading) and reading.words[token + 1][0].isdigit()
    )


def _line_ends(reading: Reading, token: int, width: int, longest: int) -> bool:
    """Whether the line break before `token` ends a sentence, as a bullet, a label or a short line does."""
    word, previous = reading.words[token], reading.words[token - 1]
    if word in BULLETS or previous in END_MARKS or previous in (":", "|"):
        return True
    if _is_numbered(reading, token) or _label_on_line(reading, token):
        return True
    if previous in JOINING or previous == "-":
        return False
    first = reading.text[reading.starts[token]]
    if first.islower() or first in ")(":
        return first.islower() and previous != "," and _is_indented_list(reading, token, width, longest)
    if previous in (",", "("):
        return False
    if width < SHORT_LINE or first.isdigit():
        return True
    if width + 1 + len(reading.slice(token, token + 1)) < longest - SLACK:
        return True
    last_word = reading.slice(token - 1, token)
    return not (last_word.isupper() and first.isupper() and reading.slice(token, token + 1).isupper()) and width < 60


def _is_indented_list(reading: Reading, token: int, width: int, longest: int) -> bool:
    """Two lines set in alike, the first with much room left: items of a list, though the second has a small letter.

    Where neither is set in, the first is short besides.
    """
    margins = [_margin(reading, token), _margin(reading, token - 1)]
    if margins[0] != margins[1] or width >= longest - ROOM:
        return False
    return margins[0] > 0 or width < LIST_LINE


def _margin(reading: Reading, token: int) -> int:
    """Blanks before the first word of a token's line."""
    start = reading.text.rfind("\n", 0, reading.starts[token]) + 1
    line = reading.text[start : reading.starts[token] + 1]
    return len(line) - len(line.lstrip())


def _is_numbered(reading: Reading, token: int) -> bool:
    following = reading.words[token + 1] if token + 1 < len(reading) else ""
    return len(reading.words[token]) <= 2 and following in (")", ".") and reading.words[token].isalnum()


def _label_on_line(reading: Reading, token: int) -> bool:
    return bool(_label(reading, token, min(token + LONGEST_LABEL, len(reading))))


def _label(reading: Reading, first: int, last: int) -> int:
    """How many tokens the leading label has, colon included: `Foie :` has two."""
    if ":" not in reading.words[first : first + LONGEST_LABEL]:
        return 0
    for token in range(first, min(first + LONGEST_LABEL, last)):
        word = reading.words[token]
        if word == ":":
            adjacent_digits = (
                token + 1 < last and reading.words[token - 1].isdigit() and reading.words[token + 1].isdigit()
            )
            return 0 if token == first or adjacent_digits else token - first + 1
        if word in (",", ".", ";") or reading.line_of[token] != reading.line_of[first]:
            return 0
    return 0
