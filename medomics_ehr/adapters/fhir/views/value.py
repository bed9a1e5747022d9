"""A compiled FHIRPath collection: SQL text with what is known of it. Pure.

A collection of at most one item is a SQL scalar, NULL where it is empty; any other is a SQL list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from zlib import crc32

from medomics_ehr.adapters.fhir.views.elements import INTEGERS, NUMBERS, TEMPORAL, Element
from medomics_ehr.adapters.fhir.views.shape import Shape


@dataclass(frozen=True, slots=True)
class Value:
    """A collection as SQL.

    Attributes:
        sql: an expression that yields it.
        type: FHIR type of its items, `choice` before a choice is settled, `empty` for `{}`.
        many: a SQL list; otherwise a scalar.
        shape: of a complex element, what is used of it.
        choice: of a choice element, the elements it may be, below the value `parent`.
        text_number: a decimal still as the text that the source wrote.
    """

    sql: str
    type: str
    many: bool = False
    shape: Shape | None = None
    choice: tuple[Element, ...] = ()
    parent: Value | None = None
    text_number: bool = False

    @property
    def is_number(self) -> bool:
        """Whether its items are numbers."""
        return self.type in NUMBERS

    @property
    def is_temporal(self) -> bool:
        """Whether its items are dates or times, kept as text of the precision that the source wrote."""
        return self.type in TEMPORAL

    @property
    def is_text(self) -> bool:
        """Whether its items are strings, codes, URIs and the like."""
        return not (self.is_number or self.is_temporal or self.type in {"boolean", "empty"}) and self.shape is None


def literal(text: str) -> str:
    """A SQL string literal.

    >>> literal("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def mapped(value: Value, body: Callable[[Value], str]) -> str:
    """SQL that applies `body` to each item: a scalar expression, or a list without its NULLs."""
    if not value.many:
        return body(value)
    item = bound(value)
    return without_nulls(f"list_transform({value.sql}, lambda {item.sql}: {body(item)})")


def bound(value: Value) -> Value:
    """A single item of a list, under a fresh name for a lambda."""
    return replace(value, sql=_name_for(value.sql), many=False)


def _name_for(sql: str) -> str:
    """A lambda's parameter: the same for the same list, another for any list around or inside it."""
    return f"x{crc32(sql.encode()):08x}"


def without_nulls(sql: str) -> str:
    """The list without its NULLs, which stand for empty collections."""
    name = _name_for(sql)
    return f"list_filter({sql}, lambda {name}: {name} IS NOT NULL)"


def as_list(value: Value) -> str:
    """SQL of the collection as a list, never NULL."""
    if value.many:
        return f"coalesce({value.sql}, [])"
    return without_nulls(f"[{value.sql}]")


def single(value: Value, what: str) -> Value:
    """The one item of a collection; the statement fails where a resource gives several."""
    if not value.many:
        return value
    message = literal(f"{what}: several values where one is expected; use first() or collection")
    sql = f"CASE WHEN len({value.sql}) > 1 THEN error({message}) ELSE {value.sql}[1] END"
    return replace(value, sql=sql, many=False)


def numeric(value: Value) -> Value:
    """The value with decimals as DOUBLE instead of the source's text."""
    if not value.text_number:
        return value
    sql = mapped(value, lambda item: f"TRY_CAST({item.sql} AS DOUBLE)")
    return replace(value, sql=sql, text_number=False)


def is_integer(value: Value) -> bool:
    """Whether its items are whole numbers."""
    return value.type in INTEGERS
