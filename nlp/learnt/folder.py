"""A folder of learnt parts that stand in for those shipped: what `medomics nlp train` makes and `code --learnt` runs.

Each part that lies there is used in place of the shipped one; the others stay as shipped. The manifest names each file
and its SHA-256: one that is missing, cut or altered is refused. The files hold no words.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

from medomics_ehr.errors import EnvironmentFailed
from nlp.trained.model_files import read_manifest

#: The parts: the regression of assertion words, that of the ties of dates, and the transformer that reads passages.
Part = Literal["words", "dates", "reader"]
PARTS: tuple[Part, ...] = get_args(Part)
#: File names, those of the shipped parts.
FILES: dict[Part, str] = {
    "words": "assertion.safetensors",
    "dates": "ties.safetensors",
    "reader": "reader.safetensors",
}


def learnt_parts(folder: Path | None) -> dict[Part, Path]:
    """The files of the parts that a folder holds; none without a folder.

    Raises:
        EnvironmentFailed: the folder holds no learnt parts, or a file is missing, cut or altered.

    >>> learnt_parts(None)
    {}
    """
    if folder is None:
        return {}
    files = read_manifest(folder)["files"]
    found = {part: folder / name for part, name in FILES.items() if name in files}
    if not found:
        raise EnvironmentFailed(f"{folder}: holds no learnt part; a coder of one's own is run with --model")
    return found
