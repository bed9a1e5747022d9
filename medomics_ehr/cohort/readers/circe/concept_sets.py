"""Which concepts a concept set means, by the record's vocabulary (`cdm.concept`, `cdm.concept_ancestor`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from medomics_ehr.cohort.readers.circe.parts import only
from medomics_ehr.errors import InputRefused
from medomics_ehr.record import tables

concept = tables.metadata.tables["cdm.concept"]
ancestor = tables.metadata.tables["cdm.concept_ancestor"]
relationship = tables.metadata.tables["cdm.concept_relationship"]


class ConceptSets:
    """The concept sets of an expression, each a query for its concept ids."""

    def __init__(self, data: Any) -> None:
        self._found: dict[int, sa.CTE] = {}
        self._data = {one.get("id"): one for one in data or []}

    def ids(self, number: Any, where: str) -> sa.Select[Any]:
        """The concept ids of a set."""
        if number not in self._data:
            raise InputRefused(f"{where}.CodesetId: the definition has no concept set {str(number)[:20]}")
        if number not in self._found:
            items = (self._data[number].get("expression") or {}).get("items") or []
            self._found[number] = _meant(items, f"ConceptSets[{number}]").cte(f"codeset_{number}")
        return sa.select(self._found[number].c.concept_id)


def _meant(items: list[Mapping[str, Any]], where: str) -> sa.CompoundSelect[Any] | sa.Select[Any]:
    for number, item in enumerate(items):
        if not (item.get("concept") or {}).get("CONCEPT_ID"):
            raise InputRefused(f"{where}.items[{number}].concept: it has no CONCEPT_ID; mend the definition")
        only(item, where, ("concept", "isExcluded", "includeDescendants", "includeMapped"))
    included = _listed([item for item in items if not item.get("isExcluded")])
    excluded = _listed([item for item in items if item.get("isExcluded")])
    one, other = included.subquery(), excluded.subquery()
    return sa.select(one.c.concept_id).distinct().where(one.c.concept_id.not_in(sa.select(other.c.concept_id)))


def _listed(items: list[Mapping[str, Any]]) -> sa.CompoundSelect[Any]:
    """The concepts of the items, those below where asked, and those mapped to them where asked."""
    every = _with_descendants(items)
    mapped = _with_descendants([item for item in items if item.get("includeMapped")]).subquery()
    maps = sa.select(relationship.c.concept_id_1.label("concept_id")).where(
        relationship.c.concept_id_2.in_(sa.select(mapped.c.concept_id)),
        relationship.c.relationship_id == "Maps to",
        relationship.c.invalid_reason.is_(None),
    )
    return sa.union(sa.select(every.subquery().c.concept_id), maps)


def _with_descendants(items: list[Mapping[str, Any]]) -> sa.CompoundSelect[Any]:
    ids = [int(item["concept"]["CONCEPT_ID"]) for item in items]
    above = [int(item["concept"]["CONCEPT_ID"]) for item in items if item.get("includeDescendants")]
    below = (
        sa.select(concept.c.concept_id)
        .join_from(concept, ancestor, ancestor.c.descendant_concept_id == concept.c.concept_id)
        .where(ancestor.c.ancestor_concept_id.in_(above), concept.c.invalid_reason.is_(None))
    )
    return sa.union(sa.select(concept.c.concept_id).where(concept.c.concept_id.in_(ids)), below)
