"""The coder's steps on their own, JSON Lines in and out: assertion of spans, dates of texts, codes of terms.

A row that cannot be read is answered in its place with `error`, so that output line n always answers input line n.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

import orjson

from medomics_ehr.contracts.finding import KINDS
from medomics_ehr.errors import EnvironmentFailed, InputRefused
from nlp.batch.destination import check_file_out
from nlp.batch.readers.rows import day_of

Row = dict[str, Any]
Step = Callable[[Row], Row]


def assertion_of_spans(row: Row) -> Row:
    """`{id, text, spans: [{start, end}], lang?}` to the same spans, each with its `assertion`.

    >>> assertion_of_spans({"text": "Pas de fièvre.", "spans": [{"start": 7, "end": 13}]})["spans"]
    [{'start': 7, 'end': 13, 'assertion': 'absent'}]
    """
    from nlp.assertion.spans import assert_spans

    text, spans = _text(row), row.get("spans")
    bounds = [_bounds(span, len(text)) for span in spans] if isinstance(spans, list) else None
    if bounds is None:
        raise ValueError("no list `spans`")
    found = assert_spans(text, bounds, str(row.get("lang") or ""))
    answers = [{"start": s, "end": e, "assertion": a} for (s, e), a in zip(bounds, found, strict=True)]
    return {"id": row.get("id"), "spans": answers}


def dates_of_text(row: Row) -> Row:
    """`{id, text, date?, lang?}` to its date expressions: `start`, `end`, `value` (ISO 8601 or TIMEX3) and `kind`.

    >>> dates_of_text({"text": "opéré il y a un an", "date": "2019-10-14"})["dates"]
    [{'start': 6, 'end': 18, 'value': '2018-10', 'kind': 'date'}]
    """
    from nlp.dates.find import find_dates

    day = day_of(row.get("date"))
    if day == "":
        raise ValueError("the report's `date` is no day of the calendar (YYYY-MM-DD)")
    found = find_dates(_text(row), day, str(row.get("lang") or ""))
    return {
        "id": row.get("id"),
        "dates": [{"start": d.start, "end": d.end, "value": d.value, "kind": d.kind} for d in found],
    }


def codes_of_term(encoder: str | None, top: int) -> Step:
    """A step from `{id, term, kind?}` to ranked `codes`: `kind`, `code`, `confidence` and the nearest known `name`.

    Args:
        encoder: `minilm`, a folder or hub id, or None for exact names and character n-grams alone.
        top: how many codes at most.

    Raises:
        EnvironmentFailed: the encoder is missing or altered.
    """
    from nlp.linking.linker import Linker

    linker = Linker.load(encoder)

    def link(row: Row) -> Row:
        term, kind = row.get("term"), row.get("kind")
        if not isinstance(term, str) or not term.strip():
            raise ValueError("no `term`")
        if kind is not None and kind not in KINDS:
            raise ValueError("`kind` is no kind of finding")
        ranked = linker.link(term, kind=kind, top=top)
        # A code is at most as sure as the one that was ranked before it.
        sure = accumulate((code.confidence for code in ranked), min)
        codes = [
            {"kind": code.kind, "code": code.code, "confidence": round(confidence, 4), "name": code.name}
            for code, confidence in zip(ranked, sure, strict=True)
        ]
        return {"id": row.get("id"), "codes": codes}

    return link


def run_step(step: Step, source: Path, out: Path) -> tuple[int, int]:
    """Answer each line of a file; returns how many were read and how many were refused.

    Raises:
        InputRefused: there is no such file.
        WrongUsage: the output is the input, or a folder.
        EnvironmentFailed: the output cannot be written.
    """
    check_files(source, out)
    read = refused = 0
    try:
        with out.open("wb") as stream:
            for answer in _answers(step, source):
                stream.write(orjson.dumps(answer) + b"\n")
                read += 1
                refused += "error" in answer
    except OSError as error:
        raise EnvironmentFailed(f"{out}: cannot be written ({error.strerror}); name another with --out") from error
    return read, refused


def check_files(source: Path, out: Path) -> None:
    """Refuse files that no step can run on, before one is loaded.

    Raises:
        InputRefused: there is no such file.
        WrongUsage: the output is the input, or a folder.
    """
    if not source.is_file():
        raise InputRefused(f"{source}: no such file; name one with --in")
    check_file_out(source, out)


def _answers(step: Step, source: Path) -> Iterator[Row]:
    with source.open("rb") as stream:
        for line in stream:
            if line.strip():
                yield _answer(step, line)


def _answer(step: Step, line: bytes) -> Row:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        return {"id": None, "error": "no JSON in UTF-8"}
    if not isinstance(row, dict):
        return {"id": None, "error": "no JSON object"}
    try:
        return step(row)
    except ValueError as error:
        return {"id": row.get("id"), "error": str(error)}


def _text(row: Row) -> str:
    if not isinstance(row.get("text"), str):
        raise ValueError("no `text`")
    return str(row["text"])


def _bounds(span: Any, length: int) -> tuple[int, int]:
    """`{start, end}` or `[start, end]`, inside the text."""
    pair = (
        (span.get("start"), span.get("end"))
        if isinstance(span, dict)
        else tuple(span if isinstance(span, list) else ())
    )
    if len(pair) != 2 or not all(isinstance(offset, int) for offset in pair) or not 0 <= pair[0] < pair[1] <= length:
        raise ValueError("a span that does not lie in the text")
    return pair[0], pair[1]
