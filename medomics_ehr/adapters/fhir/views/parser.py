"""Reads FHIRPath text into a syntax tree by precedence climbing. Knows neither elements nor SQL.

Source: FHIRPath 2.0, section 6.8 (operator precedence).
"""

from __future__ import annotations

from medomics_ehr.adapters.fhir.views.lexer import Token, tokens
from medomics_ehr.adapters.fhir.views.syntax import (
    Binary,
    Call,
    Expression,
    Index,
    Literal,
    Step,
    This,
    Unary,
    Variable,
)
from medomics_ehr.errors import InputRefused

#: Binary operators by how strongly they bind, from weak to strong.
_LEVELS: tuple[frozenset[str], ...] = (
    frozenset({"implies"}),
    frozenset({"or", "xor"}),
    frozenset({"and"}),
    frozenset({"in", "contains"}),
    frozenset({"=", "!=", "~", "!~"}),
    frozenset({"<", ">", "<=", ">="}),
    frozenset({"|"}),
    frozenset({"is", "as"}),
    frozenset({"+", "-", "&"}),
    frozenset({"*", "/", "div", "mod"}),
)
_TEMPORAL = frozenset({"date", "dateTime", "time"})
#: Deeper expressions than this are no honest mapping and would exhaust the stack.
MAX_DEPTH = 40


def parse(path: str) -> Expression:
    """The syntax tree of a FHIRPath expression.

    Raises:
        InputRefused: the text is no expression of the subset.

    >>> parse("name.first()")
    Call(base=Step(base=This(), name='name'), function='first', arguments=())
    """
    reader = _Reader(path)
    expression = reader.binary(0)
    reader.expect_end()
    return expression


class _Reader:
    def __init__(self, path: str) -> None:
        self.path = path
        self.tokens = tokens(path)
        self.position = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.position]

    def take(self) -> Token:
        self.position += 1
        return self.tokens[self.position - 1]

    def take_symbol(self, text: str) -> bool:
        found = self.token.kind == "symbol" and self.token.text == text
        self.position += found
        return found

    def expect(self, text: str) -> None:
        if not self.take_symbol(text):
            raise self.refusal(f"expected `{text}`")

    def expect_end(self) -> None:
        if self.token.kind != "end":
            raise self.refusal("unexpected text")

    def refusal(self, what: str) -> InputRefused:
        return InputRefused(f"FHIRPath `{self.path}`, column {self.token.at + 1}: {what}; mend the path")

    def binary(self, level: int) -> Expression:
        if level == len(_LEVELS):
            return self.unary()
        left = self.binary(level + 1)
        while self.token.kind in {"symbol", "name"} and self.token.text in _LEVELS[level]:
            operator = self.take().text
            left = Binary(operator, left, self.binary(level + 1))
        return left

    def unary(self) -> Expression:
        for sign in "+-":
            if self.take_symbol(sign):
                return Unary(sign, self.unary())
        return self.postfix()

    def postfix(self) -> Expression:
        expression = self.term()
        while True:
            if self.take_symbol("."):
                expression = self.invocation(expression)
            elif self.take_symbol("["):
                expression = Index(expression, self.nested())
                self.expect("]")
            else:
                return expression

    def term(self) -> Expression:
        if self.take_symbol("("):
            inside = self.nested()
            self.expect(")")
            return inside
        if self.take_symbol("{"):
            self.expect("}")
            return Literal("", "empty")
        if self.token.kind == "name" and self.token.text in {"true", "false"}:
            return Literal(self.take().text, "boolean")
        return self.simple_term()

    def simple_term(self) -> Expression:
        kind, text = self.token.kind, self.token.text
        if kind == "this":
            self.take()
            return This()
        if kind == "variable":
            return Variable(self.take().text)
        if kind == "number":
            return Literal(self.take().text, "decimal" if "." in text else "integer")
        if kind == "string" or kind in _TEMPORAL:
            return Literal(self.take().text, kind)
        return self.invocation(This())

    def invocation(self, base: Expression) -> Expression:
        if self.token.kind not in {"name", "quoted"}:
            raise self.refusal("expected an element or a function")
        name = self.take().text
        if not self.take_symbol("("):
            return Step(base, name)
        arguments: list[Expression] = []
        while not self.take_symbol(")"):
            if arguments:
                self.expect(",")
            arguments.append(self.nested())
        return Call(base, name, tuple(arguments))

    def nested(self) -> Expression:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.refusal(f"nested deeper than {MAX_DEPTH}")
        expression = self.binary(0)
        self.depth -= 1
        return expression
