"""A trained coder as files: numbers in safetensors, words in JSON, and the SHA-256 of each. No pickle, no code.

`model.json` is the manifest; `tagger.safetensors`, `linker.safetensors`, `vocabulary.json`, `names.json` hold the
model, `MODEL_CARD.md` says how it was made. All are checked before any is read: one that is missing, cut or altered
is refused.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from medomics_ehr.errors import EnvironmentFailed
from medomics_ehr.workspace import sha256_of

FORMAT = 2
MANIFEST = "model.json"

Tensors = Mapping[str, np.ndarray]


def write_model(folder: Path, tensors: Mapping[str, Tensors], words: Mapping[str, Any], card: str) -> None:
    """Write a model folder; an older one of this name is replaced when the new one is whole.

    Args:
        tensors: part (`tagger`, `linker`) to its arrays.
        words: name of a JSON file, without its ending, to what it holds; `model` goes into the manifest.
        card: the model card, Markdown.

    Raises:
        EnvironmentFailed: the folder cannot be written.
    """
    from safetensors.numpy import save_file

    def fill(staged: Path) -> None:
        for part, arrays in tensors.items():
            save_file({k: np.ascontiguousarray(a) for k, a in arrays.items()}, staged / f"{part}.safetensors")
        for name, content in words.items():
            if name != "model":
                (staged / f"{name}.json").write_text(_json(content), encoding="utf-8")

    write_folder(folder, fill, words.get("model", {}), card)


def check_replaceable(folder: Path) -> None:
    """Refuse a folder that holds anything but a model, since writing a model there would remove it.

    Raises:
        EnvironmentFailed: it does.
    """
    if folder.exists() and not (folder / MANIFEST).is_file() and not (folder.is_dir() and not any(folder.iterdir())):
        raise EnvironmentFailed(f"{folder}: holds other files; name a new or empty folder with --out")


def write_folder(folder: Path, fill: Callable[[Path], None], facts: Mapping[str, Any], card: str) -> None:
    """Write a folder of files, its card and its manifest; an older model of this name is replaced by the whole new one.

    Args:
        fill: writes the files into the folder that it is given.
        facts: what the manifest says beside the SHA-256 of each file.

    Raises:
        EnvironmentFailed: the folder holds something else, or cannot be written.
    """
    check_replaceable(folder)
    staged = folder.with_name(f"{folder.name}.new")
    try:
        shutil.rmtree(staged, ignore_errors=True)
        staged.mkdir(parents=True)
        fill(staged)
        (staged / "MODEL_CARD.md").write_text(card, encoding="utf-8")
        files = {path.name: sha256_of(path) for path in sorted(staged.iterdir())}
        manifest = {"format": FORMAT, **facts, "files": files}
        (staged / MANIFEST).write_text(_json(manifest), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(staged, folder)
    except OSError as error:
        raise EnvironmentFailed(f"{folder}: cannot be written ({error.strerror}); name another with --out") from error


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a model, after each of its files was found as it was written.

    Raises:
        EnvironmentFailed: there is no model there, another version wrote it, or a file is missing, cut or altered.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files, version = dict(manifest["files"]), manifest["format"]
    except OSError:
        raise EnvironmentFailed(f"{folder}: no model there; name a folder that `medomics nlp train` made") from None
    except (ValueError, KeyError, TypeError):
        raise EnvironmentFailed(f"{folder / MANIFEST}: not the manifest of a model; train it again") from None
    if version != FORMAT:
        raise EnvironmentFailed(f"{folder}: format {version!r}, this release reads {FORMAT}; train the model again")
    for name, expected in files.items():
        path = folder / Path(name).name
        if not path.is_file() or sha256_of(path) != expected:
            raise EnvironmentFailed(f"{path}: missing, cut or altered since it was written; train the model again")
    return dict(manifest)


def read_tensors(folder: Path, part: str) -> dict[str, np.ndarray]:
    """The arrays of one part.

    Raises:
        EnvironmentFailed: the file is no safetensors.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    path = folder / f"{part}.safetensors"
    try:
        return dict(load_file(path))
    except (OSError, SafetensorError):
        raise EnvironmentFailed(f"{path}: not readable as safetensors; train the model again") from None


def read_words(folder: Path, name: str) -> Any:
    """What a JSON file of the model holds.

    Raises:
        EnvironmentFailed: the file is no JSON.
    """
    path = folder / f"{name}.json"
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise EnvironmentFailed(f"{path}: not readable as JSON; train the model again") from None


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)
