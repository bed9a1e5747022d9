"""The definition of a cohort: one small syntax tree, whoever wrote it and whichever engine runs it.

Two sorts of nodes. A *selection* names dated facts of one person: facts with a code, the first of them, those that
come after others. A *condition* holds for a person or not. A definition is a list of rules, each a condition, and
what dates a member: the index. Nothing here reads a record or knows a language.

A fact's date is an interval, from its earliest to its latest instant (`engines.reference.interval`): a partial date is
the whole year or month it names, an undated historical fact lies anywhere before its report. An order or a gap holds
only if it holds for every pair of instants in the two intervals.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from medomics_ehr.contracts import Assertion
from medomics_ehr.errors import InputRefused

PRESENT: tuple[Assertion, ...] = ("present",)
EVER: tuple[Assertion, ...] = ("present", "historical")


@dataclass(frozen=True, slots=True)
class Code:
    """An event code, `SYSTEM//CODE`, and whether the codes below it in its hierarchy are meant too."""

    code: str
    descend: bool = True


@dataclass(frozen=True, slots=True)
class CodeSet:
    """What a term means: a label for people, and codes. An empty set is met by nobody."""

    label: str
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class RecordedUnits:
    """The units that the values of a term have in a record.

    Attributes:
        values: unit to how many values have it, the most first; the empty unit is that of values without one.
        asked: whether the query named the unit to compare in; else it is the first of `values`.
    """

    values: tuple[tuple[str, int], ...]
    asked: bool


@dataclass(frozen=True, slots=True)
class NumberRange:
    """A numeric value between two bounds, either of them open or missing, in a UCUM unit.

    `unit` None is the one that the record's values have most often. Before a definition runs on a record,
    `recorded_units.in_one_unit` finds it and fills in `recorded`.
    """

    low: float | None = None
    high: float | None = None
    low_open: bool = False
    high_open: bool = False
    unit: str | None = None
    recorded: RecordedUnits | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class TextValue:
    """A value in words: one of `values`, or anything that begins with one of `prefixes`; case is ignored."""

    values: tuple[str, ...]
    prefixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """Calendar days from `start` to `end`, both included, either missing."""

    start: dt.date | None = None
    end: dt.date | None = None


@dataclass(frozen=True, slots=True)
class AgeRange:
    """Completed years from `low` to `high`, both included, either missing.

    Where the record holds only the year or month of birth, the range must hold for each possible day of birth.
    """

    low: int | None = None
    high: int | None = None


# --- selections: dated facts of one person -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of a code set, with one of `assertions`, and where given with a value, inside a period, at an age."""

    codes: CodeSet
    assertions: tuple[Assertion, ...] = PRESENT
    number: NumberRange | None = None
    text: TextValue | None = None
    period: Period | None = None
    age: AgeRange | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """The first or the last of dated facts, by their earliest instant; facts that tie are all kept."""

    which: Literal["first", "last"]
    of: Selection


@dataclass(frozen=True, slots=True)
class AnyOf:
    """The facts of several selections together."""

    of: tuple[Selection, ...]


@dataclass(frozen=True, slots=True)
class After:
    """Facts of `of` that follow a fact of `anchor`, by `min_days` to `max_days` calendar days (None: any number)."""

    of: Selection
    anchor: Selection
    min_days: int = 0
    max_days: int | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """Facts of `of` with a fact of `anchor` at most `days` calendar days away, before or after."""

    of: Selection
    anchor: Selection
    days: int


Selection: TypeAlias = Facts | Pick | AnyOf | After | Near

# --- conditions: true or false for one person --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Has:
    """At least `at_least` facts; from two on, those of one calendar day count once and undated ones not at all."""

    selection: Selection
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class AllOf:
    """Each of the conditions holds."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of the conditions holds."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold."""

    of: Condition


@dataclass(frozen=True, slots=True)
class Sex:
    """The recorded sex."""

    sex: Literal["female", "male"]


@dataclass(frozen=True, slots=True)
class AgeAtIndex:
    """The age on the index date."""

    age: AgeRange


@dataclass(frozen=True, slots=True)
class AroundIndex:
    """At least `at_least` facts wholly between two days counted from the index date (None: no bound)."""

    selection: Selection
    from_days: int | None = None
    to_days: int | None = None
    at_least: int = 1


Condition: TypeAlias = Has | AllOf | OneOf | Not | Sex | AgeAtIndex | AroundIndex
Node: TypeAlias = Selection | Condition


