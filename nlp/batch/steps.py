"""The coder's steps on their own, JSON Lines in and out: assertion of spans, dates of texts, codes of terms.

A row that cannot be read is answered in its place with `error`, so that output line n always answers input line n.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from medomics_ehr.contracts.finding import KINDS
from medomics_ehr.errors import EnvironmentFailed, InputRefused
from nlp.batch.destination import check_file_out
from nlp.batch.readers.rows import day_of

if TYPE_CHECKING:
    from nlp.linking.linker import RankedCode

Row = dict[str, Any]
Step = Callable[[Row], Row]
#: Rows that a step takes at once.
TOGETHER = 64


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


class CodesOfTerms:
    """A step from `{id, term, kind?}` to ranked `codes`: `kind`, `code`, `confidence` and the nearest known `name`.

    Args:
        encoder: `minilm`, a folder or hub id, or None for exact names and character n-grams alone.
        top: how many codes at most.

    Raises:
        EnvironmentFailed: the encoder is missing or altered.
    """

    def __init__(self, encoder: str | None, top: int) -> None:
        from nlp.linking.linker import Linker

        self._linker = Linker.load(encoder)
        self._top = top

    def __call__(self, row: Row) -> Row:
        """The answer to one row; a ValueError says what it lacks."""
        _check_term(row)
        return self.together([row])[0]

    def together(self, rows: Sequence[Row]) -> list[Row]:
        """The same answers to many rows; the encoder reads their terms at once. A row that is refused has its error."""
        faults = [_fault(_check_term, row) for row in rows]
        asked = [row for row, fault in zip(rows, faults, strict=True) if fault is None]
        terms, kinds = [str(row["term"]) for row in asked], [row.get("kind") for row in asked]
        ranked = iter(self._linker.link_all(terms, kinds=kinds, top=self._top))
        return [fault or _codes(row, next(ranked)) for row, fault in zip(rows, faults, strict=True)]


def _check_term(row: Row) -> None:
    term, kind = row.get("term"), row.get("kind")
    if not isinstance(term, str) or not term.strip():
        raise ValueError("no `term`")
    if kind is not None and kind not in KINDS:
        raise ValueError("`kind` is no kind of finding")


def _codes(row: Row, ranked: Sequence[RankedCode]) -> Row:
    """The answer to a term: a code is at most as sure as the one that was ranked before it."""
    sure = accumulate((code.confidence for code in ranked), min)
    codes = [
        {"kind": code.kind, "code": code.code, "confidence": round(confidence, 4), "name": code.name}
        for code, confidence in zip(ranked, sure, strict=True)
    ]
    return {"id": row.get("id"), "codes": codes}


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
    """The answers to all lines, in their order; a step with a method `together` takes many rows at once."""
    with source.open("rb") as stream:
        lines = (line for line in stream if line.strip())
        while read := [_row(line) for line in islice(lines, TOGETHER)]:
            rows = [row for row in read if isinstance(row, dict)]
            together = getattr(step, "together", None)
            answers = iter(together(rows) if together else [_answer(step, row) for row in rows])
            yield from (next(answers) if isinstance(row, dict) else {"id": None, "error": row} for row in read)


def _row(line: bytes) -> Row | str:
    """The row of a line, or why it has none."""
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        return "no JSON in UTF-8"
    return row if isinstance(row, dict) else "no JSON object"


def _answer(step: Step, row: Row) -> Row:
    try:
        return step(row)
    except ValueError as error:
        return {"id": row.get("id"), "error": str(error)}


def _fault(judge: Callable[[Row], object], row: Row) -> Row | None:
    """The answer to a row that is refused; None where it is not."""
    try:
        judge(row)
    except ValueError as error:
        return {"id": row.get("id"), "error": str(error)}
    return None


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
