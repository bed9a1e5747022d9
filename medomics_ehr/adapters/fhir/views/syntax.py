"""The syntax tree of the FHIRPath subset. Pure data: knows neither FHIR's elements nor SQL.

Source: FHIRPath 2.0 (http://hl7.org/fhirpath/), restricted as in SQL-on-FHIR v2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant: `text` as it enters SQL, `type` the FHIR type, or `empty` for `{}`."""

    text: str
    type: str


@dataclass(frozen=True, slots=True)
class This:
    """`$this`: the item that the expression is evaluated on."""


@dataclass(frozen=True, slots=True)
class Variable:
    """`%name`: a constant of the view, `%rowIndex` or `%resource`."""

    name: str


@dataclass(frozen=True, slots=True)
class Step:
    """`base.name`: an element of each item of `base`."""

    base: Expression
    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """`base.function(arguments)`."""

    base: Expression
    function: str
    arguments: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class Index:
    """`base[index]`, counted from 0."""

    base: Expression
    index: Expression


@dataclass(frozen=True, slots=True)
class Unary:
    """`-operand` or `+operand`."""

    operator: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """`left operator right`; for `is` and `as` the right side is a `Step` that names a type."""

    operator: str
    left: Expression
    right: Expression


Expression: TypeAlias = Literal | This | Variable | Step | Call | Index | Unary | Binary


def type_name(expression: Expression) -> str:
    """The type an argument such as `Quantity` or `FHIR.Quantity` names, "" where it names none.

    >>> type_name(Step(This(), "Quantity"))
    'Quantity'
    """
    if not isinstance(expression, Step):
        return ""
    namespaced = isinstance(expression.base, Step) and expression.base.name in {"FHIR", "System"}
    return expression.name if namespaced or isinstance(expression.base, This) else ""
