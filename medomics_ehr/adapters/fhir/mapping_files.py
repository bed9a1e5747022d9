"""Reads the mapping: ViewDefinitions (`<Type>[.<part>].view.json`) and SQL (`<Type>[.<part>].sql`), ours and others'.

A hospital's files lie in its workspace's `fhir/` folder: one of the same name replaces ours, a new one adds a type.
Pure apart from reading these files; `raw_views` and `batch` run them.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from medomics_ehr.errors import InputRefused

_PACKAGE = "medomics_ehr.adapters.fhir"
#: Types that others need first.
FIRST = ("Organization", "Location", "Practitioner", "Patient", "Encounter", "Medication")


@dataclass(frozen=True, slots=True)
class RareSql:
    """Statements for what few resources say, in `<Type>.<part>.sql`: run only where a row of a view needs them.

    Its first line says where: `-- where <view>: <condition on the view's columns>`.
    """

    view: str
    condition: str
    sql: str


@dataclass(frozen=True, slots=True)
class TypeMapping:
    """How one resource type enters the record.

    Attributes:
        resource_type: the FHIR type.
        views: ViewDefinitions by table name; the one named like the type is the main one, with a row or more for each
            resource and the columns `subject`, `status`... that placing and filtering need.
        sql: statements from these tables to facts, documents or CDM rows.
        rare: further such statements, that are seldom needed.
    """

    resource_type: str
    views: Mapping[str, Mapping[str, Any]]
    sql: str
    rare: tuple[RareSql, ...] = ()

    @property
    def main(self) -> str:
        """Table name of the main view."""
        return self.resource_type.lower()


@dataclass(frozen=True, slots=True)
class Mappings:
    """All types, parents first, and a fingerprint of their files and the general steps'."""

    types: tuple[TypeMapping, ...]
    fingerprint: str

    @property
    def names(self) -> frozenset[str]:
        """The types that are mapped."""
        return frozenset(t.resource_type for t in self.types)


def read_mappings(own: Path | None = None) -> Mappings:
    """Our mapping with the files of the folder `own` over it.

    Raises:
        InputRefused: a file of the hospital's own cannot be read.

    >>> "Condition" in read_mappings().names
    True
    """
    texts = {
        f.name: f.read_text(encoding="utf-8") for f in files(_PACKAGE).joinpath("mapping").iterdir() if _is_ours(f.name)
    }
    if own is not None and own.is_dir():
        texts |= {f.name: f.read_text(encoding="utf-8") for f in sorted(own.iterdir()) if _is_ours(f.name)}
    steps = {
        file.name: file.read_text(encoding="utf-8")
        for file in files(_PACKAGE).joinpath("cdm").iterdir()
        if file.is_file()
    }
    digest = hashlib.sha256(repr(sorted((texts | steps).items())).encode()).hexdigest()
    kinds = {name.split(".")[0] for name in texts}
    ordered = [*(k for k in FIRST if k in kinds), *sorted(kinds - set(FIRST))]
    return Mappings(tuple(_type_mapping(kind, texts) for kind in ordered), digest[:12])


def _is_ours(name: str) -> bool:
    return name.endswith((".view.json", ".sql"))


def _type_mapping(kind: str, texts: Mapping[str, str]) -> TypeMapping:
    views = {}
    for name, text in texts.items():
        if name.endswith(".view.json") and name.split(".")[0] == kind:
            try:
                views[name.removesuffix(".view.json").replace(".", "_").lower()] = json.loads(text)
            except json.JSONDecodeError as error:
                raise InputRefused(f"fhir/{name}:{error.lineno}: not JSON ({error.msg}); mend the view") from None
    if kind.lower() not in views or f"{kind}.sql" not in texts:
        raise InputRefused(f"fhir/{kind}: a type needs {kind}.view.json and {kind}.sql; add the missing file")
    parts = sorted(name for name in texts if re.fullmatch(rf"{kind}\.\w+\.sql", name))
    rare = tuple(_rare_sql(name, texts[name], views.keys()) for name in parts)
    _refuse_timeless(kind, views[kind.lower()], texts[f"{kind}.sql"])
    return TypeMapping(kind, views, texts[f"{kind}.sql"], rare)


