"""Codes below a code, from the OHDSI vocabulary that a record may hold (`cdm.concept`, `cdm.concept_ancestor`).

Needed only for code systems whose spelling does not show their hierarchy, see `codes`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.terminology.systems import SYSTEMS

Descendants = Callable[[tuple[str, ...]], tuple[str, ...]]

_SHORT = {system.vocabulary: system.short for system in SYSTEMS if system.vocabulary}
_SPELT_ITSELF = frozenset({"ICD10", "ATC", "ICDO3", "TNM", "STAGE"})


def short_system(vocabulary: str) -> str:
    """The system that event codes name for a vocabulary of OHDSI.

    >>> short_system("RxNorm"), short_system("Gender")
    ('RXNORM', 'Gender')
    """
    return _SHORT.get(vocabulary, vocabulary)


def nobody_below(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Where no vocabulary is loaded.

    >>> nobody_below(("SNOMED//73211009",))
    ()
    """
    return ()


def descendants_in(record: Record) -> Descendants:
    """The codes below given ones that occur in the record, by its loaded vocabulary."""

    def below(codes: tuple[str, ...]) -> tuple[str, ...]:
        wanted = [code.partition("//") for code in codes]
        asked = [(system, value) for system, _, value in wanted if system not in _SPELT_ITSELF]
        if not asked:
            return ()
        with record.read() as connection:
            found = connection.execute(_statement(), {"values": [value for _, value in asked]})
            rows: list[tuple[Any, ...]] = [tuple(row) for row in found]
        pairs = set(asked)
        below = {
            f"{_SHORT[vocabulary]}//{code}"
            for above_vocabulary, above, vocabulary, code in rows
            if (_SHORT.get(above_vocabulary, ""), above) in pairs and vocabulary in _SHORT
        }
        return tuple(sorted(below - set(codes)))

    return below


def _statement() -> sa.Select[Any]:
    concept = tables.metadata.tables["cdm.concept"]
    above, below = concept.alias(), concept.alias()
    ancestor = tables.metadata.tables["cdm.concept_ancestor"]
    return (
        sa.select(above.c.vocabulary_id, above.c.concept_code, below.c.vocabulary_id, below.c.concept_code)
        .join_from(above, ancestor, ancestor.c.ancestor_concept_id == above.c.concept_id)
        .join(below, below.c.concept_id == ancestor.c.descendant_concept_id)
        .where(above.c.concept_code.in_(sa.bindparam("values", expanding=True)))
    )
