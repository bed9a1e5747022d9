"""MiniLM over many texts laid end to end, in place of rows filled up to one width.

Rows of a width are filled up, masked, and few, so that the weights are fetched for few pieces at a time. Here a linear
map takes the pieces of several texts at once, attention takes each text by itself, and the last layer is worked out
only for the pieces whose states somebody asks for. Nor do a text's states depend here, to the last bit, on the texts
beside it: products of matrices have one shape whatever is read, and attention is told of nothing but its text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise, starmap
from typing import Any

import torch
from torch.nn import functional

from nlp.linking.bert import Bert

#: Pieces that go through a linear map at once; in the last layer, those that are asked for.
PIECES, ASKED = 3072, 1024
#: Texts are filled up to a multiple of this: attention over other lengths takes half as long again.
GRAIN = 16


@dataclass(frozen=True, slots=True)
class _Laid:
    """Texts end to end: how long each is, where it begins and, after the last, where that ends; filled up."""

    lengths: list[int]
    starts: list[int]

    @classmethod
    def of(cls, texts: Sequence[Sequence[int]]) -> _Laid:
        lengths = [len(text) for text in texts]
        return cls(lengths, list(accumulate(map(_filled, lengths), initial=0)))


@dataclass(frozen=True, slots=True)
class _Asking:
    """Pieces whose states are wanted: before the layer, where those of each text begin, how many are mapped at once."""

    hidden: torch.Tensor
    starts: list[int]
    at_once: int

    def mapped(self, one: Callable[..., torch.Tensor], *before: torch.Tensor) -> torch.Tensor:
        rows = zip(*(torch.split(part, self.at_once) for part in (*before, self.hidden)), strict=True)
        parts = list(starmap(one, rows))
        return parts[0] if len(parts) == 1 else torch.cat(parts)


def states(bert: Bert, texts: Sequence[Sequence[int]], asked: Sequence[Sequence[int]]) -> list[torch.Tensor]:
    """Hidden states of the last layer: for each text those of the pieces asked for, shape (asked, hidden size).

    Args:
        texts: numbers of the pieces of each: one at least, at most as many as the encoder has positions for.
        asked: places of pieces in their text, one at least for each.
    """
    read: dict[int, torch.Tensor] = {}
    for block in _blocks([_filled(len(text)) for text in texts]):
        of_block = _states(bert, [texts[number] for number in block], [asked[number] for number in block])
        read.update(zip(block, of_block, strict=True))
    return [read[number] for number in range(len(texts))]


def _filled(length: int) -> int:
    return -(-length // GRAIN) * GRAIN


def _blocks(lengths: Sequence[int]) -> list[list[int]]:
    """Numbers of the texts that are read at once: the longest first, each where there is still room.

    >>> _blocks([1024, 2048, 512, 1536])
    [[1, 0], [3, 2]]
    """
    blocks: list[list[int]] = []
    rooms: list[int] = []
    for number in sorted(range(len(lengths)), key=lambda number: -lengths[number]):
        place = next((place for place, room in enumerate(rooms) if room >= lengths[number]), len(rooms))
        if place == len(rooms):
            blocks.append([])
            rooms.append(PIECES)
        blocks[place].append(number)
        rooms[place] -= lengths[number]
    return blocks


def _states(bert: Bert, texts: Sequence[Sequence[int]], asked: Sequence[Sequence[int]]) -> Sequence[torch.Tensor]:
    laid = _Laid.of(texts)
    hidden = bert.embeddings(*_pieces(texts, laid))
    *inner, last = bert.encoder["layer"].children()
    for layer in inner:
        hidden = _layer(layer, _Asking(hidden, laid.starts, PIECES), hidden, laid)
    places = torch.tensor(
        [start + place for start, of_text in zip(laid.starts, asked, strict=False) for place in of_text]
    )
    wanted = functional.pad(hidden[places], (0, 0, 0, -len(places) % ASKED))
    counts = [len(of_text) for of_text in asked]
    asking = _Asking(wanted, list(accumulate(counts, initial=0)), ASKED)
    return torch.split(_layer(last, asking, hidden, laid)[: len(places)], counts)


def _pieces(texts: Sequence[Sequence[int]], laid: _Laid) -> tuple[torch.Tensor, torch.Tensor]:
    """Numbers of all pieces, and the place of each in its text: shape (PIECES,)."""
    ids, places = torch.zeros(PIECES, dtype=torch.long), torch.zeros(PIECES, dtype=torch.long)
    for text, length, start in zip(texts, laid.lengths, laid.starts, strict=False):
        ids[start : start + length] = torch.tensor(text)
        places[start : start + length] = torch.arange(length)
    return ids, places


def _layer(layer: Any, asking: _Asking, hidden: torch.Tensor, laid: _Laid) -> torch.Tensor:
    """States of the pieces that ask, after a layer."""
    reads = layer.attention["self"]
    query, key, value = asking.mapped(reads.query), reads.key(hidden), reads.value(hidden)
    attended = torch.zeros_like(asking.hidden)
    for (first, last), (start, end), length in zip(
        pairwise(asking.starts), pairwise(laid.starts), laid.lengths, strict=True
    ):
        of_text = query[None, first:last], key[None, start:end], value[None, start:end]
        mask = None if length == end - start else _mask(last - first, end - start, length).to(hidden.dtype)
        attended[first:last] = reads.attend(*of_text, mask)[0]
    return asking.mapped(layer.after, attended)


def _mask(rows: int, width: int, length: int) -> torch.Tensor:
    return torch.zeros(width).masked_fill_(torch.arange(width) >= length, -torch.inf).expand(1, 1, rows, width)
