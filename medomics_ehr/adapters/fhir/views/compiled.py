"""What a ViewDefinition compiles to: SQL, and what is known of its columns. Pure data."""

from __future__ import annotations

from dataclasses import dataclass

from medomics_ehr.adapters.fhir.views.elements import INTEGERS


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
        sql: one SELECT; its columns are the kept columns of the table, then `columns`.
        columns: the view's columns, in order.
        is_empty: whether it is known to give no row.
    """

    sql: str
    columns: tuple[ViewColumn, ...]
    is_empty: bool = False


def _sql_type(fhir_type: str) -> str:
    if fhir_type in INTEGERS:
        return "BIGINT"
    return {"boolean": "BOOLEAN", "decimal": "DOUBLE", "json": "JSON"}.get(fhir_type, "VARCHAR")
