"""Reads a YAML configuration and checks it word by word against its model."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from medomics_ehr.errors import InputRefused

Model = TypeVar("Model", bound=BaseModel)


def read_yaml(path: Path) -> dict[str, Any]:
    """What a file says; nothing where it is no mapping.

    Raises:
        InputRefused: it is missing or no YAML.
    """
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, IsADirectoryError):
        raise InputRefused(f"{path}: no such file; docs/training.md shows a configuration") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise InputRefused(f"{path}: not readable as YAML; docs/training.md shows a configuration") from None
    return given if isinstance(given, dict) else {}


def checked(path: Path, model: type[Model]) -> Model:
    """The configuration that a file holds; paths in it are left as they are.

    Raises:
        InputRefused: the file is missing, no YAML, or says something that is not understood.
    """
    try:
        return model.model_validate(read_yaml(path))
    except ValidationError as error:
        raise InputRefused(f"{path}: {_told(error, model)}; docs/training.md lists what may be said") from None


#: Kinds of pydantic's errors in the words of who writes the file; `{}` are filled from the error's context.
_WORDS = {
    "missing": "is missing",
    "tuple_type": "must be a list, as [a, b]",
    "list_type": "must be a list, as [a, b]",
    "dict_type": "must be names and values, as {name: value}",
    "model_type": "must be names and values, as {name: value}",
    "model_attributes_type": "must be names and values, as {name: value}",
    "string_type": "must be text",
    "path_type": "must be a path",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
    "too_short": "must name at least {min_length}",
    "string_pattern_mismatch": "must be letters, digits, - and _, at most 64",
    "value_error": "{error}",
}


def _told(error: ValidationError, model: type[BaseModel]) -> str:
    """The first thing that is wrong, a name that is not understood before one that is missing."""
    faults = error.errors()
    fault = next((found for found in faults if found["type"] == "extra_forbidden"), faults[0])
    where = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return f"{where}: is no setting{_meant(str(fault['loc'][-1]), _names(model))}"
    words = _WORDS.get(fault["type"], "").format(**fault.get("ctx", {}))
    return f"{where}: {words or fault['msg']}" if where else words or fault["msg"]


def _meant(name: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, names, 1)
    return f" (did you mean `{near[0]}`?)" if near else ""


def _names(model: type[BaseModel]) -> set[str]:
    """The names of a configuration's settings, and of those within them."""
    found = set(model.model_fields)
    for field in model.model_fields.values():
        for inner in (field.annotation, *get_args(field.annotation)):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                found |= _names(inner)
    return found