@dataclass(frozen=True, slots=True)
class Rule:
    """One step of the waterfall: what it is called and what must hold."""

    label: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class Definition:
    """A cohort: people for whom every rule holds, each with an index date.

    Attributes:
        name: what it is called.
        rules: the steps of the waterfall, in order.
        index: facts that date a member, the earliest of them by latest instant; None: the moment from which all dated
            rules hold, so that membership looks at nothing after the index.
        censor: facts that end a member's follow-up, the first after the index; None: nothing does.
    """

    name: str
    rules: tuple[Rule, ...]
    index: Selection | None = None
    censor: Selection | None = None


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below one.

    >>> lung = Facts(CodeSet("lung cancer", (Code("ICD10//C34"),)))
    >>> children(Not(Has(lung))) == (Has(lung),)
    True
    """
    match node:
        case Facts() | Sex() | AgeAtIndex():
            return ()
        case AnyOf(of) | AllOf(of) | OneOf(of):
            return of
        case Pick(_, of) | Not(of):
            return (of,)
        case After(of, anchor) | Near(of, anchor):
            return (of, anchor)
        case Has(selection) | AroundIndex(selection):
            return (selection,)


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, without recursion, so that depth cannot exhaust the stack."""
    waiting: list[Node] = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))


def roots(definition: Definition) -> tuple[Node, ...]:
    """Every condition and selection that a definition starts from."""
    extra = tuple(s for s in (definition.index, definition.censor) if s is not None)
    return (*(rule.condition for rule in definition.rules), *extra)


def leaves(definition: Definition) -> tuple[Facts, ...]:
    """The distinct sets of facts that a definition names, in its order."""
    found = (node for root in roots(definition) for node in walk(root) if isinstance(node, Facts))
    return tuple(dict.fromkeys(found))


def needs_index(condition: Condition) -> bool:
    """Whether the condition can only be judged once the index date is known."""
    return any(isinstance(node, AgeAtIndex | AroundIndex) for node in walk(condition))


def refuse_undated(definition: Definition) -> None:
    """Refuse an age or a window at an index date that nothing gives: it would hold for nobody, without a word.

    Raises:
        InputRefused: a rule needs the index date, and no rule asks for a fact that is there.

    >>> from medomics_ehr.errors import InputRefused
    >>> try:
    ...     refuse_undated(Definition("over 60", (Rule("over 60", AgeAtIndex(AgeRange(61))),)))
    ... except InputRefused:
    ...     print("refused")
    refused
    """
    needy = [rule for rule in definition.rules if needs_index(rule.condition)]
    dated = any(_asks_for_a_fact(rule.condition) for rule in definition.rules if not needs_index(rule.condition))
    if needy and definition.index is None and not dated:
        raise InputRefused(
            f"`{needy[0].label[:60]}` counts from the index date, the day of the facts that are asked for, and the "
            "query asks for none; add a fact, such as `and cancer` (`et cancer`), or give the fact an age of its own "
            "(`cancer at 15-39 years`)"
        )


def _asks_for_a_fact(condition: Condition) -> bool:
    """Whether a fact can make the condition hold: one that must not be there gives no date."""
    if isinstance(condition, Has):
        return True
    return isinstance(condition, AllOf | OneOf) and any(_asks_for_a_fact(part) for part in condition.of)


MAX_DEPTH = 100


def depth(definition: Definition) -> int:
    """How many nodes the deepest branch has; counted without recursion.

    >>> depth(Definition("women", (Rule("female", Not(Sex("male"))),)))
    2
    """
    deepest = 0
    waiting: list[tuple[Node, int]] = [(root, 1) for root in roots(definition)]
    while waiting:
        node, level = waiting.pop()
        deepest = max(deepest, level)
        waiting.extend((child, level + 1) for child in children(node))
    return deepest


def check(definition: Definition) -> None:
    """Refuse a definition that no engine can judge.

    Raises:
        InputRefused: it nests too deep, or mixes facts with conditions on the index in one rule.
    """
    if depth(definition) > MAX_DEPTH:
        raise InputRefused(f"the definition nests more than {MAX_DEPTH} levels deep; write it flatter")
    for rule in definition.rules:
        if needs_index(rule.condition) and any(isinstance(node, Has) for node in walk(rule.condition)):
            raise InputRefused(
                f"rule `{rule.label[:60]}` mixes facts with an age or a window at the index date; make them rules of "
                "their own, joined by `and`, or give the fact an age of its own (`at 15-39 years`)"
            )
