"""Low-rank deltas of an encoder's weights: what is trained and shipped instead of a whole model.

Each adapted matrix W becomes W + B A with A of rank r (LoRA: Hu et al., ICLR 2022). Files are safetensors.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from medomics_ehr.errors import EnvironmentFailed

#: Matrices adapted, by the end of their name in a BERT-like encoder.
ADAPTED = ("word_embeddings", "query", "key", "value", "attention.output.dense", "intermediate.dense", "output.dense")


def attach(model: Any, rank: int, seed: int) -> dict[str, Any]:
    """Add a trainable low-rank term to each adapted matrix and freeze all else; returns the new parameters."""
    import torch

    torch.manual_seed(seed)
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    added: dict[str, Any] = {}
    for name, module in list(model.named_modules()):
        if not name.endswith(ADAPTED):
            continue
        rows, columns = module.weight.shape
        down = torch.nn.Parameter(torch.randn(rank, columns) / math.sqrt(columns))
        up = torch.nn.Parameter(torch.zeros(rows, rank))
        added[f"{name}.A"], added[f"{name}.B"] = down, up
        module.register_forward_hook(_low_rank_term(up, down, isinstance(module, torch.nn.Embedding)))
    return added


def _low_rank_term(up: Any, down: Any, is_embedding: bool) -> Any:
    """Add the delta to a module's output: far cheaper in training than forming W + B A at each step."""
    if is_embedding:
        return lambda module, inputs, output: output + up[inputs[0]] @ down
    return lambda module, inputs, output: output + inputs[0] @ down.T @ up.T


def write(path: Path, added: dict[str, Any], card: dict[str, str]) -> None:
    """Write a delta in half precision, with its card as metadata."""
    import torch
    from safetensors.torch import save_file

    tensors = {name: p.detach().to(torch.float16).contiguous().cpu() for name, p in added.items()}
    save_file(tensors, str(path), metadata=card)


def read(path: Path) -> dict[str, Any]:
    """The tensors of a delta file.

    Raises:
        EnvironmentFailed: the file is missing, truncated or no safetensors.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return load_file(str(path))
    except (OSError, SafetensorError) as error:
        raise EnvironmentFailed(f"{path.name}: missing or not readable as safetensors; reinstall or retrain") from error


def card(path: Path) -> dict[str, str]:
    """The card that a delta file carries: data, seed, figures, time."""
    from safetensors import safe_open

    with safe_open(str(path), framework="pt") as stream:
        return dict(stream.metadata() or {})


def merge(model: Any, tensors: dict[str, Any]) -> None:
    """Add a delta to the model's weights in place.

    Raises:
        EnvironmentFailed: the delta was made for another model.
    """
    import torch

    modules = dict(model.named_modules())
    with torch.no_grad():
        for name in sorted(n.removesuffix(".A") for n in tensors if n.endswith(".A")):
            change = tensors[f"{name}.B"].float() @ tensors[f"{name}.A"].float()
            module = modules.get(name)
            if module is None or module.weight.shape != change.shape:
                raise EnvironmentFailed(f"delta: no matrix {name} of its shape; it was trained for another encoder")
            module.weight += change
