"""Writes `elements.csv`, the FHIR R4 element definitions, from the models of `fhir.resources` (R4B).

Run by hand when the models change: `python -m medomics_ehr.adapters.fhir.views.generate_elements`.
The compiler reads the table, never the models, because importing them costs half a second.
"""

from __future__ import annotations

import csv
import importlib
import inspect
import pkgutil
import re
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("elements.csv")
COLUMNS = ("type", "element", "json_name", "element_type", "is_list")
#: Elements of the Python models that are no elements of FHIR.
_NOT_FHIR = {"fhir_comments", "resource_type", "resourceType"}


def write(path: Path = TABLE) -> int:
    """Write the table; returns how many elements it holds."""
    rows = sorted(set(_all_rows()))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    return len(rows)


def _all_rows() -> Iterator[tuple[str, str, str, str, int]]:
    package = importlib.import_module("fhir.resources.R4B")
    for module in pkgutil.iter_modules(package.__path__):
        if module.ispkg or module.name.startswith("fhirtypes"):
            continue
        loaded = importlib.import_module(f"fhir.resources.R4B.{module.name}")
        for name, model in inspect.getmembers(loaded, inspect.isclass):
            if model.__module__ == loaded.__name__ and hasattr(model, "model_fields"):
                yield from _rows_of(name, model)


def _rows_of(name: str, model: Any) -> Iterator[tuple[str, str, str, str, int]]:
    for field in model.model_fields.values():
        alias = str(field.alias)
        if alias in _NOT_FHIR or alias.startswith("_"):
            continue
        choice = (field.json_schema_extra or {}).get("one_of_many")
        element_type, is_list = _type_of(field.annotation, field.metadata)
        if choice and element_type[:1].islower():
            # The models know no uuid; the name of a choice states its type in any case.
            element_type = alias.removeprefix(str(choice))[:1].lower() + alias.removeprefix(str(choice))[1:]
        yield name, str(choice or alias), alias, element_type, int(is_list)


def _type_of(annotation: Any, metadata: list[Any]) -> tuple[str, bool]:
    """The FHIR type a model's annotation names, and whether the element repeats."""
    text = str(annotation)
    is_list = "List[" in text
    complex_type = re.search(r"abc\.(\w+?)Type\b", text)
    if complex_type:
        return complex_type[1], is_list
    for part in [*_leaves(annotation), *metadata]:
        name = part if isinstance(part, type) else type(part)
        if name.__module__.startswith("fhir_core"):
            return name.__name__[0].lower() + name.__name__[1:], is_list
    return "boolean" if "bool" in text else "string", is_list


def _leaves(annotation: Any) -> Iterator[Any]:
    yield from getattr(annotation, "__metadata__", ())
    for part in typing.get_args(annotation):
        yield from _leaves(part)


if __name__ == "__main__":
    print(f"{write()} elements written to {TABLE.name}")
