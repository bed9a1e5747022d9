"""No regular expression of ours explodes: on strings made to mislead each of them, its time grows with their length.

All compiled patterns of all rooms are tried on runs of their own letters and of what reports hold in runs, ended so
that the last step fails; then the whole coder on such runs, since most of its patterns see a line or a few words.
Growth is a ratio of processor times: four times the text may take four times as long, not sixteen.
"""

from __future__ import annotations

import importlib
import itertools
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from nlp.coder import Coder, Report

ROOMS = ("nlp", "medomics_ehr", "omics", "fusion", "apps.cli", "apps.demo", "apps.review.service")
#: Lengths of runs: exponential growth shows in the first, any other in the ratio of the others.
TINY, SHORT, LONG = 22, 1_000, 4_000
#: Between linear (4) and quadratic (16) growth.
MOST_GROWTH = 9.0
#: Processor time below which nothing can be told, and that of a run of `TINY` letters that has exploded, in seconds.
TOO_SHORT_TO_TELL, EXPLODED = 0.01, 0.05
#: Processor time for 50 kB that hold one fact: some fifty times what they take.
MOST_SECONDS = 2.0
RUNS = ("a", " ", "0", "\n", "(", ".", ", ", "a ", "0 ", "0.", "0/", "- ", "a-", "de ", "de la ", "<a", "pT1 ", "a\n")
#: What the coder's rules look for, without end.
WORDS = ("01/02/2023, ", "pas de ", "no ", "HER2 ", "cancer ", "en 2019 ", "métastases, ", "TDM : ", "cisplatine ")


def patterns(rooms: tuple[str, ...]) -> dict[str, re.Pattern[str]]:
    """Every pattern that a module holds by name, directly or in tuples, dicts and dataclasses."""
    found: dict[str, re.Pattern[str]] = {}
    for room in rooms:
        package = importlib.import_module(room)
        for info in pkgutil.walk_packages(package.__path__, f"{room}."):
            if not info.name.endswith("__main__"):
                for name, value in vars(importlib.import_module(info.name)).items():
                    if not name.startswith("__"):
                        found |= {pattern.pattern: pattern for pattern in _held(value, 0)}
    return found


def _held(value: Any, depth: int) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield value
    elif depth < 3:
        if hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
            value = [getattr(value, name, None) for name in value.__dataclass_fields__]
        parts = list(value.values()) if isinstance(value, dict) else value
        if isinstance(parts, list | tuple | set | frozenset):
            for part in parts:
                yield from _held(part, depth + 1)


def letters(tree: Any) -> list[str]:
    """A letter for each step of a parsed pattern, in its order."""
    found: list[str] = []
    for step, detail in tree:
        name = str(step)
        if name == "LITERAL":
            found.append(chr(detail))
        elif name == "IN":
            found += _of_set(detail)
        elif name in ("ANY", "NOT_LITERAL"):
            found.append("a")
        elif name == "SUBPATTERN":
            found += letters(detail[3])
        elif name.endswith("_REPEAT"):
            found += letters(detail[2])
        elif name == "BRANCH":
            for branch in detail[1][:4]:
                found += letters(branch)
        elif name in ("ASSERT", "ASSERT_NOT"):
            found += letters(detail[1])
    return found


def _of_set(members: Any) -> list[str]:
    of_category = {"CATEGORY_DIGIT": "0", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a"}
    for step, detail in members:
        if str(step) == "LITERAL":
            return [chr(detail)]
        if str(step) == "RANGE":
            return [chr(detail[0])]
        if str(step) == "CATEGORY":
            return [of_category.get(str(detail), "!")]
    return []


def misleading(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """Beginnings and the runs that follow them."""
    own = letters(_parser.parse(pattern.pattern, pattern.flags))
    pairs = [a + b for a, b in itertools.pairwise(own)]
    start = "".join(own)[:30]
    runs = dict.fromkeys([*RUNS, *own[:12], *pairs[:12], start])
    return [(before, run) for before in ("", start) for run in runs if run]


def seconds(work: Callable[[str], object], text: str) -> float:
    """Processor time of the work, the better of two."""
    taken = []
    for _ in range(2):
        began = time.process_time()
        work(text)
        taken.append(time.process_time() - began)
    return min(taken)


def grows_too_fast(work: Callable[[str], object], before: str, run: str) -> bool:
    """Whether four times the text takes far more than four times as long."""
    tiny, short, long = (before + (run * (n // len(run) + 1))[:n] + "\x00" for n in (TINY, SHORT, LONG))
    if seconds(work, tiny) > EXPLODED:
        return True
    at_first = seconds(work, short)
    if at_first > 1:
        return True
    later = seconds(work, long)
    return later > TOO_SHORT_TO_TELL and later > MOST_GROWTH * at_first


@pytest.mark.parametrize(
    ("bad", "run"), [(r"(?:a|a)+b", "a"), (r"(?:0+)+!", "0"), (r"(?:0|1)*[0-9]*x", "0"), (r"(?: +)+x", " ")]
)
def test_a_pattern_that_explodes_is_noticed(bad: str, run: str) -> None:
    assert grows_too_fast(re.compile(bad).match, "", run)


def test_a_plain_pattern_is_let_pass() -> None:
    assert not grows_too_fast(re.compile(r"0+!").match, "", "0")


@pytest.mark.deep
@pytest.mark.parametrize("room", ROOMS)
def test_no_pattern_of_ours_explodes(room: str) -> None:
    tried = patterns((room,)).values()
    assert {p.pattern: case for p in tried for case in misleading(p) if grows_too_fast(p.match, *case)} == {}


def test_the_patterns_are_found() -> None:
    assert len(patterns(("nlp",))) > 80


@pytest.mark.parametrize(("before", "run", "after"), [("Capécitabine 03/2023", " ", "x fin.")])
def test_the_coder_reads_a_long_run_beside_a_fact_in_time(before: str, run: str, after: str) -> None:
    coder = Coder.load("fast")
    began = time.process_time()
    coder.code(Report("x", before + run * 50_000 + after, date="2024-01-15"))
    assert time.process_time() - began < MOST_SECONDS


@pytest.mark.deep
def test_the_coder_reads_runs_in_linear_time() -> None:
    coder = Coder.load("fast")

    def work(text: str) -> object:
        return coder.code(Report("x", text, date="2023-05-16"))

    slow = [run for run in (*RUNS, *WORDS) if grows_too_fast(work, "", run)]
    assert slow == []
