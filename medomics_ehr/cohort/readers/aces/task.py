"""The ACES task form as small frozen dataclasses, and its reader. What is not supported is refused by its path."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import yaml

from medomics_ehr.errors import InputRefused

ANY_EVENT = "_ANY_EVENT"
_EXPRESSION = re.compile(r"^(and|or)\((.+)\)$")
_TEMPORAL = re.compile(r"^(?P<anchor>[\w.]+) (?P<sign>[+-]) (?P<length>.+)$")
_NEXT = re.compile(r"^(?P<anchor>[\w.]+) -> (?P<predicate>\w+)$")
_PREVIOUS = re.compile(r"^(?P<anchor>[\w.]+) <- (?P<predicate>\w+)$")
_RANGE = re.compile(r"^\(\s*(None|\d+)\s*,\s*(None|\d+)\s*\)$")


@dataclass(frozen=True, slots=True)
class Plain:
    """Events of a code (or of codes that a pattern matches whole), with a value in a range."""

    code: str | None = None
    pattern: str | None = None
    codes: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    low_inclusive: bool = False
    high_inclusive: bool = False


@dataclass(frozen=True, slots=True)
class Derived:
    """All or any of other predicates, at one time."""

    kind: Literal["and", "or"]
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of a window.

    Attributes:
        anchor: `trigger`, `start` or `end` of the same window, or `window.end`; "" for the record's edge.
        delta: how much later (earlier if negative).
        predicate: the next (or previous, if `backwards`) event of it, instead of a delta.
    """

    anchor: str
    delta: dt.timedelta = dt.timedelta(0)
    predicate: str = ""
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """A window: its bounds, the counts it must hold (predicate, least, most), its label, its index."""

    name: str
    start: Bound
    end: Bound
    start_inclusive: bool
    end_inclusive: bool
    has: tuple[tuple[str, int | None, int | None], ...] = ()
    label: str = ""
    index: Literal["", "start", "end"] = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A whole task; `demographics` are facts without a time, all of which a subject must have."""

    predicates: Mapping[str, Plain | Derived]
    trigger: str
    windows: tuple[Window, ...]
    demographics: tuple[Plain, ...] = ()


def read_task(text: str, where: str) -> Task:
    """The task in a file's text.

    Raises:
        InputRefused: it is no YAML, or no ACES task; the message names the place.

    >>> windows = "{w: {start: trigger, end: start + 2 days}}"
    >>> task = read_task(f"predicates: {{a: {{code: A}}}}\\ntrigger: a\\nwindows: {windows}", "task.yaml")
    >>> task.windows[0].end.delta.days
    2
    """
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError):
        raise InputRefused(f"{where}: not readable as YAML, or nested too deep; mend the file") from None
    if not isinstance(data, dict) or not isinstance(data.get("windows"), dict) or "trigger" not in data:
        raise InputRefused(f"{where}: no ACES task; it has predicates, a trigger and windows")
    for key in data:
        if key not in ("predicates", "trigger", "windows", "patient_demographics", "description", "metadata"):
            raise InputRefused(f"{where}: {str(key)[:40]} is unknown in an ACES task")
    static = {
        str(name): _predicate(one, f"{where}: patient_demographics.{name}")
        for name, one in (data.get("patient_demographics") or {}).items()
    }
    predicates = {
        str(name): _predicate(one, f"{where}: predicates.{name}")
        for name, one in (data.get("predicates") or {}).items()
    }
    windows = tuple(_window(str(name), one or {}, f"{where}: windows.{name}") for name, one in data["windows"].items())
    task = Task(
        predicates, str(data["trigger"]), windows, tuple(one for one in static.values() if isinstance(one, Plain))
    )
    _check_names(task, set(static), where)
    return task


def _predicate(data: Any, where: str) -> Plain | Derived:
    if not isinstance(data, dict):
        raise InputRefused(f"{where}: it is no mapping")
    if "expr" in data:
        match = _EXPRESSION.match(str(data["expr"]).strip())
        if match is None:
            raise InputRefused(f"{where}.expr: only and(…) and or(…) are known")
        return Derived("and" if match[1] == "and" else "or", tuple(name.strip() for name in match[2].split(",")))
    known = ("code", "value_min", "value_max", "value_min_inclusive", "value_max_inclusive")
    for key in data:
        if key not in known:
            raise InputRefused(f"{where}.{str(key)[:40]}: not supported; known are {', '.join(known)}")
    code = data.get("code")
    rest = (_value(data.get("value_min"), f"{where}.value_min"), _value(data.get("value_max"), f"{where}.value_max"))
    flags = (bool(data.get("value_min_inclusive")), bool(data.get("value_max_inclusive")))
    if isinstance(code, dict) and set(code) == {"regex"}:
        return Plain(None, _pattern(str(code["regex"]), where), (), *rest, *flags)
    if isinstance(code, dict) and set(code) == {"any"} and isinstance(code["any"], list):
        return Plain(None, None, tuple(map(str, code["any"])), *rest, *flags)
    if not isinstance(code, str):
        raise InputRefused(f"{where}.code: it is no code, no {{regex: …}} and no {{any: […]}}")
    return Plain(code, None, (), *rest, *flags)


def _value(data: Any, where: str) -> float | None:
    if data is None:
        return None
    if isinstance(data, bool) or not isinstance(data, int | float) or not math.isfinite(data):
        raise InputRefused(f"{where}: it is no number")
    return data


def _pattern(text: str, where: str) -> str:
    """A pattern that RE2 knows, as Polars and Arrow do; it takes no longer than its text is long."""
    try:
        pc.match_substring_regex(pa.array([""]), text)
    except pa.lib.ArrowInvalid:
        raise InputRefused(f"{where}.code.regex: it is no regular expression of RE2") from None
    return text


def _window(name: str, data: Any, where: str) -> Window:
    if not isinstance(data, dict) or not isinstance(data.get("has") or {}, dict):
        raise InputRefused(f"{where}: it is no window with `start`, `end` and a mapping `has`")
    for key in data:
        if key not in ("start", "end", "start_inclusive", "end_inclusive", "has", "label", "index_timestamp"):
            raise InputRefused(f"{where}.{str(key)[:40]}: unknown in a window")
    index: Any = data.get("index_timestamp") or ""
    if index not in ("", "start", "end"):
        raise InputRefused(f"{where}.index_timestamp: it is neither start nor end")
    start, end = _bound(data.get("start"), f"{where}.start"), _bound(data.get("end"), f"{where}.end")
    nothing = dt.timedelta(0)
    if (end.anchor == "start" and end.delta < nothing) or (start.anchor == "end" and start.delta > nothing):
        raise InputRefused(f"{where}: it ends before it begins")
    return Window(
        name,
        start,
        end,
        bool(data.get("start_inclusive", True)),
        bool(data.get("end_inclusive", True)),
        tuple((str(p), *_range(r, f"{where}.has.{p}")) for p, r in (data.get("has") or {}).items()),
        str(data.get("label") or ""),
        index,
    )


def _bound(data: Any, where: str) -> Bound:
    if data is None:
        return Bound("")
    text = str(data).strip()
    if match := _NEXT.match(text):
        return Bound(match["anchor"], predicate=match["predicate"])
    if match := _PREVIOUS.match(text):
        return Bound(match["anchor"], predicate=match["predicate"], backwards=True)
    if match := _TEMPORAL.match(text):
        try:
            length = pd.Timedelta(match["length"]).to_pytimedelta()
        except ValueError:
            raise InputRefused(
                f"{where}: `{match['length'][:30]}` is no length of time, such as `24h` or `7 days`"
            ) from None
        return Bound(match["anchor"], length if match["sign"] == "+" else -length)
    if re.fullmatch(r"[\w.]+", text):
        return Bound(text)
    raise InputRefused(f"{where}: `{text[:40]}` is no bound of a window")


def _range(data: Any, where: str) -> tuple[int | None, int | None]:
    match = _RANGE.match(str(data).strip())
    if match is None:
        raise InputRefused(f"{where}: it is no pair such as (1, None)")
    low, high = (None if part == "None" else int(part) for part in match.groups())
    if low is not None and high is not None and high < low:
        raise InputRefused(f"{where}: no number lies between {low} and {high}")
    return low, high


def _check_names(task: Task, static: set[str], where: str) -> None:
    """Every predicate that is used must be there, and no facts that have no time."""
    used = [task.trigger, *(p for w in task.windows for p in (w.label, w.start.predicate, w.end.predicate) if p)]
    used += [predicate for window in task.windows for predicate, _, _ in window.has]
    used += [name for one in task.predicates.values() if isinstance(one, Derived) for name in one.of]
    for name in used:
        if name in static:
            raise InputRefused(f"{where}: {name[:40]}: patient_demographics inside windows are not supported")
        if name not in task.predicates and name != ANY_EVENT:
            raise InputRefused(f"{where}: {name[:40]} is used and not defined under predicates")
