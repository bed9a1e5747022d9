"""Assertion of spans handed in, over sentences of every specialty in the manner of case reports and notes.

All events of `tests/data/assertion/events` are marked `{words|assertion}`, or with two assertions that both hold. Each
batch of the sentences was scored before rules were mended on it, and those figures stand in `docs/coder.md`; the
floors here guard against loss."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from nlp.assertion import assert_spans, assertions_of_spans
from nlp.evaluation.rates import class_tally

SENTENCES = Path(__file__).parents[2] / "data" / "assertion" / "events"
_MARK = re.compile(r"\{([^|{}]*)\|([a-z+]+)\}")
Pair = tuple[frozenset[str], str, frozenset[str]]


def unmark(marked: str) -> tuple[str, list[tuple[int, int]], list[frozenset[str]]]:
    text, at = "", 0
    spans: list[tuple[int, int]] = []
    expected: list[frozenset[str]] = []
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        spans.append((len(text), len(text) + len(mark[1])))
        expected.append(frozenset(mark[2].split("+")))
        text, at = text + mark[1], mark.end()
    return text + marked[at:], spans, expected


def pairs(language: str) -> Iterator[Pair]:
    """What is marked, the one assertion found, and all assertions that cues give."""
    reports = re.split(r"^# .*\n", (SENTENCES / f"{language}.txt").read_text(encoding="utf-8"), flags=re.M)
    for report in reports[1:]:
        text, spans, expected = unmark(report)
        lang = language[:2]
        yield from zip(expected, assert_spans(text, spans, lang), assertions_of_spans(text, spans, lang), strict=True)


@pytest.fixture(scope="module", params=["english", "french"])
def found(request: pytest.FixtureRequest) -> list[Pair]:
    return list(pairs(request.param))


def test_every_assertion_is_among_them(found: list[Pair]) -> None:
    marked = [assertion for expected, _, _ in found for assertion in expected]
    assert len(found) > 750
    assert {name: marked.count(name) > 5 for name in ("absent", "possible", "planned", "historical", "family")} == {
        "absent": True, "possible": True, "planned": True, "historical": True, "family": True,
    }  # fmt: skip


def test_the_one_assertion(found: list[Pair]) -> None:
    assert sum(one in expected for expected, one, _ in found) / len(found) >= 0.985


@pytest.mark.parametrize(("assertion", "least"), [("absent", 0.99), ("possible", 0.95)])
def test_each_class(assertion: str, least: float, found: list[Pair]) -> None:
    assert class_tally((assertion in expected, one == assertion) for expected, one, _ in found).f1 >= least


def test_the_past_is_told_beside_a_denial(found: list[Pair]) -> None:
    marked = [held for expected, _, held in found if "historical" in expected]
    assert sum("historical" in held for held in marked) / len(marked) >= 0.9
