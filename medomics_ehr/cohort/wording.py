"""Says in words what a condition asks, so that people can check how they were understood."""

from __future__ import annotations

from medomics_ehr.cohort.definition import (
    PRESENT,
    After,
    AgeAtIndex,
    AgeRange,
    AllOf,
    AnyOf,
    AroundIndex,
    Condition,
    Facts,
    Has,
    Near,
    Node,
    Not,
    NumberRange,
    OneOf,
    Pick,
    Selection,
    Sex,
    TextValue,
)
from medomics_ehr.cohort.units import Compared
from medomics_ehr.contracts import Assertion

_EVER: tuple[Assertion, ...] = ("present", "historical")


def in_words(node: Node) -> str:
    """A condition or a selection in words; alternatives and groups in brackets.

    >>> from medomics_ehr.cohort.definition import CodeSet
    >>> lung, ct = Facts(CodeSet("lung cancer", ())), Facts(CodeSet("ct", ()))
    >>> in_words(AllOf((Has(After(ct, lung, 0, 90)), Not(Sex("male")))))
    'lung cancer then ct within 90 days and not male'
    """
    match node:
        case Has() | AllOf() | OneOf() | Not() | Sex() | AgeAtIndex() | AroundIndex():
            return _condition(node)
        case _:
            return _selection(node)


def _condition(node: Condition) -> str:
    match node:
        case Has(selection, at_least):
            return _selection(selection) if at_least == 1 else f"at least {at_least} days with {_selection(selection)}"
        case AllOf(of):
            return " and ".join(_bracketed(part) for part in of) or "anybody"
        case OneOf(of):
            return " or ".join(_bracketed(part) for part in of) or "nobody"
        case Not(of):
            return f"not {_bracketed(of)}"
        case Sex(sex):
            return sex
        case AgeAtIndex(age):
            return f"aged {_age(age)} at the index date"
        case AroundIndex(selection, start, end, at_least):
            times = f"at least {at_least} days with " if at_least > 1 else ""
            return f"{times}{_selection(selection)} {_window(start, end)}"


def _bracketed(node: Condition) -> str:
    return f"({in_words(node)})" if isinstance(node, AllOf | OneOf) else in_words(node)


def _selection(node: Selection) -> str:
    match node:
        case Facts():
            return _facts(node)
        case Pick(which, of):
            return f"{which} {_selection(of)}"
        case AnyOf(of):
            return "(" + " or ".join(_selection(part) for part in of) + ")"
        case After(of, anchor, min_days, max_days):
            gap = f" at least {min_days} days later" if min_days else ""
            gap += f" within {max_days} days" if max_days is not None else ""
            if isinstance(of, After):
                return f"({_selection(of)}) after {_selection(anchor)}{gap}"
            return f"{_selection(anchor)} then {_selection(of)}{gap}"
        case Near(of, anchor, days):
            return f"{_selection(of)} within {days} days of {_selection(anchor)}"


def _facts(facts: Facts) -> str:
    words = [facts.codes.label or "any of the codes"]
    if facts.assertions == _EVER:
        words.insert(0, "ever")
    elif facts.assertions != PRESENT:
        words.insert(0, "/".join(facts.assertions))
    if facts.text is not None and not _said(facts.text, words[-1]):
        words.append("= " + "/".join((*facts.text.values, *(f"{p}…" for p in facts.text.prefixes))))
    if facts.number is not None:
        words.append(_number(facts.number))
    if facts.period is not None:
        words.append(f"from {facts.period.start or 'the start'} to {facts.period.end or 'the end'}")
    if facts.age is not None:
        words.append(f"at {_age(facts.age)} years")
    return " ".join(words)


def _said(text: TextValue, label: str) -> bool:
    return not text.prefixes and all(value.lower() in label.lower() for value in text.values)


def _number(number: NumberRange) -> str:
    unit = f" {number.unit}" if number.unit else ""
    if number.low is not None and number.low == number.high:
        return f"= {number.low:g}{unit}"
    low = "" if number.low is None else f"{'>' if number.low_open else '>='} {number.low:g}{unit}"
    high = "" if number.high is None else f"{'<' if number.high_open else '<='} {number.high:g}{unit}"
    return " and ".join(part for part in (low, high) if part)


def unit_in_words(found: Compared) -> str:
    """In which unit values were compared, and what was left out.

    >>> from medomics_ehr.cohort.units import Compared, LeftOut
    >>> unit_in_words(Compared("g/L", False, 12, (LeftOut("mmol/L", 1, "mmol/L does not convert to g/L"),)))
    '12 values compared in g/L, the unit most used; 1 left out: mmol/L does not convert to g/L'
    """
    values = number_of_things(found.values, "value", "values")
    unit = f"in {found.unit}" if found.unit else "without unit"
    most = "" if found.asked else ", the unit most used" if found.unit else ", as most are"
    left_out = (f"; {one.values} left out: {one.why}" for one in found.left_out)
    return f"{values} compared {unit}{most}" + "".join(left_out)


def _age(age: AgeRange) -> str:
    if age.low is None:
        return f"up to {age.high}"
    return f"{age.low} or more" if age.high is None else f"{age.low} to {age.high}"


def _window(start: int | None, end: int | None) -> str:
    if start is None and end is not None:
        return "before the index date" if end == -1 else f"up to day {end} from the index date"
    if end is None:
        return "after the index date" if start == 1 else f"from day {start} on from the index date"
    return f"from day {start} to day {end} of the index date"


def number_of_things(count: int, one: str, many: str) -> str:
    """A count with its noun.

    >>> number_of_things(1, "person", "people"), number_of_things(2, "person", "people")
    ('1 person', '2 people')
    """
    return f"{count} {one if count == 1 else many}"
