"""What a training needs to go on after a kill: weights and optimiser as safetensors, and the epoch that they follow."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file


def save_checkpoint(path: Path, network: Any, optimiser: Any, epoch: int, run: str) -> None:
    """Write the state after `epoch` of the run `run`; the file before is replaced when the new one is whole."""
    tensors = {f"network/{name}": tensor for name, tensor in network.state_dict().items()}
    for number, state in optimiser.state_dict()["state"].items():
        tensors |= {f"optimiser/{number}/{name}": torch.as_tensor(value) for name, value in state.items()}
    staged = path.with_name(f"{path.name}.new")
    save_file({k: t.contiguous() for k, t in tensors.items()}, staged, metadata={"epoch": str(epoch), "run": run})
    os.replace(staged, path)


def restore_checkpoint(path: Path, network: Any, optimiser: Any, run: str) -> int:
    """Put a saved state back; returns its epoch, or 0 where there is none of this run."""
    try:
        with safe_open(str(path), framework="pt") as stream:
            facts = dict(stream.metadata() or {})
        if facts.get("run") != run:
            return 0
        tensors = load_file(path)
    except (OSError, SafetensorError):
        return 0
    network.load_state_dict(
        {name.removeprefix("network/"): t for name, t in tensors.items() if name.startswith("network/")}
    )
    state: dict[int, dict[str, Any]] = {}
    for name, tensor in tensors.items():
        if name.startswith("optimiser/"):
            _, number, part = name.split("/")
            state.setdefault(int(number), {})[part] = tensor
    optimiser.load_state_dict({**optimiser.state_dict(), "state": state})
    return int(facts["epoch"])
