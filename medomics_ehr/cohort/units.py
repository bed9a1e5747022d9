"""The one unit in which the values of a term are compared, as features are built: by the same conversion, and with the
same values left out. Bounds are converted, not values, so that a comparison stays a plain one. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from medomics_ehr.cohort.definition import (
    After,
    AllOf,
    AnyOf,
    AroundIndex,
    Condition,
    Definition,
    Facts,
    Has,
    Near,
    Not,
    NumberRange,
    OneOf,
    Pick,
    RecordedUnits,
    Selection,
    check,
    leaves,
)
from medomics_ehr.terminology.units import factor

#: How many values of a leaf's codes and assertions have which unit, empty where they have none.
CountUnits = Callable[[Facts], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Values that were compared with nothing, and why: their unit, empty where they have none."""

    unit: str
    values: int
    why: str


@dataclass(frozen=True, slots=True)
class Compared:
    """How the values of a term were compared.

    Attributes:
        unit: the unit compared in, empty where the values have none.
        asked: whether the query named it; else it is the one most values have.
        values: how many values were compared.
        left_out: those that were not, the most first.
    """

    unit: str
    asked: bool
    values: int
    left_out: tuple[LeftOut, ...]


def with_units(definition: Definition, count_units: CountUnits) -> Definition:
    """The definition with the unit of each range settled and the record's units noted; itself where it has no range.

    Raises:
        InputRefused: it nests too deep.
    """
    ranged = [leaf for leaf in leaves(definition) if leaf.number is not None]
    if not ranged:
        return definition
    check(definition)
    counts = {key: count_units(Facts(*key)) for key in dict.fromkeys((leaf.codes, leaf.assertions) for leaf in ranged)}
    settled = {leaf: _settled(leaf, counts[leaf.codes, leaf.assertions]) for leaf in ranged}
    return replace(
        definition,
        rules=tuple(replace(rule, condition=_condition(rule.condition, settled)) for rule in definition.rules),
        index=_selection(definition.index, settled) if definition.index else None,
        censor=_selection(definition.censor, settled) if definition.censor else None,
    )


def _settled(leaf: Facts, counts: Mapping[str, int]) -> Facts:
    number = leaf.number
    if number is None or number.recorded is not None:
        return leaf
    values = tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
    most = values[0][0] if values else ""
    recorded = RecordedUnits(values, asked=number.unit is not None)
    return replace(leaf, number=replace(number, unit=most if number.unit is None else number.unit, recorded=recorded))


def _condition(node: Condition, settled: Mapping[Facts, Facts]) -> Condition:
    """The condition with its settled leaves."""
    match node:
        case Has(selection) | AroundIndex(selection):
            return replace(node, selection=_selection(selection, settled))
        case AllOf(of) | OneOf(of):
            return replace(node, of=tuple(_condition(part, settled) for part in of))
        case Not(of):
            return Not(_condition(of, settled))
        case _:
            return node


def _selection(node: Selection, settled: Mapping[Facts, Facts]) -> Selection:
    match node:
        case Facts():
            return settled.get(node, node)
        case AnyOf(of):
            return AnyOf(tuple(_selection(part, settled) for part in of))
        case Pick(_, of):
            return replace(node, of=_selection(of, settled))
        case After(of, anchor) | Near(of, anchor):
            return replace(node, of=_selection(of, settled), anchor=_selection(anchor, settled))


@lru_cache(maxsize=4096)
def bounds_in(number: NumberRange, unit: str) -> tuple[float | None, float | None] | None:
    """The bounds of a range in a unit of the record; None where values of that unit are left out.

    >>> bounds_in(NumberRange(high=100.0, unit="g/L"), "g/dL"), bounds_in(NumberRange(high=100.0, unit="g/L"), "mmol/L")
    ((None, 10.0), None)
    """
    times = factor(number.unit, unit)
    if times is None:
        return None
    low, high = (None if bound is None else float(f"{bound * times:.12g}") for bound in (number.low, number.high))
    return low, high


def compared(number: NumberRange) -> Compared | None:
    """The account of a range whose unit is settled; None where it is not."""
    if number.recorded is None:
        return None
    unit = number.unit or ""
    left_out = tuple(
        LeftOut(given, values, why_left_out(number, given))
        for given, values in number.recorded.values
        if bounds_in(number, given) is None
    )
    total = sum(values for _, values in number.recorded.values)
    return Compared(unit, number.recorded.asked, total - sum(one.values for one in left_out), left_out)


def why_left_out(number: NumberRange, given: str | None) -> str:
    """Why values of a unit are not compared.

    >>> why_left_out(NumberRange(unit="g/L"), "mmol/L"), why_left_out(NumberRange(unit="g/L"), None)
    ('mmol/L does not convert to g/L', 'without a unit, and g/L is compared')
    """
    if not given:
        return f"without a unit, and {number.unit} is compared"
    if not number.unit:
        return f"in {given}, and most values have no unit"
    return f"{given} does not convert to {number.unit}"
