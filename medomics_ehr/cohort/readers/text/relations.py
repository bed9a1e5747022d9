"""Builds the conditions that relate steps of a chain: this after that, each of these, any of those. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from medomics_ehr.cohort.definition import After, AllOf, AnyOf, Condition, Has, OneOf, Selection
from medomics_ehr.cohort.wording import in_words
from medomics_ehr.errors import InputRefused


def after(later: Condition, earlier: Condition, least: int, most: int | None) -> Condition:
    """Each of the later facts after each of the earlier ones."""
    if (isinstance(later, Has) and later.at_least > 1) or (isinstance(earlier, Has) and earlier.at_least > 1):
        return _counted_after(later, earlier, least, most)
    chained = []
    for selection in as_facts(later):
        for anchor in as_facts(earlier):
            selection = After(selection, anchor, least, most)
        chained.append(selection)
    return each(chained)


def _counted_after(later: Condition, earlier: Condition, least: int, most: int | None) -> Condition:
    if isinstance(earlier, Has) and earlier.at_least > 1:
        raise InputRefused(
            "`at least n` before `then` has no single date; join it with `and`, or use `first` or `last`"
        )
    count = later.at_least if isinstance(later, Has) else 1
    single = after(replace(later, at_least=1) if isinstance(later, Has) else later, earlier, least, most)
    if isinstance(single, Has):
        return replace(single, at_least=count)
    raise InputRefused("`at least n` after `then` needs a single term; split the query with `and`")


def as_facts(condition: Condition) -> list[Selection]:
    """The selections that must all be found for a step of a chain."""
    match condition:
        case Has(selection, 1):
            return [selection]
        case OneOf(of):
            parts = [as_facts(part) for part in of]
            if all(len(part) == 1 for part in parts):
                return [AnyOf(tuple(part[0] for part in parts))]
        case AllOf(of):
            return [selection for part in of for selection in as_facts(part)]
    raise InputRefused(
        f"`{in_words(condition)}` has no date, so nothing can come before or after it; join it with `and`"
    )


def each(selections: Iterable[Selection]) -> Condition:
    """All of them are found."""
    made = tuple(Has(selection) for selection in selections)
    return made[0] if len(made) == 1 else AllOf(made)


def any_of(conditions: Iterable[Condition]) -> Condition:
    """One of them holds."""
    made = tuple(conditions)
    return made[0] if len(made) == 1 else OneOf(made)
