"""What ends the time since the index: death, or the first of some facts after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from medomics_ehr.cohort.definition import AnyOf, Code, CodeSet, Condition, Definition, Facts, Has, OneOf, Selection
from medomics_ehr.cohort.terms import Terms
from medomics_ehr.errors import InputRefused

DEATH = Facts(CodeSet("death", (Code("MEDS_DEATH"),)))


@dataclass(frozen=True, slots=True)
class Outcome:
    """An outcome: its name and the facts that are it. Death counts from the index day on, others from the day after.

    >>> Outcome("death", DEATH).is_death
    True
    """

    name: str
    facts: Selection
    is_death: bool = True


def death(terms: Terms) -> Outcome:
    """Death as the terminology knows it, and as the record's own death rows have it."""
    known = terms.meaning("death").codes.codes
    codes = tuple(dict.fromkeys((*DEATH.codes.codes, *known)))
    return Outcome("death", Facts(CodeSet("death", codes)))


def outcome_of(definition: Definition) -> Outcome:
    """A text query as an outcome: one term, or several joined by `or`.

    Raises:
        InputRefused: it asks for something that has no single date.
    """
    (rule, *more) = definition.rules
    selections = None if more else _selections(rule.condition)
    if selections is None or definition.index is not None:
        raise InputRefused(
            "an outcome is one term, or several joined by `or`, such as `progressive disease or death`; "
            "what must hold besides belongs into the cohort"
        )
    parts = tuple(selections)
    return Outcome(definition.name, parts[0] if len(parts) == 1 else AnyOf(parts), is_death=False)


def _selections(condition: Condition) -> Iterable[Selection] | None:
    match condition:
        case Has(selection, 1):
            return [selection]
        case OneOf(of):
            parts = [_selections(part) for part in of]
            return None if any(part is None for part in parts) else [one for part in parts for one in part or ()]
        case _:
            return None
