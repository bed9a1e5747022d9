"""Saved cohorts: `cohorts/NAME.yaml` (`.json` for ATLAS), their definition, and `cohorts/NAME.parquet`, their people.

The Parquet file holds subject_id and index_date, which `features` and `fusion` start from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from medomics_ehr.cohort.aces import TaskCohort
from medomics_ehr.cohort.atlas import AtlasCohort
from medomics_ehr.cohort.definition import Definition
from medomics_ehr.cohort.readers.yaml_form import to_yaml
from medomics_ehr.errors import InputRefused
from medomics_ehr.workspace import Workspace

SCHEMA = pa.schema(
    [
        pa.field("subject_id", pa.int64(), nullable=False),
        pa.field("index_date", pa.timestamp("us")),
        pa.field("censored_at", pa.timestamp("us")),
    ]
)
_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")
_SUFFIXES = (".yaml", ".json")


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved cohort: the file of its definition, and how many people it had when it was saved."""

    name: str
    definition: Path
    people: int


def save(
    workspace: Workspace,
    name: str,
    definition: Definition | AtlasCohort | TaskCohort,
    people: pd.DataFrame,
    replace: bool = False,
) -> tuple[Path, Path]:
    """Write the definition and the people; a cohort of nobody is written like any other.

    Args:
        replace: write over a cohort of this name with another definition. The same definition is always saved anew,
            with the people it has now.

    Raises:
        InputRefused: the name is no plain name, or is that of another cohort.
    """
    yaml_path, people_path = paths(workspace, name)
    suffix, text = written(definition)
    definition_path = yaml_path.with_suffix(suffix)
    earlier = find(workspace, name)
    if earlier is not None and not replace and not _holds(earlier.definition, suffix, text):
        raise InputRefused(
            f"the workspace has another cohort {name!r} ({earlier.people} people), which features and models may "
            "name; choose another --name, or write over it with --force"
        )
    table = pa.Table.from_pandas(people, schema=SCHEMA, preserve_index=False)
    definition_path.parent.mkdir(exist_ok=True)
    _replace(people_path, lambda path: pq.write_table(table, path))
    _replace(definition_path, lambda path: path.write_text(text, encoding="utf-8"))
    if earlier is not None and earlier.definition != definition_path:
        earlier.definition.unlink()
    return definition_path, people_path


def find(workspace: Workspace, name: str) -> Kept | None:
    """The saved cohort of this name; None where there is none, or where it is no name of a cohort."""
    if not _NAME.match(name):
        return None
    yaml_path, people_path = paths(workspace, name)
    definition = next((path for suffix in _SUFFIXES if (path := yaml_path.with_suffix(suffix)).is_file()), None)
    if definition is None or not people_path.is_file():
        return None
    return Kept(name, definition, pq.read_metadata(people_path).num_rows)


def _holds(path: Path, suffix: str, text: str) -> bool:
    return path.suffix == suffix and path.read_text(encoding="utf-8") == text


def written(definition: Definition | AtlasCohort | TaskCohort) -> tuple[str, str]:
    """A definition as a file: its suffix and its text."""
    if isinstance(definition, AtlasCohort):
        return ".json", json.dumps(definition.expression, ensure_ascii=False, indent=1)
    return ".yaml", definition.text if isinstance(definition, TaskCohort) else to_yaml(definition)


def load_people(workspace: Workspace, name: str) -> pd.DataFrame:
    """The people of a saved cohort: subject_id, index_date, censored_at.

    Raises:
        InputRefused: there is none of this name.
    """
    path = paths(workspace, name)[1]
    if not path.is_file():
        raise InputRefused(f"no saved cohort {name!r} in the workspace; save one with `medomics cohort save`")
    people: pd.DataFrame = pq.read_table(path).to_pandas()
    return people


def paths(workspace: Workspace, name: str) -> tuple[Path, Path]:
    """Where a cohort's definition and people lie."""
    if not _NAME.match(name):
        raise InputRefused("a cohort's name is 1 to 64 letters, digits, - or _, and begins with a letter or digit")
    return workspace.path("cohorts", f"{name}.yaml"), workspace.path("cohorts", f"{name}.parquet")


def _replace(path: Path, write: Callable[[Path], object]) -> None:
    """Write beside and rename, so that a reader never sees half a file."""
    beside = path.with_name(f".{path.name}.part")
    write(beside)
    beside.replace(path)