def _refuse_timeless(kind: str, view: Mapping[str, Any], sql: str) -> None:
    """A fact that is never available would silently stay out of every feature."""
    asked = available_at_columns(kind)
    columns = {column.get("name") for select in view.get("select", []) for column in select.get("column", [])}
    if "{available_at}" in sql and columns.isdisjoint(asked):
        remedy = f"give {kind}.view.json one of the columns {', '.join(asked)}"
        raise InputRefused(f"fhir/{kind}.sql: {{available_at}} finds no date; {remedy}")


def _rare_sql(name: str, text: str, views: Set[str]) -> RareSql:
    """Split off the first line.

    >>> _rare_sql("Observation.stage.sql", "-- where observation: code = '1'\\nSELECT 2", {"observation"}).condition
    "code = '1'"
    """
    where = re.match(r"-- where (\w+): (.+)\n", text)
    if where is None or where[1] not in views:
        raise InputRefused(f"fhir/{name}:1: does not say where it is needed; begin it with `-- where VIEW: CONDITION`")
    return RareSql(where[1], where[2], text[where.end() :])


@cache
def data_rows(name: str) -> tuple[dict[str, str], ...]:
    """Rows of one of the small tables in `cdm/`, such as `status_rule`, `available_at` or `code_concept`.

    >>> data_rows("available_at")[0]["resource_type"]
    'Encounter'
    """
    text = files(_PACKAGE).joinpath("cdm", f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


#: What the tables of rules call the types that they do not name: those that a hospital adds.
OTHERS = "any other"


@cache
def ruled_as(table: str, resource_type: str) -> str:
    """The name under which a table of rules has a type's rules.

    >>> ruled_as("status_rule", "Observation"), ruled_as("status_rule", "CarePlan")
    ('Observation', 'any other')
    """
    named = any(rule["resource_type"] == resource_type for rule in data_rows(table))
    return resource_type if named else OTHERS


@cache
def step_sql(name: str) -> str:
    """Statements of one of the general steps in `cdm/`, such as `begin`, `timed` or `facts`."""
    return files(_PACKAGE).joinpath("cdm", f"{name}.sql").read_text(encoding="utf-8")


def available_at_columns(resource_type: str) -> tuple[str, ...]:
    """Columns of a view that the rule in `cdm/available_at.csv` reads for this type.

    >>> available_at_columns("Specimen")
    ('received', 'collected', 'collected_start')
    """
    kind = ruled_as("available_at", resource_type)
    rules = [rule for rule in data_rows("available_at") if rule["resource_type"] == kind]
    return tuple(c for rule in rules for name in ("known_at", "event_end") for c in rule[name].split("|") if c)


def available_at_sql(resource_type: str, filled: Set[str]) -> str:
    """SQL of when a resource of this type could be known, from the rule in `cdm/available_at.csv`.

    Args:
        filled: the columns that have values; the others are passed over.

    >>> available_at_sql("Observation", {"issued", "effective"})
    'coalesce(fhir_latest("issued"), fhir_latest("effective") + INTERVAL 1 DAY)'
    """
    told = []
    kind = ruled_as("available_at", resource_type)
    for rule in data_rows("available_at"):
        if rule["resource_type"] == kind:
            lag = f" + INTERVAL {int(rule['lag_days'])} DAY" if int(rule["lag_days"]) else ""
            told += [f'fhir_latest("{column}")' for column in rule["known_at"].split("|") if column in filled]
            told += [f'fhir_latest("{column}"){lag}' for column in rule["event_end"].split("|") if column in filled]
    return f"coalesce({', '.join(told)})" if told else "CAST(NULL AS TIMESTAMP)"
