"""Builds a definition from the tokens of a text query, by recursive descent.

    query    = either
    either   = both ("or" both)*
    both     = chain (("and" | "except") chain)*         words side by side are joined by "and"
    chain    = step (("then" | "before" | "after" | gap) step)* [gap]
    step     = "(" either ")" | modifiers term value?    modifiers: first, last, at least n, ever, suspected, …

`then` and gaps bind tighter than `and`, so "lung cancer and immunotherapy then ct" asks for a lung cancer, and for a
CT after an immunotherapy; the reading is always shown, and brackets change it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from medomics_ehr.cohort.definition import (
    EVER,
    After,
    AgeAtIndex,
    AllOf,
    AnyOf,
    AroundIndex,
    CodeSet,
    Condition,
    Definition,
    Facts,
    Has,
    Near,
    Not,
    OneOf,
    Pick,
    Rule,
    Selection,
    Sex,
    TextValue,
    check,
    needs_index,
)
from medomics_ehr.cohort.readers.text.lexer import Token, tokens
from medomics_ehr.cohort.readers.text.quantities import age_of, days_of, number_of, period_of
from medomics_ehr.cohort.readers.text.words import Kind
from medomics_ehr.cohort.wording import in_words
from medomics_ehr.contracts import Assertion
from medomics_ehr.errors import InputRefused

MAX_DEPTH = 30
MAX_TERMS = 100


class Meaning(Protocol):
    """What a term stands for."""

    @property
    def codes(self) -> CodeSet: ...
    @property
    def text(self) -> TextValue | None: ...


class Vocabulary(Protocol):
    """Knows terms; raises `InputRefused` with near ones, or with choices, where it cannot tell."""

    def knows(self, phrase: str) -> bool: ...
    def meaning(self, phrase: str) -> Meaning: ...


def read_text(query: str, vocabulary: Vocabulary) -> Definition:
    """The definition that a text query writes down.

    Raises:
        InputRefused: a term is unknown or ambiguous, or the query is no sentence of the language.
    """
    found = tokens(query, vocabulary.knows)
    if sum(token.kind == "term" for token in found) > MAX_TERMS:
        raise InputRefused(f"the query has more than {MAX_TERMS} terms; use a YAML definition")
    reader = _Reader(found, vocabulary)
    condition = reader.either(0)
    if reader.peek() is not None:
        raise _misplaced(reader.peek())
    definition = Definition(query.strip(), tuple(_rules(condition)))
    check(definition)
    return definition


def _rules(condition: Condition) -> Iterable[Rule]:
    """One rule for each part joined by "and", those on the index last; a chain of "then" shows each of its steps."""
    parts = condition.of if isinstance(condition, AllOf) else (condition,)
    for part in sorted(parts, key=needs_index):
        for step in (*_steps_before(part), part):
            yield Rule(in_words(step), step)


def _steps_before(condition: Condition) -> list[Condition]:
    """The shorter chains that a chain implies; they change neither the people nor their index."""
    steps: list[Condition] = []
    selection = condition.selection if isinstance(condition, Has) and condition.at_least == 1 else None
    while isinstance(selection, After):
        selection = selection.anchor
        steps.append(Has(selection))
    return steps[::-1]


@dataclass(slots=True)
class _Modifiers:
    pick: str | None = None
    count: int = 1
    assertions: tuple[Assertion, ...] | None = None


class _Reader:
    def __init__(self, found: list[Token], vocabulary: Vocabulary) -> None:
        self.found = found
        self.vocabulary = vocabulary
        self.place = 0

    def peek(self, ahead: int = 0) -> Token | None:
        place = self.place + ahead
        return self.found[place] if place < len(self.found) else None

    def take(self, *kinds: Kind) -> Token | None:
        token = self.peek()
        if token is None or token.kind not in kinds:
            return None
        self.place += 1
        return token

    def skip_soft(self) -> None:
        while self.take("soft"):
            pass

    # either = both ("or" both)*
    def either(self, depth: int) -> Condition:
        parts = [self.both(depth)]
        while self.take("or"):
            parts.append(self.both(depth))
        return parts[0] if len(parts) == 1 else OneOf(tuple(parts))

    # both = chain (("and" | "except") chain)*
    def both(self, depth: int) -> Condition:
        parts: list[Condition] = []
        while True:
            self._join_operators(first=not parts)
            denied = self.take("except") is not None
            chain = self.denied(depth) if denied else self.chain(depth)
            parts.append(chain)
            if not denied and len(parts) > 1:
                self._near_gap(parts)
            if not self._goes_on():
                break
        flat = [piece for part in parts for piece in (part.of if isinstance(part, AllOf) else (part,))]
        return flat[0] if len(flat) == 1 else AllOf(tuple(flat))

    def _join_operators(self, first: bool) -> None:
        """Pass over "and", commas and "with" before a part; at the beginning only the soft ones."""
        while self.take("soft") or (not first and self.take("and")):
            pass

    def _goes_on(self) -> bool:
        place = 0
        while (token := self.peek(place)) is not None and token.kind == "soft":
            place += 1
        if token is None or token.kind in ("or", "close"):
            self.place += place
            return False
        return True

    def _near_gap(self, parts: list[Condition]) -> None:
        """`A and B within 90 days`: the two at most so far apart, whichever is first."""
        token = self.peek()
        if token is None or token.kind != "gap" or "side" in token.groups:
            return
        self.place += 1
        one, other = parts.pop(), parts.pop()
        parts.append(_each(Near(t, a, days_of(token, "max")) for t in _as_facts(one) for a in _as_facts(other)))

    # "except" step [before | after | gap]
    def denied(self, depth: int) -> Condition:
        step = self.chain(depth)
        window = self._window_from_index()
        if window is None:
            return Not(step)
        return Not(_any(AroundIndex(facts, *window) for facts in _as_facts(step)))

    def _window_from_index(self) -> tuple[int | None, int | None] | None:
        token = self.peek()
        if token is None or token.kind not in ("before", "after", "gap"):
            return None
        self.place += 1
        if token.kind != "gap":
            return (None, -1) if token.kind == "before" else (1, None)
        days, side = days_of(token, "max"), token.groups.get("side", "")
        side = side or (follow.kind if (follow := self.take("before", "after")) else "")
        if side in ("before", "prior to", "avant"):
            return (-days, -1)
        return (1, days) if side in ("after", "following", "apres", "suivant") else (-days, days)

    # chain = step (relation step)* [gap]
    def chain(self, depth: int) -> Condition:
        self.skip_soft()
        current = self.step(depth)
        while (token := self._relation()) is not None:
            other = self.step(depth)
            current = self._relate(token, current, other)
        return current

    def _relation(self) -> Token | None:
        """The next operator that relates two steps, if a step follows it."""
        token, follow = self.peek(), self.peek(1)
        ahead = 0
        while token is not None and token.kind in ("soft", "and") and follow is not None:
            if follow.kind not in ("soft", "and", "then", "before", "after", "gap"):
                return None
            ahead += 1
            token, follow = self.peek(ahead), self.peek(ahead + 1)
        if token is None or token.kind not in ("then", "before", "after", "gap"):
            return None
        if token.kind == "gap" and "side" not in token.groups:
            return None
        if token.kind != "then" and (follow is None or follow.kind in ("and", "or", "close", "except", "soft")):
            return None
        self.place += ahead + 1
        self.skip_soft()
        return token

    def _relate(self, token: Token, left: Condition, right: Condition) -> Condition:
        if token.kind == "gap":
            return self._relate_by_gap(token, left, right)
        earlier, later = (right, left) if token.kind == "after" else (left, right)
        gap = self.peek()
        bound = None
        if gap is not None and gap.kind == "gap" and "max" in gap.groups and not gap.groups.get("side"):
            self.place += 1
            bound = days_of(gap, "max")
        return _after(later, earlier, 0, bound)

    def _relate_by_gap(self, token: Token, left: Condition, right: Condition) -> Condition:
        side = token.groups["side"]
        if side in ("of", "de", "du", "d'"):
            if "max" not in token.groups:
                raise _misplaced(token)
            days = days_of(token, "max")
            return _each(Near(t, a, days) for t in _as_facts(left) for a in _as_facts(right))
        least = days_of(token, "min") if "min" in token.groups else 0
        most = days_of(token, "max") if "max" in token.groups else None
        later, earlier = (right, left) if side in ("before", "prior to", "avant") else (left, right)
        return _after(later, earlier, least, most)

    # step = "(" either ")" | modifiers term value?
    def step(self, depth: int) -> Condition:
        self.skip_soft()
        if self.take("except") is not None:
            if depth >= MAX_DEPTH:
                raise InputRefused(f"the query denies more than {MAX_DEPTH} times over; write it flatter")
            return Not(self.step(depth + 1))
        if self.take("open"):
            return self._group(depth)
        if (sex := self.take("sex")) is not None:
            return Sex("female" if "female" in sex.groups else "male")
        if (age := self.take("age")) is not None:
            return AgeAtIndex(age_of(age))
        return self._fact()

    def _group(self, depth: int) -> Condition:
        if depth >= MAX_DEPTH:
            raise InputRefused(f"the query nests more than {MAX_DEPTH} brackets; write it flatter")
        inside = self.either(depth + 1)
        if self.take("close") is None:
            raise InputRefused("a bracket is opened and not closed; close it with )")
        return inside

    def _fact(self) -> Condition:
        modifiers = self._modifiers()
        token = self.take("term")
        if token is None:
            raise _misplaced(self.peek())
        meaning = self.vocabulary.meaning(token.text)
        facts = Facts(meaning.codes, text=meaning.text)
        if modifiers.assertions:
            facts = replace(facts, assertions=modifiers.assertions)
        facts = self._details(facts)
        selection: Selection = facts
        if modifiers.pick:
            selection = Pick("first" if modifiers.pick == "first" else "last", facts)
        return Has(selection, modifiers.count)

    def _modifiers(self) -> _Modifiers:
        found = _Modifiers()
        while (token := self.take("pick", "count", "ever", "assertion")) is not None:
            groups = token.groups
            if token.kind == "pick":
                found.pick = next(iter(groups))
            elif token.kind == "count":
                found.count = 2 if "twice" in groups else int(groups.get("count") or groups["fold"])
            elif token.kind == "ever":
                found.assertions = EVER
            else:
                found.assertions = (_assertion(groups),)
        if not 1 <= found.count <= 10_000:
            raise InputRefused(f"at least {found.count} is no count that can be asked; use 1 to 10000")
        return found

    def _details(self, facts: Facts) -> Facts:
        """What follows a term: its value, its period, the age at it, or "ever"."""
        while (token := self.take("compare", "period", "age_then", "ever", "assertion")) is not None:
            if token.kind == "compare":
                facts = replace(facts, number=number_of(token))
            elif token.kind == "period":
                facts = replace(facts, period=period_of(token))
            elif token.kind == "age_then":
                facts = replace(facts, age=age_of(token))
            elif token.kind == "ever":
                facts = replace(facts, assertions=EVER)
            else:
                facts = replace(facts, assertions=(_assertion(token.groups),))
        return facts


def _assertion(groups: Iterable[str]) -> Assertion:
    name = next(iter(groups))
    if name == "possible":
        return "possible"
    if name == "planned":
        return "planned"
    return "family" if name == "family" else "absent"


def _after(later: Condition, earlier: Condition, least: int, most: int | None) -> Condition:
    """Each of the later facts after each of the earlier ones."""
    if (isinstance(later, Has) and later.at_least > 1) or (isinstance(earlier, Has) and earlier.at_least > 1):
        return _counted_after(later, earlier, least, most)
    chained = []
    for selection in _as_facts(later):
        for anchor in _as_facts(earlier):
            selection = After(selection, anchor, least, most)
        chained.append(selection)
    return _each(chained)


def _counted_after(later: Condition, earlier: Condition, least: int, most: int | None) -> Condition:
    if isinstance(earlier, Has) and earlier.at_least > 1:
        raise InputRefused(
            "`at least n` before `then` has no single date; join it with `and`, or use `first` or `last`"
        )
    count = later.at_least if isinstance(later, Has) else 1
    single = _after(replace(later, at_least=1) if isinstance(later, Has) else later, earlier, least, most)
    if isinstance(single, Has):
        return replace(single, at_least=count)
    raise InputRefused("`at least n` after `then` needs a single term; split the query with `and`")


def _as_facts(condition: Condition) -> list[Selection]:
    """The selections that must all be found for a step of a chain."""
    match condition:
        case Has(selection, 1):
            return [selection]
        case OneOf(of):
            parts = [_as_facts(part) for part in of]
            if all(len(part) == 1 for part in parts):
                return [AnyOf(tuple(part[0] for part in parts))]
        case AllOf(of):
            return [selection for part in of for selection in _as_facts(part)]
    raise InputRefused(
        f"`{in_words(condition)}` has no date, so nothing can come before or after it; join it with `and`"
    )


def _each(selections: Iterable[Selection]) -> Condition:
    made = tuple(Has(selection) for selection in selections)
    return made[0] if len(made) == 1 else AllOf(made)


def _any(conditions: Iterable[Condition]) -> Condition:
    made = tuple(conditions)
    return made[0] if len(made) == 1 else OneOf(made)


def _misplaced(token: Token | None) -> InputRefused:
    if token is None:
        return InputRefused("the query ends where a term is expected; add one, such as `ct`")
    return InputRefused(
        f"character {token.start + 1} of the query: `{token.text[:30]}` cannot stand there; "
        "put a term between operators, and words that are part of a term in quotes"
    )
