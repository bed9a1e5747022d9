"""Reads a YAML configuration and checks it word by word against its model."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

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
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputRefused(f"{path}: {where}: {first['msg']}; docs/training.md lists what may be said") from None
