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

from medomics_ehr.cohort.definition import (
    After,
    AgeAtIndex,
    AllOf,
    AroundIndex,
    Condition,
    Definition,
    Has,
    Near,
    Not,
    OneOf,
    Rule,
    Sex,
    check,
    needs_index,
)
from medomics_ehr.cohort.readers.text.cursor import Cursor, misplaced
from medomics_ehr.cohort.readers.text.facts import Vocabulary, fact
from medomics_ehr.cohort.readers.text.lexer import Token, tokens
from medomics_ehr.cohort.readers.text.quantities import age_of, age_of_gap, days_of
from medomics_ehr.cohort.readers.text.relations import after, any_of, as_facts, each
from medomics_ehr.cohort.wording import in_words
from medomics_ehr.errors import InputRefused

MAX_DEPTH = 30
MAX_TERMS = 100


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
    if reader.at.peek() is not None:
        raise misplaced(reader.at.peek())
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


class _Reader:
    def __init__(self, found: list[Token], vocabulary: Vocabulary) -> None:
        self.at = Cursor(found)
        self.vocabulary = vocabulary

    # either = both ("or" both)*
    def either(self, depth: int) -> Condition:
        parts = [self.both(depth)]
        while self.at.take("or"):
            parts.append(self.both(depth))
        return parts[0] if len(parts) == 1 else OneOf(tuple(parts))

    # both = chain (("and" | "except") chain)*
    def both(self, depth: int) -> Condition:
        parts: list[Condition] = []
        while True:
            self._join_operators(first=not parts)
            denied = self.at.take("except") is not None
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
        while self.at.take("soft") or (not first and self.at.take("and")):
            pass

    def _goes_on(self) -> bool:
        place = 0
        while (token := self.at.peek(place)) is not None and token.kind == "soft":
            place += 1
        if token is None or token.kind in ("or", "close"):
            self.at.place += place
            return False
        return True

    def _near_gap(self, parts: list[Condition]) -> None:
        """`A and B within 90 days`: the two at most so far apart, whichever is first."""
        token = self.at.peek()
        if token is None or token.kind != "gap" or "side" in token.groups:
            return
        if age_of_gap(token) and any(isinstance(part, Sex | AgeAtIndex) for part in parts[-2:]):
            return
        self.at.place += 1
        one, other = parts.pop(), parts.pop()
        parts.append(each(Near(t, a, days_of(token, "max")) for t in as_facts(one) for a in as_facts(other)))

    # "except" step [before | after | gap]
    def denied(self, depth: int) -> Condition:
        step = self.chain(depth)
        window = self._window_from_index()
        if window is None:
            return Not(step)
        return Not(any_of(AroundIndex(facts, *window) for facts in as_facts(step)))

    def _window_from_index(self) -> tuple[int | None, int | None] | None:
        token = self.at.peek()
        if token is None or token.kind not in ("before", "after", "gap"):
            return None
        self.at.place += 1
        if token.kind != "gap":
            return (None, -1) if token.kind == "before" else (1, None)
        days, side = days_of(token, "max"), token.groups.get("side", "")
        side = side or (follow.kind if (follow := self.at.take("before", "after")) else "")
        if side in ("before", "prior to", "avant"):
            return (-days, -1)
        return (1, days) if side in ("after", "following", "apres", "suivant") else (-days, days)

    # chain = step (relation step)* [gap]
    def chain(self, depth: int) -> Condition:
        self.at.skip_soft()
        current = self.step(depth)
        while (token := self._relation()) is not None:
            other = self.step(depth)
            current = self._relate(token, current, other)
        return current

    def _relation(self) -> Token | None:
        """The next operator that relates two steps, if a step follows it."""
        token, follow = self.at.peek(), self.at.peek(1)
        ahead = 0
        while token is not None and token.kind in ("soft", "and") and follow is not None:
            if follow.kind not in ("soft", "and", "then", "before", "after", "gap"):
                return None
            ahead += 1
            token, follow = self.at.peek(ahead), self.at.peek(ahead + 1)
        if token is None or token.kind not in ("then", "before", "after", "gap"):
            return None
        if token.kind == "gap" and "side" not in token.groups:
            return None
        if token.kind != "then" and (follow is None or follow.kind in ("and", "or", "close", "except", "soft")):
            return None
        self.at.place += ahead + 1
        self.at.skip_soft()
        return token

    def _relate(self, token: Token, left: Condition, right: Condition) -> Condition:
        if token.kind == "gap":
            return self._relate_by_gap(token, left, right)
        earlier, later = (right, left) if token.kind == "after" else (left, right)
        gap = self.at.peek()
        bound = None
        if gap is not None and gap.kind == "gap" and "max" in gap.groups and not gap.groups.get("side"):
            self.at.place += 1
            bound = days_of(gap, "max")
        return after(later, earlier, 0, bound)

    def _relate_by_gap(self, token: Token, left: Condition, right: Condition) -> Condition:
        side = token.groups["side"]
        if side in ("of", "de", "du", "d'"):
            if "max" not in token.groups:
                raise misplaced(token)
            days = days_of(token, "max")
            return each(Near(t, a, days) for t in as_facts(left) for a in as_facts(right))
        least = days_of(token, "min") if "min" in token.groups else 0
        most = days_of(token, "max") if "max" in token.groups else None
        later, earlier = (right, left) if side in ("before", "prior to", "avant") else (left, right)
        return after(later, earlier, least, most)

    # step = "(" either ")" | modifiers term value?
    def step(self, depth: int) -> Condition:
        self.at.skip_soft()
        if self.at.take("except") is not None:
            if depth >= MAX_DEPTH:
                raise InputRefused(f"the query denies more than {MAX_DEPTH} times over; write it flatter")
            return Not(self.step(depth + 1))
        if self.at.take("open"):
            return self._group(depth)
        if (sex := self.at.take("sex")) is not None:
            return Sex("female" if "female" in sex.groups else "male")
        if (age := self.at.take("age")) is not None:
            return AgeAtIndex(age_of(age))
        if (gap := self.at.peek()) is not None and gap.kind == "gap" and (range_ := age_of_gap(gap)) is not None:
            self.at.place += 1
            return AgeAtIndex(range_)
        return fact(self.at, self.vocabulary)

    def _group(self, depth: int) -> Condition:
        if depth >= MAX_DEPTH:
            raise InputRefused(f"the query nests more than {MAX_DEPTH} brackets; write it flatter")
        inside = self.either(depth + 1)
        if self.at.take("close") is None:
            raise InputRefused("a bracket is opened and not closed; close it with )")
        return inside
