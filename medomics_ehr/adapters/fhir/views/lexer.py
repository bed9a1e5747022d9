"""Cuts FHIRPath text into tokens (FHIRPath 2.0, grammar in its appendix). Knows no meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass

from medomics_ehr.errors import InputRefused

_DATE = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_TIME = r"\d{2}(?::\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_ZONE = r"(?:Z|[+-]\d{2}:\d{2})?"
_TOKEN = re.compile(
    rf"""\s*(?:(?://[^\n]*|/\*.*?\*/)\s*)*(?:
      (?P<dateTime>@{_DATE}T(?:{_TIME})?{_ZONE})
    | (?P<date>@{_DATE})
    | (?P<time>@T{_TIME})
    | (?P<number>\d+(?:\.\d+)?)
    | (?P<string>'(?:[^'\\]|\\.)*')
    | (?P<quoted>`(?:[^`\\]|\\.)*`)
    | (?P<variable>%(?:[A-Za-z_][A-Za-z0-9_-]*|`[^`]+`|'[^']+'))
    | (?P<this>\$this\b)
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<symbol><=|>=|!=|!~|[.,()\[\]{{}}+\-*/&|=~<>])
    | (?P<end>$)
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "f": "\f"}


@dataclass(frozen=True, slots=True)
class Token:
    """A token: `kind` is the name of its group above, `text` its text without quotes, `at` its offset."""

    kind: str
    text: str
    at: int


def tokens(path: str) -> list[Token]:
    """The tokens of a path; the last has the kind `end`.

    Raises:
        InputRefused: a character begins no token.

    >>> [token.text for token in tokens("name.where(use = 'official')")]
    ['name', '.', 'where', '(', 'use', '=', 'official', ')', '']
    """
    found: list[Token] = []
    at = 0
    while not found or found[-1].kind != "end":
        match = _TOKEN.match(path, at)
        if match is None or match.lastgroup is None:
            raise InputRefused(f"FHIRPath `{path}`, column {at + 1}: no token begins here; mend the path")
        kind = match.lastgroup
        found.append(Token(kind, _plain(kind, match[kind]), match.start(kind)))
        at = match.end()
    return found


def _plain(kind: str, text: str) -> str:
    if kind in {"string", "quoted"}:
        return re.sub(r"\\(u[0-9a-fA-F]{4}|.)", _unescape, text[1:-1], flags=re.DOTALL)
    if kind == "variable":
        return text[1:].strip("`'")
    return text.removeprefix("@").removeprefix("T") if kind == "time" else text.removeprefix("@")


def _unescape(match: re.Match[str]) -> str:
    escape = match[1]
    return chr(int(escape[1:], 16)) if len(escape) == 5 else _ESCAPES.get(escape, escape)
