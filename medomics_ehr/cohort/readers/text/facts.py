"""Reads one fact of a query: its modifiers (first, at least 2, ever, …), its term, and what follows the term."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from medomics_ehr.cohort.definition import EVER, AllOf, Condition, Facts, Has, Not, Period, Pick
from medomics_ehr.cohort.meaning import Meaning, meant
from medomics_ehr.cohort.readers.text.cursor import Cursor, misplaced
from medomics_ehr.cohort.readers.text.quantities import age_of, number_of, period_of
from medomics_ehr.contracts import Assertion
from medomics_ehr.errors import InputRefused


class Vocabulary(Protocol):
    """Knows terms; raises `InputRefused` with near ones, or with choices, where it cannot tell."""

    def knows(self, phrase: str) -> bool: ...
    def cohort(self, name: str) -> Condition | None: ...
    def parts(self, phrase: str) -> tuple[str, ...]: ...
    def meaning(self, phrase: str) -> Meaning: ...


@dataclass(slots=True)
class _Modifiers:
    pick: str | None = None
    count: int = 1
    assertions: tuple[Assertion, ...] | None = None


def fact(cursor: Cursor, vocabulary: Vocabulary) -> Condition:
    """modifiers term value?"""
    modifiers = _modifiers(cursor)
    token = cursor.take("term")
    if token is None:
        raise misplaced(cursor.peek())
    modified = modifiers != _Modifiers()
    is_word = token.quoted or (modified and vocabulary.knows(token.text))
    if not is_word and (rules := vocabulary.cohort(token.text)) is not None:
        if modified:
            raise InputRefused(
                f"`{token.text}` is a saved cohort, not a fact that can be first, counted or suspected; "
                "put the name in quotes if the word is meant"
            )
        return rules
    phrases = (token.text,) if token.quoted else vocabulary.parts(token.text)
    doubted = modifiers.assertions not in (None, EVER, ("family",))
    if len(phrases) > 1 and (modifiers.pick or modifiers.count > 1 or doubted):
        raise InputRefused(
            f"`{token.text[:60]}` is several facts ({', '.join(phrases)}), which cannot be counted, "
            "first or suspected together; write the one that is meant and join the others with `et` or `and`"
        )
    details, incident = _details(cursor)
    meanings = [vocabulary.meaning(phrase) for phrase in phrases]
    if incident:
        found = (*_first_seen(meanings[0], modifiers, details), *(_has(one, modifiers, {}) for one in meanings[1:]))
    else:
        found = tuple(_has(meaning, modifiers, details) for meaning in meanings)
    return found[0] if len(found) == 1 else AllOf(found)


def _first_seen(meaning: Meaning, modifiers: _Modifiers, details: Mapping[str, Any]) -> tuple[Condition, ...]:
    """`diagnosed in 2019`: a fact of that time, and none before it: a disease is written down at each visit.

    The age holds of the diagnosis alone: who had the disease at another age before was not diagnosed then. A number is
    part of the fact (a PSA above 10 is another fact than a PSA), and so holds of both.
    """
    seen, start = _has(meaning, modifiers, details), details["period"].start
    if start is None:
        return (seen,)
    earlier = {name: detail for name, detail in details.items() if name != "age"}
    earlier["period"] = Period(None, start - dt.timedelta(days=1))
    return seen, Not(_has(meaning, _Modifiers(assertions=modifiers.assertions), earlier))


def _has(meaning: Meaning, modifiers: _Modifiers, details: Mapping[str, Any]) -> Has:
    facts = Facts(meaning.codes, text=meaning.text)
    if modifiers.assertions:
        facts = replace(facts, assertions=modifiers.assertions)
    selection = meant(meaning, replace(facts, **details))
    if modifiers.pick:
        selection = Pick("first" if modifiers.pick == "first" else "last", selection)
    return Has(selection, modifiers.count)


def _modifiers(cursor: Cursor) -> _Modifiers:
    found = _Modifiers()
    while (token := cursor.take("pick", "count", "ever", "assertion")) is not None:
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


def _details(cursor: Cursor) -> tuple[dict[str, Any], bool]:
    """What follows a term: its value, its period, the age at it, or "ever"; and whether it begins in the period."""
    found: dict[str, Any] = {}
    incident = False
    while (token := cursor.take("compare", "period", "age_then", "ever", "assertion")) is not None:
        if token.kind == "compare":
            found["number"] = number_of(token)
        elif token.kind == "period":
            found["period"] = period_of(token)
            incident = "incident" in token.groups
        elif token.kind == "age_then":
            found["age"] = age_of(token)
        else:
            found["assertions"] = EVER if token.kind == "ever" else (_assertion(token.groups),)
    return found, incident


def _assertion(groups: Iterable[str]) -> Assertion:
    name = next(iter(groups))
    if name == "possible":
        return "possible"
    if name == "planned":
        return "planned"
    return "family" if name == "family" else "absent"
