"""BERT's encoder (Devlin et al., NAACL 2019) in plain PyTorch, for the packaged MiniLM.

It gives the numbers that `transformers` gives, to the last bit, without the three seconds of a core that importing that
library takes in every process. Modules are named as there, so that weights and deltas fit both.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional

#: Tensors of the file that the encoder does not read.
_UNREAD = ("pooler.", "embeddings.position_ids")


@dataclass(frozen=True, slots=True)
class BertConfig:
    """What the encoder follows of a folder's `config.json`: sizes, and how it is trained."""

    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    intermediate_size: int
    vocab_size: int
    max_position_embeddings: int
    type_vocab_size: int
    layer_norm_eps: float
    hidden_dropout_prob: float
    attention_probs_dropout_prob: float

    @classmethod
    def read(cls, folder: Path) -> BertConfig:
        """Read it from a folder."""
        stated = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        return cls(**{field.name: stated[field.name] for field in fields(cls)})


class Hidden(NamedTuple):
    """What the encoder says of texts: shape (texts, pieces, hidden size)."""

    last_hidden_state: torch.Tensor


class Bert(nn.Module):
    """Texts as pieces to the hidden states of its last layer."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.config = config
        self.embeddings = _Embeddings(config)
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(_Layer(config) for _ in range(config.num_hidden_layers))})

    @classmethod
    def open(cls, folder: Path) -> Bert:
        """The encoder with the weights of a folder's `model.safetensors`, ready to read."""
        weights = load_file(folder / "model.safetensors")
        with torch.device("meta"):  # Weights drawn at random would only be thrown away.
            model = cls(BertConfig.read(folder))
        read = {name: tensor for name, tensor in weights.items() if not name.startswith(_UNREAD)}
        model.load_state_dict(read, assign=True)
        return model.eval()

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> Hidden:
        """Hidden states of texts.

        Args:
            input_ids: numbers of the pieces, shape (texts, pieces).
            attention_mask: 1 for a piece that is read, 0 for what fills up; the same shape.
        """
        hidden = self.embeddings(input_ids)
        texts, pieces = input_ids.shape
        unread = torch.zeros_like(attention_mask, dtype=hidden.dtype).masked_fill_(attention_mask == 0, -torch.inf)
        mask = unread[:, None, None, :].expand(texts, 1, pieces, pieces)
        for layer in self.encoder["layer"].children():
            hidden = layer(hidden, mask)
        return Hidden(hidden)


class _Embeddings(nn.Module):
    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.word_embeddings = _embedding(config.vocab_size, config)
        self.position_embeddings = _embedding(config.max_position_embeddings, config)
        self.token_type_embeddings = _embedding(config.type_vocab_size, config)
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, input_ids: torch.Tensor, places: torch.Tensor | None = None) -> torch.Tensor:
        """Embedded pieces; `places` says where each stands in its text, else each row is one."""
        words = self.word_embeddings(input_ids) + self.token_type_embeddings.weight[0]
        positions = self.position_embeddings.weight
        placed = words + (positions[: input_ids.shape[1]] if places is None else positions[places])
        embedded: torch.Tensor = self.dropout(self.LayerNorm(placed))
        return embedded


def _embedding(rows: int, config: BertConfig) -> nn.Embedding:
    """One without random weights: to draw them on the device `meta`, PyTorch imports its compiler, for a second."""
    return nn.Embedding(rows, config.hidden_size, _weight=torch.empty(rows, config.hidden_size))


class _Layer(nn.Module):
    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        width, inner = config.hidden_size, config.intermediate_size
        self.attention = nn.ModuleDict({"self": _Attention(config), "output": _Residual(width, config)})
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(width, inner)})
        self.output = _Residual(inner, config)

    def forward(self, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return self.after(self.attention["self"](hidden, mask), hidden)

    def after(self, attended: torch.Tensor, hidden: torch.Tensor) -> torch.Tensor:
        """What follows the attention, piece by piece."""
        attended = self.attention["output"](attended, hidden)
        read: torch.Tensor = self.output(functional.gelu(self.intermediate["dense"](attended)), attended)
        return read


class _Attention(nn.Module):
    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        width = config.hidden_size
        self.heads, self.dropped = config.num_attention_heads, config.attention_probs_dropout_prob
        self.query, self.key, self.value = nn.Linear(width, width), nn.Linear(width, width), nn.Linear(width, width)

    def forward(self, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return self.attend(self.query(hidden), self.key(hidden), self.value(hidden), mask)

    def attend(
        self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None
    ) -> torch.Tensor:
        """What the pieces that ask take from all of their text: shape (texts, pieces that ask, hidden size)."""
        query, key, value = (
            part.unflatten(-1, (self.heads, -1)).transpose(1, 2)  # type: ignore[no-untyped-call]
            for part in (query, key, value)
        )
        dropped = self.dropped if self.training else 0.0
        attended = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask, dropout_p=dropped)
        return attended.transpose(1, 2).flatten(2)


class _Residual(nn.Module):
    def __init__(self, width: int, config: BertConfig) -> None:
        super().__init__()
        self.dense = nn.Linear(width, config.hidden_size)
        self.LayerNorm = nn.LayerNorm(config.hidden_size, eps=config.layer_norm_eps)
        self.dropout = nn.Dropout(config.hidden_dropout_prob)

    def forward(self, read: torch.Tensor, before: torch.Tensor) -> torch.Tensor:
        joined: torch.Tensor = self.LayerNorm(self.dropout(self.dense(read)) + before)
        return joined
