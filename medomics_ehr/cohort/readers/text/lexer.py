"""Cuts a text query into tokens. Words that are no keyword make up terms; quotes make anything a term."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from medomics_ehr.cohort.readers.text.words import PATTERNS, Kind, fold
from medomics_ehr.errors import InputRefused

MAX_LENGTH = 4000
#: A keyword ends where a word ends, unless it ends with a sign.
_EDGE = r"(?:(?<=['(),;&])|(?![\w]))"
_SIGNS = ("open", "close", "compare")
_COMPILED = tuple(
    (kind, re.compile(f"(?:{pattern})" if kind in _SIGNS else f"(?:{pattern}){_EDGE}")) for kind, pattern in PATTERNS
)
_WORD = re.compile(r"[^\s()<>=≥≤,;\"“”«»]+")
_QUOTED = re.compile(r"[\"“«]\s*([^\"”»]*?)\s*[\"”»]")
_GLUE_BEFORE, _GLUE_AFTER = 4, 5
_NEVER_INSIDE = ("open", "close", "compare", "gap", "period")


@dataclass(frozen=True, slots=True)
class Token:
    """A keyword with its numbers, or a term, and where it stands in the query."""

    kind: Kind
    start: int
    end: int
    text: str
    groups: Mapping[str, str] = field(default_factory=dict, compare=False)
    quoted: bool = False


def tokens(query: str, knows: Callable[[str], bool] = lambda phrase: False) -> list[Token]:
    """The tokens of a query, fillers dropped and neighbouring words joined to terms.

    Args:
        knows: whether a phrase is a term; lets `head and neck cancer` stay one.

    Raises:
        InputRefused: the query is empty or too long.

    >>> [(t.kind, t.text) for t in tokens("cancer du poumon puis scanner dans les 90 jours")]
    [('term', 'cancer du poumon'), ('then', 'puis'), ('term', 'scanner'), ('gap', 'dans les 90 jours')]
    """
    if not query.strip():
        raise InputRefused("the query is empty; write terms such as `lung cancer and immunotherapy then ct`")
    if len(query) > MAX_LENGTH:
        raise InputRefused(
            f"the query has {len(query)} characters, at most {MAX_LENGTH} are read; use a YAML definition"
        )
    return _join_words(_glue_known(_cut(query), query, knows), query)


def _cut(query: str) -> list[Token]:
    folded, found, place = fold(query), [], 0
    while place < len(query):
        if query[place].isspace():
            place += 1
            continue
        token = _quoted(query, place) or _keyword(query, folded, place) or _word(query, place)
        found.append(token)
        place = token.end
    return found


def _quoted(query: str, place: int) -> Token | None:
    match = _QUOTED.match(query, place)
    return Token("term", place, match.end(), match[1], quoted=True) if match and match[1] else None


def _keyword(query: str, folded: str, place: int) -> Token | None:
    """The longest keyword that begins here."""
    best: Token | None = None
    for kind, pattern in _COMPILED:
        match = pattern.match(folded, place)
        if match and match.end() > place and (best is None or match.end() > best.end):
            spans = {name: match.span(name) for name, value in match.groupdict().items() if value is not None}
            groups = {name: (query if name == "unit" else folded)[slice(*span)] for name, span in spans.items()}
            best = Token(kind, place, match.end(), query[place : match.end()], groups)
    return best


def _word(query: str, place: int) -> Token:
    match = _WORD.match(query, place)
    end = match.end() if match else place + 1
    return Token("term", place, end, query[place:end])


def _glue_known(cut: list[Token], query: str, knows: Callable[[str], bool]) -> list[Token]:
    """Join what spans a keyword into one term where the whole is a known one, the longest first."""
    done: list[Token] = []
    place = 0
    while place < len(cut):
        end = _known_phrase(cut, place, query, knows)
        if end is None:
            done.append(cut[place])
            place += 1
        else:
            start, stop = cut[place].start, cut[end - 1].end
            done.append(Token("term", start, stop, query[start:stop], quoted=True))
            place = end
    return done


def _known_phrase(cut: list[Token], place: int, query: str, knows: Callable[[str], bool]) -> int | None:
    for end in range(min(len(cut), place + _GLUE_BEFORE + _GLUE_AFTER), place + 1, -1):
        run = cut[place:end]
        spans_keyword = any(t.kind not in ("term", "filler") for t in run) and "soft" not in (run[0].kind, run[-1].kind)
        plain = not any(t.quoted or t.kind in _NEVER_INSIDE or t.text in ",;" for t in run)
        if spans_keyword and plain and knows(query[run[0].start : run[-1].end]):
            return end
    return None


def _join_words(cut: list[Token], query: str) -> list[Token]:
    """Words and the fillers between them become one term; fillers at the edge of a term are dropped."""
    done: list[Token] = []
    run: list[Token] = []
    for token in [*cut, Token("close", -1, -1, "")]:
        if token.kind in ("term", "filler") and not token.quoted:
            run.append(token)
            continue
        done += _term_of(run, query)
        run = []
        done.append(token)
    return done[:-1]


def _term_of(run: list[Token], query: str) -> list[Token]:
    words = [number for number, token in enumerate(run) if token.kind == "term"]
    if not words:
        return []
    start, end = run[words[0]].start, run[words[-1]].end
    return [Token("term", start, end, query[start:end])]
