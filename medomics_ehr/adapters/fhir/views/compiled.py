"""What a ViewDefinition compiles to: SQL, and what is known of its columns. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from medomics_ehr.adapters.fhir.views.elements import INTEGERS
from medomics_ehr.adapters.fhir.views.value import identifier


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """A column of the result.

    Attributes:
        name, type: its name and FHIR type.
        collection: whether it holds a list.
        is_absent: whether it is known to be empty in every row.
    """

    name: str
    type: str
    collection: bool
    is_absent: bool = False

    @property
    def sql_type(self) -> str:
        """Its type in DuckDB."""
        return _sql_type(self.type) + ("[]" if self.collection else "")


@dataclass(frozen=True, slots=True)
class CompiledView:
    """A view as SQL.

    Attributes:
        steps: the common table expressions of its SELECT, with `WITH`.
        relation: the last of them, which the SELECT reads.
        kept: columns of the table that are handed through before the view's own.
        results: the SQL of each of `columns`.
        columns: the view's columns, in order.
        is_empty: whether it is known to give no row.
    """

    steps: str
    relation: str
    kept: tuple[str, ...]
    results: tuple[str, ...]
    columns: tuple[ViewColumn, ...]
    is_empty: bool = False

    @property
    def sql(self) -> str:
        """One SELECT; its columns are those kept, then `columns`."""
        return self.select(dict(zip((column.name for column in self.columns), self.results, strict=True)))

    def select(self, results: Mapping[str, str]) -> str:
        """One SELECT of other results from the same steps, by name; it may read the ones before it by theirs."""
        columns = [*self.kept, *(f"{sql} AS {identifier(name)}" for name, sql in results.items())]
        return f"{self.steps} SELECT {', '.join(columns)} FROM {self.relation}"


def _sql_type(fhir_type: str) -> str:
    if fhir_type in INTEGERS:
        return "BIGINT"
    return {"boolean": "BOOLEAN", "decimal": "DOUBLE", "json": "JSON"}.get(fhir_type, "VARCHAR")
