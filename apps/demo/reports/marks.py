"""Marks in a text under construction: a finding travels with its words until the report is finished.

A marked text is an ordinary string with private-use characters around the words of a finding, so that pieces are
joined, shuffled and nested as strings, and offsets are counted once, at the end.
"""

from __future__ import annotations

import json
import re
from typing import Any

_OPEN, _BODY, _CLOSE = "\ue000", "\ue001", "\ue002"
_TOKEN = re.compile(f"{_OPEN}(.*?){_BODY}|{_CLOSE}", re.DOTALL)


def mark(words: str, kind: str, **fields: str | None) -> str:
    """The words, marked as a finding; empty fields are left out.

    >>> unmark(mark("ADK", "morphology", code="8140/3", assertion="present"))[0]
    'ADK'
    """
    finding = {"kind": kind, **{name: value for name, value in fields.items() if value}}
    return f"{_OPEN}{json.dumps(finding, ensure_ascii=False)}{_BODY}{words}{_CLOSE}"


def unmark(marked: str) -> tuple[str, list[dict[str, Any]]]:
    """The plain text, and its findings with character offsets (end exclusive), in reading order.

    >>> unmark("no " + mark("liver " + mark("mets", "exam"), "diagnosis", code="C78.7"))[1][0]
    {'start': 3, 'end': 13, 'kind': 'diagnosis', 'code': 'C78.7', 'text': 'liver mets'}
    """
    plain: list[str] = []
    length = position = 0
    opened: list[tuple[int, dict[str, Any]]] = []
    findings: list[dict[str, Any]] = []
    for token in _TOKEN.finditer(marked):
        piece = marked[position : token.start()]
        plain.append(piece)
        length += len(piece)
        position = token.end()
        if token[1] is not None:
            opened.append((length, json.loads(token[1])))
        else:
            start, finding = opened.pop()
            findings.append({"start": start, "end": length, **finding})
    plain.append(marked[position:])
    text = "".join(plain)
    findings.sort(key=lambda finding: (finding["start"], finding["end"], finding["kind"]))
    return text, [{**finding, "text": text[finding["start"] : finding["end"]]} for finding in findings]


def capitalised(marked: str) -> str:
    """The marked text with its first visible letter in upper case, unless it starts a symbol such as `pT2`."""
    position = 0
    while (token := _TOKEN.match(marked, position)) is not None:
        position = token.end()
    if marked[position + 1 : position + 2].isupper():
        return marked
    return marked[:position] + marked[position : position + 1].upper() + marked[position + 1 :]
