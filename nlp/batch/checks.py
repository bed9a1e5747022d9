"""Checks what a coder is loaded from before any process starts: a lexicon, a model, learnt parts, an encoder."""

from __future__ import annotations

import re
from pathlib import Path

from medomics_ehr.errors import InputRefused
from nlp.learnt.folder import learnt_parts
from nlp.linking.encoder import MINILM
from nlp.trained.model_files import read_manifest

_HUB_NAME = re.compile(r"[\w.-]+/[\w.-]+")


def check_model(folder: Path) -> None:
    """Refuse a folder that holds no coder of one's own.

    Raises:
        InputRefused: it holds learnt parts instead.
        EnvironmentFailed: it holds no model, or a file is missing, cut or altered.
    """
    if "kinds" not in read_manifest(folder):
        raise InputRefused(f"{folder}: holds learnt parts, and no coder of its own; run it with --learnt")


def check_learnt(folder: Path) -> None:
    """Refuse a folder that holds no learnt parts.

    Raises:
        InputRefused: it holds a coder of one's own instead.
        EnvironmentFailed: it holds no learnt part, or a file is missing, cut or altered.
    """
    if "kinds" in read_manifest(folder):
        raise InputRefused(f"{folder}: holds a coder of its own, and no learnt parts; run it with --model")
    learnt_parts(folder)


def check_encoder(source: str) -> None:
    """Refuse an encoder that is neither MiniLM, nor a folder with a transformer, nor named like one of a hub.

    A hub is asked, over the network, only for a name of two parts (`camembert/camembert-base`) whose first is no
    folder here.

    Raises:
        InputRefused: it is none of them.

    >>> check_encoder("minilm")
    """
    folder = Path(source)
    if source == MINILM or (_HUB_NAME.fullmatch(source) and not folder.parent.exists()):
        return
    if not folder.is_dir():
        raise InputRefused(f"--encoder {source}: no such folder; name one that holds a transformer, or leave it out")
    if not (folder / "config.json").is_file() or not any(folder.glob("*.safetensors")):
        raise InputRefused(f"--encoder {source}: holds no transformer (config.json, its tokenizer, *.safetensors)")
