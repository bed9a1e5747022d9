"""The syntax tree as plain mappings, each node a mapping with one key that names it, and back.

Every mapping is checked for keys it should not have; an error names the path of the node.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from medomics_ehr.cohort.definition import (
    PRESENT,
    After,
    AgeAtIndex,
    AgeRange,
    AllOf,
    AnyOf,
    AroundIndex,
    Code,
    CodeSet,
    Condition,
    Facts,
    Has,
    Near,
    Node,
    Not,
    NumberRange,
    OneOf,
    Period,
    Pick,
    Selection,
    Sex,
    TextValue,
)
from medomics_ehr.cohort.meaning import Meaning, meant
from medomics_ehr.contracts import ASSERTIONS
from medomics_ehr.contracts.event import latest_instant, parse_partial_date
from medomics_ehr.errors import InputRefused

MAX_DEPTH = 60
MAX_DAYS = 100_000


class Vocabulary(Protocol):
    """Gives the codes of a term that a file names without them."""

    def meaning(self, phrase: str) -> Meaning: ...


def to_mapping(node: Node) -> dict[str, Any]:
    """A node as plain data.

    >>> to_mapping(Not(Sex("male")))
    {'not': {'sex': 'male'}}
    """
    match node:
        case Facts():
            return {"facts": _facts(node)}
        case Pick(which, of):
            return {which: to_mapping(of)}
        case AnyOf(of):
            return {"any_of": [to_mapping(part) for part in of]}
        case After(of, anchor, low, high):
            gap = ({"min_days": low} if low else {}) | ({} if high is None else {"max_days": high})
            return {"after": {"of": to_mapping(of), "anchor": to_mapping(anchor), **gap}}
        case Near(of, anchor, days):
            return {"near": {"of": to_mapping(of), "anchor": to_mapping(anchor), "days": days}}
        case Has(selection, at_least):
            return {"has": to_mapping(selection), **({"at_least": at_least} if at_least != 1 else {})}
        case AllOf(of):
            return {"all_of": [to_mapping(part) for part in of]}
        case OneOf(of):
            return {"one_of": [to_mapping(part) for part in of]}
        case Not(of):
            return {"not": to_mapping(of)}
        case Sex(sex):
            return {"sex": sex}
        case AgeAtIndex(age):
            return {"age_at_index": _bounds(age.low, age.high)}
        case AroundIndex(selection, start, end, at_least):
            window = _given({"from_days": start, "to_days": end})
            return {"around_index": {"has": to_mapping(selection), **window, "at_least": at_least}}


def _facts(facts: Facts) -> dict[str, Any]:
    found: dict[str, Any] = {"term": facts.codes.label, "codes": [_code(code) for code in facts.codes.codes]}
    if facts.assertions != PRESENT:
        found["assertions"] = list(facts.assertions)
    if facts.number is not None:
        n = facts.number
        found["number"] = _given(
            {("above" if n.low_open else "min"): n.low, ("below" if n.high_open else "max"): n.high}
        )
        found["number"] |= _given({"unit": n.unit})
    if facts.text is not None:
        found["text"] = {"values": list(facts.text.values), "prefixes": list(facts.text.prefixes)}
    if facts.period is not None:
        found["period"] = _given({"from": facts.period.start, "to": facts.period.end})
    if facts.age is not None:
        found["age"] = _bounds(facts.age.low, facts.age.high)
    return found


def _code(code: Code) -> Any:
    return code.code if code.descend else {"code": code.code, "descend": False}


def _bounds(low: int | None, high: int | None) -> dict[str, int]:
    return _given({"min": low, "max": high})


def _given(pairs: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in pairs.items() if value is not None}


@dataclass(frozen=True, slots=True)
class NodeReader:
    """Reads mappings back into the tree. `where` is the file's name, for errors."""

    where: str
    vocabulary: Vocabulary | None = None

    def condition(self, data: Any, path: str, depth: int = 0) -> Condition:
        """A condition; `path` names its place in the file."""
        data = self._mapping(data, path, depth)
        if "has" in data:
            self._only(data, path, "has", "at_least")
            return Has(self.selection(data["has"], f"{path}.has", depth + 1), self._count(data, path))
        key, inner = self._single(data, path)
        below = f"{path}.{key}"
        if key in ("all_of", "one_of"):
            parts = tuple(
                self.condition(part, f"{below}[{n}]", depth + 1) for n, part in enumerate(self._list(inner, below))
            )
            return AllOf(parts) if key == "all_of" else OneOf(parts)
        if key == "not":
            return Not(self.condition(inner, below, depth + 1))
        if key == "sex":
            if inner not in ("female", "male"):
                raise self.refused(below, "is not female or male")
            return Sex(inner)
        if key == "age_at_index":
            return AgeAtIndex(self._age(inner, below))
        if key == "around_index":
            return self._around(inner, below, depth)
        raise self.refused(below, "is no condition: has, all_of, one_of, not, sex, age_at_index or around_index")

    def selection(self, data: Any, path: str, depth: int = 0) -> Selection:
        """A selection of facts."""
        data = self._mapping(data, path, depth)
        key, inner = self._single(data, path)
        below = f"{path}.{key}"
        if key == "facts":
            return self._facts(inner, below, depth)
        if key in ("first", "last"):
            return Pick("first" if key == "first" else "last", self.selection(inner, below, depth + 1))
        if key == "any_of":
            parts = [
                self.selection(part, f"{below}[{n}]", depth + 1) for n, part in enumerate(self._list(inner, below))
            ]
            if not parts:
                raise self.refused(below, "is empty")
            return AnyOf(tuple(parts))
        if key == "after":
            return self._after(inner, below, depth)
        if key == "near":
            inner = self._mapping(inner, below, depth)
            self._only(inner, below, "of", "anchor", "days")
            return Near(*self._pair(inner, below, depth), self._days(inner.get("days"), f"{below}.days", 0))
        raise self.refused(below, "is no selection: facts, first, last, any_of, after or near")

    def _after(self, data: Any, path: str, depth: int) -> After:
        data = self._mapping(data, path, depth)
        self._only(data, path, "of", "anchor", "min_days", "max_days")
        least = self._days(data.get("min_days", 0), f"{path}.min_days", 0)
        most = None if data.get("max_days") is None else self._days(data["max_days"], f"{path}.max_days", 0)
        if most is not None and most < least:
            raise self.refused(path, f"no fact can lie between {least} and {most} days")
        return After(*self._pair(data, path, depth), least, most)

    def _pair(self, data: Mapping[str, Any], path: str, depth: int) -> tuple[Selection, Selection]:
        return (
            self.selection(data.get("of"), f"{path}.of", depth + 1),
            self.selection(data.get("anchor"), f"{path}.anchor", depth + 1),
        )

    def _around(self, data: Any, path: str, depth: int) -> AroundIndex:
        data = self._mapping(data, path, depth)
        self._only(data, path, "has", "from_days", "to_days", "at_least")
        start, end = (
            None if data.get(key) is None else self._days(data[key], f"{path}.{key}", -MAX_DAYS)
            for key in ("from_days", "to_days")
        )
        if start is not None and end is not None and end < start:
            raise self.refused(path, f"the window from day {start} to day {end} ends before it begins")
        return AroundIndex(
            self.selection(data.get("has"), f"{path}.has", depth + 1), start, end, self._count(data, path)
        )

    def _facts(self, data: Any, path: str, depth: int) -> Selection:
        data = self._mapping(data, path, depth)
        self._only(data, path, "term", "codes", "assertions", "number", "text", "period", "age")
        label = str(data.get("term", ""))
        meaning: Meaning | None = None
        text = None if data.get("text") is None else self._text(data["text"], f"{path}.text")
        if "codes" in data:
            codes = CodeSet(
                label,
                tuple(
                    self._read_code(c, f"{path}.codes[{n}]")
                    for n, c in enumerate(self._list(data["codes"], f"{path}.codes"))
                ),
            )
        elif label and self.vocabulary is not None:
            meaning = self.vocabulary.meaning(label)
            codes, text = meaning.codes, text or meaning.text
        else:
            raise self.refused(path, "has neither codes nor a term")
        facts = Facts(
            codes,
            tuple(self._assertion(name, f"{path}.assertions") for name in data.get("assertions", PRESENT)),
            None if data.get("number") is None else self._number(data["number"], f"{path}.number"),
            text,
            None if data.get("period") is None else self._period(data["period"], f"{path}.period"),
            None if data.get("age") is None else self._age(data["age"], f"{path}.age"),
        )
        return facts if meaning is None else meant(meaning, facts)

    def _read_code(self, data: Any, path: str) -> Code:
        if isinstance(data, Mapping):
            self._only(data, path, "code", "descend")
        code, descend = (data.get("code"), data.get("descend", True)) if isinstance(data, Mapping) else (data, True)
        if not isinstance(code, str) or not code or not isinstance(descend, bool):
            raise self.refused(path, "is no code, such as ICD10//C34 or {code: SNOMED//254637007, descend: false}")
        return Code(code, descend)

    def _assertion(self, name: Any, path: str) -> Any:
        if name not in ASSERTIONS:
            raise self.refused(path, f"holds something else than {', '.join(ASSERTIONS)}")
        return name

    def _number(self, data: Any, path: str) -> NumberRange:
        data = self._mapping(data, path, 0)
        self._only(data, path, "min", "max", "above", "below", "unit")
        low, high = data.get("above", data.get("min")), data.get("below", data.get("max"))
        for bound in (low, high):
            if bound is not None and (isinstance(bound, bool) or not isinstance(bound, int | float)):
                raise self.refused(path, "has a bound that is no number")
            if bound is not None and not math.isfinite(bound):
                raise self.refused(path, "has a bound that is no finite number; leave the open side out")
        if low is not None and high is not None and low > high:
            raise self.refused(path, f"no value can lie between {low} and {high}")
        unit = data.get("unit")
        return NumberRange(
            None if low is None else float(low),
            None if high is None else float(high),
            "above" in data,
            "below" in data,
            None if unit is None else str(unit),
        )

    def _text(self, data: Any, path: str) -> TextValue:
        data = self._mapping(data, path, 0)
        self._only(data, path, "values", "prefixes")
        return TextValue(tuple(map(str, data.get("values", ()))), tuple(map(str, data.get("prefixes", ()))))

    def _period(self, data: Any, path: str) -> Period:
        data = self._mapping(data, path, 0)
        self._only(data, path, "from", "to")
        start = None if data.get("from") is None else self._day(data["from"], f"{path}.from", first=True)
        end = None if data.get("to") is None else self._day(data["to"], f"{path}.to", first=False)
        if start is not None and end is not None and start > end:
            raise self.refused(path, "ends before it begins")
        return Period(start, end)

    def _day(self, data: Any, path: str, first: bool) -> dt.date:
        try:
            time, precision = parse_partial_date(str(data))
        except ValueError:
            raise self.refused(path, "is no day, month or year of the calendar") from None
        return (time if first else latest_instant(time, precision)).date()

    def _age(self, data: Any, path: str) -> AgeRange:
        data = self._mapping(data, path, 0)
        self._only(data, path, "min", "max")
        low, high = (None if data.get(k) is None else self._days(data[k], f"{path}.{k}", 0) for k in ("min", "max"))
        if low is not None and high is not None and low > high:
            raise self.refused(path, f"no one can be aged {low} to {high}")
        return AgeRange(low, high)

    def _days(self, data: Any, path: str, least: int) -> int:
        if isinstance(data, bool) or not isinstance(data, int) or not least <= data <= MAX_DAYS:
            raise self.refused(path, f"is no whole number from {least} to {MAX_DAYS}")
        return data

    def _count(self, data: Mapping[str, Any], path: str) -> int:
        return self._days(data.get("at_least", 1), f"{path}.at_least", 1)

    def _mapping(self, data: Any, path: str, depth: int) -> Mapping[str, Any]:
        if depth > MAX_DEPTH:
            raise self.refused(path, f"lies more than {MAX_DEPTH} levels deep; write it flatter")
        if not isinstance(data, Mapping):
            raise self.refused(path, "is no mapping")
        return data

    def _list(self, data: Any, path: str) -> list[Any]:
        if not isinstance(data, list):
            raise self.refused(path, "is no list")
        return data

    def _single(self, data: Mapping[str, Any], path: str) -> tuple[str, Any]:
        if len(data) != 1:
            raise self.refused(path, "must have exactly one key, the kind of the node")
        return next(iter(data.items()))

    def _only(self, data: Mapping[str, Any], path: str, *known: str) -> None:
        for key in data:
            if key not in known:
                raise self.refused(path, f"has the unknown key {str(key)[:40]!r}; known are {', '.join(known)}")

    def refused(self, path: str, what: str) -> InputRefused:
        """An error that names the file and the path of the node in it."""
        return InputRefused(f"{self.where}: {path[-120:]} {what}")
