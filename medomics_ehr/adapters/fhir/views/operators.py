"""FHIRPath's operators as SQL: empty in, empty out; three-valued logic is SQL's own.

Source: FHIRPath 2.0, section 6 (operations).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from medomics_ehr.adapters.fhir.views.navigation import exists, of_type
from medomics_ehr.adapters.fhir.views.syntax import Binary, Expression, type_name
from medomics_ehr.adapters.fhir.views.value import Value, as_list, is_integer, numeric, single
from medomics_ehr.errors import InputRefused

if TYPE_CHECKING:
    from medomics_ehr.adapters.fhir.views.expressions import Scope

Compile = Callable[[Expression, "Scope"], Value]
_COMPARISONS = frozenset({"<", ">", "<=", ">="})
_ARITHMETIC = frozenset({"+", "-", "*", "/", "div", "mod"})


def binary(expression: Binary, scope: Scope, compile_: Compile) -> Value:
    """The SQL of a binary operator.

    Raises:
        InputRefused: the operand's types do not fit the operator.
    """
    operator = expression.operator
    left = compile_(expression.left, scope)
    if operator in {"is", "as"}:
        return _type_operator(operator, left, expression.right)
    right = compile_(expression.right, scope)
    if operator == "|":
        return _union(left, right)
    if operator in {"in", "contains"}:
        item, items = (left, right) if operator == "in" else (right, left)
        return Value(f"list_contains({as_list(items)}, {single(item, operator).sql})", "boolean")
    if operator in {"=", "!=", "~", "!~"}:
        return _equality(operator, left, right)
    return _on_singles(operator, single(left, operator), single(right, operator))


def sign(operator: str, operand: Value) -> Value:
    """Unary plus and minus."""
    number = numeric(single(operand, operator))
    if not number.is_number:
        raise InputRefused(f"unary {operator}: needs a number, not {operand.type}")
    return Value(f"({operator}{number.sql})", number.type)


def boolean(value: Value, what: str) -> str:
    """SQL of a value used as a condition.

    Raises:
        InputRefused: it is no boolean.
    """
    if value.type not in {"boolean", "empty"}:
        raise InputRefused(f"{what}: needs a boolean, not {value.type}; compare it or use exists()")
    return single(value, what).sql


def _on_singles(operator: str, left: Value, right: Value) -> Value:
    if "empty" in {left.type, right.type} and operator not in {"and", "or", "xor", "implies", "&"}:
        return Value("NULL", "empty")
    if operator in _COMPARISONS:
        return Value(_compared(operator, left, right), "boolean")
    if operator == "&" or (operator == "+" and left.is_text and right.is_text):
        return _concatenation(operator, left, right)
    if operator in _ARITHMETIC:
        return _arithmetic(operator, left, right)
    return Value(_logic(operator, boolean(left, operator), boolean(right, operator)), "boolean")


def _logic(operator: str, left: str, right: str) -> str:
    if operator == "implies":
        return f"((NOT ({left})) OR ({right}))"
    if operator == "xor":
        return f"(({left}) <> ({right}))"
    return f"(({left}) {operator.upper()} ({right}))"


def _concatenation(operator: str, left: Value, right: Value) -> Value:
    if operator == "+":
        return Value(f"(({left.sql}) || ({right.sql}))", "string")
    parts = " || ".join(f"coalesce(CAST({part.sql} AS VARCHAR), '')" for part in (left, right))
    return Value(f"({parts})", "string")


def _arithmetic(operator: str, left: Value, right: Value) -> Value:
    if not (left.is_number and right.is_number):
        raise InputRefused(f"{operator}: needs two numbers or two strings, not {left.type} and {right.type}")
    whole = is_integer(left) and is_integer(right)
    a, b = numeric(left).sql, numeric(right).sql
    if operator == "/":
        return Value(f"(({a}) / nullif({b}, 0))", "decimal")
    if operator == "div":
        return Value(f"CAST(trunc(({a}) / nullif({b}, 0)) AS BIGINT)", "integer")
    if operator == "mod":
        return Value(f"(({a}) % nullif({b}, 0))", "integer" if whole else "decimal")
    return Value(f"(({a}) {operator} ({b}))", "integer" if whole else "decimal")


def _equality(operator: str, left: Value, right: Value) -> Value:
    if "empty" in {left.type, right.type}:
        return Value("NULL", "boolean")
    lists = left.many or right.many
    sql = _lists_equal(numeric(left), numeric(right)) if lists else _compared("=", left, right)
    return Value(f"(NOT ({sql}))" if operator.startswith("!") else sql, "boolean")


def _lists_equal(left: Value, right: Value) -> str:
    a, b = as_list(left), as_list(right)
    return f"CASE WHEN len({a}) > 0 AND len({b}) > 0 THEN {a} = {b} END"


def _compared(operator: str, left: Value, right: Value) -> str:
    if left.is_number and right.is_number:
        return f"(({numeric(left).sql}) {operator} ({numeric(right).sql}))"
    temporal = left.is_temporal and right.is_temporal
    if temporal or (left.is_temporal and right.is_text) or (left.is_text and right.is_temporal):
        return _temporal(operator, left.sql, right.sql)
    if left.type == right.type == "boolean" or (left.is_text and right.is_text):
        return f"(({left.sql}) {operator} ({right.sql}))"
    if operator == "=":
        return f"CASE WHEN ({left.sql}) IS NOT NULL AND ({right.sql}) IS NOT NULL THEN false END"
    raise InputRefused(f"{operator}: cannot compare {left.type} with {right.type}")


def _temporal(operator: str, left: str, right: str) -> str:
    """Compare dates and times to the precision both have; NULL where only the finer one could tell (section 6.2)."""
    zoned = " AND ".join(rf"regexp_matches({side}, 'T.*(Z|[+-]\d\d:\d\d)$')" for side in (left, right))
    instants = f"TRY_CAST({left} AS TIMESTAMPTZ) {operator} TRY_CAST({right} AS TIMESTAMPTZ)"
    shared = f"least(len({left}), len({right}))"
    a, b = f"left({left}, {shared})", f"left({right}, {shared})"
    return (
        f"CASE WHEN {zoned} THEN {instants} WHEN {a} <> {b} THEN {a} {operator} {b} "
        f"WHEN len({left}) = len({right}) THEN {left} {operator} {right} END"
    )


def _union(left: Value, right: Value) -> Value:
    if left.type == "empty" or right.type == "empty":
        return right if left.type == "empty" else left
    if left.type != right.type and not (left.is_text and right.is_text):
        raise InputRefused(f"|: cannot unite {left.type} with {right.type}")
    sql = f"list_distinct(list_concat({as_list(left)}, {as_list(right)}))"
    return Value(sql, left.type, many=True, shape=left.shape, text_number=left.text_number)


def _type_operator(operator: str, left: Value, right: Expression) -> Value:
    name = type_name(right)
    if not name:
        raise InputRefused(f"{operator}: needs the name of a type on its right")
    chosen = of_type(left, name)
    return chosen if operator == "as" else exists(chosen)
