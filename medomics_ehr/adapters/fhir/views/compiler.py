"""Compiles a ViewDefinition to one DuckDB statement: a chain of common table expressions over a table of resources.

Each step of the chain keeps the columns before it and adds its own, so sibling `forEach` multiply as they should and
nothing is correlated. Columns: `r` is the resource as a struct, `e1`... the item of each loop, `c:name` a result of a
union's branches. Other results are read from these in the last SELECT: steps that are narrow are planned fast.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

from medomics_ehr.adapters.fhir.views.absence import gives_no_rows, is_absent
from medomics_ehr.adapters.fhir.views.compiled import CompiledView, ViewColumn
from medomics_ehr.adapters.fhir.views.definition import Column, Select, View, column_names, read_view
from medomics_ehr.adapters.fhir.views.elements import CHOICE, is_complex
from medomics_ehr.adapters.fhir.views.expressions import Scope, compile_expression
from medomics_ehr.adapters.fhir.views.navigation import UnknownElement, whole_json
from medomics_ehr.adapters.fhir.views.operators import boolean
from medomics_ehr.adapters.fhir.views.shape import Shape
from medomics_ehr.adapters.fhir.views.syntax import Expression
from medomics_ehr.adapters.fhir.views.value import Value, as_list, identifier, literal, numeric, single
from medomics_ehr.errors import InputRefused


def compile_view(
    view: Mapping[str, Any],
    table: str,
    keep: Sequence[str] = (),
    elements: Set[str] | None = None,
    literal_references: bool = False,
) -> CompiledView:
    """Compile a ViewDefinition over a table of resources.

    Args:
        view: the ViewDefinition as JSON.
        table: a table, view or parenthesised subquery with the columns `resource_type` and `resource` (JSON).
        keep: columns of that table to hand through before the view's own, such as a row's number.
        elements: all elements that the table's resources have at their top, where that is known: what the view reads
            of others is left out of the SQL.
        literal_references: whether all references in that table are empty or `Type/id`.

    Raises:
        InputRefused: the view breaks a rule, or a path names what FHIR R4 does not have.

    The statement itself fails (`duckdb.InvalidInputException`) where a resource gives several values for a column
    that is no collection.

    >>> view = {"resource": "Patient", "select": [{"column": [{"name": "id", "path": "id"}]}]}
    >>> import duckdb
    >>> table = "(SELECT 'Patient' AS resource_type, JSON '{\\"id\\": \\"p1\\"}' AS resource)"
    >>> duckdb.sql(compile_view(view, table).sql).fetchall()
    [('p1',)]
    """
    definition = read_view(view)
    shapes: dict[str, Shape] = {}
    _Chain(definition, table, tuple(keep), shapes, elements, literal_references).compile()
    return _Chain(definition, table, tuple(keep), shapes, elements, literal_references).compile()


@dataclass(slots=True)
class _Chain:
    """The common table expressions so far; `relation` is the last one, `carried` the columns to keep of it.

    `results` has the SQL of each result over it.
    """

    view: View
    table: str
    keep: tuple[str, ...]
    shapes: dict[str, Shape]
    elements: Set[str] | None
    literal_references: bool
    steps: list[str] = field(default_factory=list)
    relation: str = ""
    carried: list[str] = field(default_factory=list)
    columns: dict[str, ViewColumn] = field(default_factory=dict)
    results: dict[str, str] = field(default_factory=dict)

    def compile(self) -> CompiledView:
        scope = self._root_scope()
        for condition in self.view.where:
            sql = boolean(compile_expression(condition, scope), "where")
            self._step(f"SELECT * FROM {self.relation} WHERE {sql}")
        for select in self.view.selects:
            self._select(select, scope)
        names = [name for select in self.view.selects for name in column_names(select)]
        steps = f"WITH RECURSIVE {', '.join(self.steps)}"
        results = tuple(self.results[name] for name in names)
        columns = tuple(self.columns[name] for name in names)
        is_empty = any(self._gives_no_rows(select, scope) for select in self.view.selects)
        return CompiledView(steps, self.relation, self.keep, results, columns, is_empty)

    def _gives_no_rows(self, select: Select, scope: Scope) -> bool:
        known = self._known_elements(scope)
        return known is not None and gives_no_rows(select, self.view.resource, known)

    def _root_scope(self) -> Scope:
        root = self.shapes.setdefault("root", Shape(self.view.resource))
        unread = root.whole or not root.children
        read = "resource" if unread else f"json_transform(resource, {literal(root.structure())})"
        kept = "".join(f"{name}, " for name in self.keep)
        wanted = literal(self.view.resource)
        self.carried = [*self.keep, "r"]
        self._step(f"SELECT {kept}{read} AS r FROM {self.table} WHERE resource_type = {wanted}")
        resource = Value("r", self.view.resource, shape=root)
        return Scope(resource, resource, self.view.constants, literal_references=self.literal_references)

    def _step(self, sql: str, adds: Sequence[str] = ()) -> None:
        self.relation = f"s{len(self.steps) + 1}"
        self.steps.append(f"{self.relation} AS ({sql})")
        self.carried = [*self.carried, *adds]

    def _select(self, select: Select, scope: Scope) -> None:
        if select.for_each is not None:
            scope = self._for_each(select.for_each, select.or_null, scope)
        elif select.repeat:
            scope = self._repeat(select.repeat, scope)
        for column in select.columns:
            self.results[column.name] = self._column(column, scope)
        for child in select.selects:
            self._select(child, scope)
        if select.union_all:
            self._union(select.union_all, scope)

    def _union(self, branches: tuple[Select, ...], scope: Scope) -> None:
        base, carried, results = self.relation, self.carried, self.results
        added = {name: identifier("c:" + name) for name in column_names(branches[0])}
        parts = []
        for branch in [b for b in branches if not self._gives_no_rows(b, scope)] or branches[:1]:
            self.relation, self.carried, self.results = base, carried, {}
            self._select(branch, scope)
            columns = [*carried, *(f"{self.results[name]} AS {column}" for name, column in added.items())]
            parts.append(f"SELECT {', '.join(columns)} FROM {self.relation}")
        self.carried, self.results = carried, results | added
        self._step(" UNION ALL ".join(parts), list(added.values()))

    def _for_each(self, path: Expression, or_null: bool, scope: Scope) -> Scope:
        value = compile_expression(path, scope)
        if value.type == CHOICE:
            raise InputRefused("forEach: name the type of the choice element with ofType()")
        number = len(self.steps)
        items, item, index = f"l{number}", f"e{number}", f"i{number}"
        self._step(f"SELECT *, {as_list(value)} AS {items} FROM {self.relation}", [items])
        source = f"CASE WHEN len({items}) = 0 THEN [NULL] ELSE {items} END" if or_null else items
        positions = f"range(greatest(len({items}), 1))" if or_null else f"range(len({items}))"
        self._step(
            f"SELECT *, unnest({source}) AS {item}, unnest({positions}) AS {index} FROM {self.relation}", [item, index]
        )
        return replace(scope, focus=replace(value, sql=item, many=False), row_index=index)

    def _repeat(self, paths: tuple[Expression, ...], scope: Scope) -> Scope:
        """All nodes below, at any depth, in document order; a node is JSON because its depth has no bound."""
        number = len(self.steps)
        node, items, row, place, index = (f"{letter}{number}" for letter in "elnpi")
        start = _nodes(paths, scope)
        below = _nodes(paths, scope.on(self._node(node, f"below {number}", start.type)))
        carried = ", ".join([*self.carried, row])
        self._step(f"SELECT *, row_number() OVER () AS {row}, {start.sql} AS {items} FROM {self.relation}")
        seed = _unnested(f"SELECT *, {items} AS found FROM {self.relation}")
        deeper = _unnested(f"SELECT *, {below.sql} AS found FROM s{number + 2}")
        self._step(
            f"SELECT {carried}, child AS {node}, [position] AS {place} FROM ({seed}) UNION ALL "
            f"SELECT {carried}, child, list_append({place}, position) FROM ({deeper})"
        )
        order = f"row_number() OVER (PARTITION BY {row} ORDER BY {place}) - 1"
        self._step(f"SELECT *, {order} AS {index} FROM {self.relation}", [row, node, place, index])
        return replace(scope, focus=self._node(node, f"node {number}", start.type), row_index=index)

    def _node(self, sql: str, key: str, type_name: str) -> Value:
        """A node of `repeat`, read anew from its own JSON."""
        shape = self.shapes.setdefault(key, Shape(type_name, whole=True))
        return Value(sql, type_name, shape=shape if is_complex(type_name) else None)

    def _column(self, column: Column, scope: Scope) -> str:
        known = self._known_elements(scope)
        if known is not None and is_absent(column.path, self.view.resource, known):
            return self._absent_column(column, scope)
        return self._read_column(column, scope)

    def _known_elements(self, scope: Scope) -> Set[str] | None:
        """The elements that the focus may have: known of a resource, not of what lies below it."""
        return self.elements if scope.focus.sql == "r" else None

    def _absent_column(self, column: Column, scope: Scope) -> str:
        """Typed as it would be, but read from no resource, so that no shape notes it."""
        nothing = Value("r", self.view.resource, shape=Shape(self.view.resource))
        self._read_column(column, replace(scope, focus=nothing, resource=nothing))
        absent = replace(self.columns[column.name], is_absent=True)
        self.columns[column.name] = absent
        return f"CAST({'[]' if absent.collection else 'NULL'} AS {absent.sql_type})"

    def _read_column(self, column: Column, scope: Scope) -> str:
        value = compile_expression(column.path, scope)
        if value.type == CHOICE:
            raise InputRefused(f"column {column.name}: name the type of the choice element with ofType()")
        if value.shape is not None:
            value = whole_json(value)
        value = numeric(value)
        fhir_type = column.type or ("string" if value.type == "empty" else value.type)
        known = self.columns[column.name] = ViewColumn(column.name, fhir_type, column.collection)
        sql = as_list(value) if column.collection else single(value, f"column {column.name}").sql
        return f"CAST({sql} AS {known.sql_type})"


def _nodes(paths: Sequence[Expression], scope: Scope) -> Value:
    """The nodes that the paths of a `repeat` reach from the focus, as one list of JSON.

    A path may lead nowhere from one type and somewhere from the next (`answer.item`), so what a type does not have
    is empty here.
    """
    found = [value for value in (_node_path(path, scope) for path in paths) if value.type != "empty"]
    if len({value.type for value in found}) > 1:
        raise InputRefused("repeat: its paths must lead to nodes of one type")
    if not found:
        return Value("CAST([] AS JSON[])", "empty")
    lists = ", ".join(as_list(whole_json(value) if value.shape else value) for value in found)
    return Value(f"flatten([{lists}])", found[0].type, many=True)


def _node_path(path: Expression, scope: Scope) -> Value:
    try:
        return compile_expression(path, scope)
    except UnknownElement:
        return Value("NULL", "empty")


def _unnested(relation: str) -> str:
    """Each item of the list `found` as `child`, with its `position`."""
    return f"SELECT *, unnest(found) AS child, unnest(range(len(found))) AS position FROM ({relation})"
