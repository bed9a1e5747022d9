"""What a saved cohort's name means in a query: the cohort, also where the name is a word; in quotes it is the word."""

from __future__ import annotations

from medomics_ehr.cohort import saved
from medomics_ehr.cohort.aces import is_task
from medomics_ehr.cohort.definition import AllOf, Condition, needs_index
from medomics_ehr.cohort.readers.yaml_form import read_yaml
from medomics_ehr.cohort.terms import Terms
from medomics_ehr.errors import InputRefused
from medomics_ehr.workspace import Workspace


def about(kept: saved.Kept, terms: Terms) -> str:
    """Says that a name was read as that of a saved cohort, and how to ask for the word."""
    people = "1 person" if kept.people == 1 else f"{kept.people} people"
    said = f"`{kept.name}` is the saved cohort cohorts/{kept.definition.name} ({people} when saved)"
    return f"{said}; in quotes, '\"{kept.name}\"', it is the word" if terms.can_mean(kept.name) else said


def condition_of(workspace: Workspace, name: str, terms: Terms) -> Condition | None:
    """The rules of a saved cohort as a part of a longer query; None where no cohort has this name.

    Raises:
        InputRefused: its people depend on more than rules about facts, so that it can only be asked alone.
    """
    kept = saved.find(workspace, name)
    if kept is None:
        return None
    text = kept.definition.read_text(encoding="utf-8")
    plain = kept.definition.suffix == ".yaml" and not is_task(text)
    definition = read_yaml(text, kept.definition.name, terms).definition if plain else None
    if (
        definition is None
        or definition.index is not None
        or any(needs_index(rule.condition) for rule in definition.rules)
    ):
        raise InputRefused(
            f"`{name}` is a saved cohort that depends on its index date, so it can only be asked alone; "
            f"write out what it asks, or put `{name}` in quotes if the word is meant"
        )
    terms.notes.append(about(kept, terms))
    conditions = tuple(rule.condition for rule in definition.rules)
    return conditions[0] if len(conditions) == 1 else AllOf(conditions)
