"""Texts read end to end: the states of the encoder that fills them up in rows, whatever is read beside."""

from __future__ import annotations

from itertools import accumulate
from random import Random

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.linking.bert import Bert
from nlp.linking.encoder import Encoder, filled
from nlp.linking.half import halved
from nlp.linking.packed import ASKED, PIECES, states

LENGTHS = st.lists(st.integers(1, 512), min_size=1, max_size=3)


@pytest.fixture(scope="module")
def exact() -> Bert:
    model: Bert = Encoder.load().model
    return model


@pytest.fixture(scope="module")
def reading() -> Bert:
    model: Bert = halved(Encoder.load().model)
    return model


def drawn(lengths: list[int], draw: Random) -> tuple[list[list[int]], list[list[int]]]:
    """Texts of these lengths, and places in them."""
    texts = [[draw.randrange(1000, 20_000) for _ in range(length)] for length in lengths]
    return texts, [sorted(draw.sample(range(length), draw.randint(1, length))) for length in lengths]


@settings(deadline=None, max_examples=4)
@given(LENGTHS, st.randoms(use_true_random=False))
def test_states_are_those_of_the_encoder(exact: Bert, lengths: list[int], draw: Random) -> None:
    texts, asked = drawn(lengths, draw)
    with torch.inference_mode():
        whole = exact(*filled(texts, len(texts), max(lengths))).last_hidden_state
        for row, (of_text, wanted) in enumerate(zip(states(exact, texts, asked), asked, strict=True)):
            torch.testing.assert_close(of_text, whole[row, wanted], atol=2e-4, rtol=1e-3)


@settings(deadline=None, max_examples=5)
@given(LENGTHS, st.lists(st.integers(1, 512), max_size=20), st.randoms(use_true_random=False))
def test_a_text_is_read_to_the_last_bit_alike_among_any_others(
    reading: Bert, kept: list[int], others: list[int], draw: Random
) -> None:
    texts, asked = drawn(kept + others, draw)
    order = draw.sample(range(len(texts)), len(texts))
    with torch.inference_mode():
        among = states(reading, [texts[number] for number in order], [asked[number] for number in order])
        for number in range(len(kept)):
            alone = states(reading, [texts[number]], [asked[number]])[0]
            assert torch.equal(among[order.index(number)], alone)


def test_as_many_asked_as_go_through_a_map_at_once(reading: Bert) -> None:
    """The last layer's maps take `ASKED` pieces then too."""
    lengths = [PIECES // 8] * 8
    texts, _ = drawn(lengths, Random(3))
    everything = [list(range(length)) for length in lengths]
    assert list(accumulate(lengths))[-1] % ASKED == 0
    with torch.inference_mode():
        among = states(reading, texts, everything)
        assert torch.equal(among[5], states(reading, [texts[5]], [everything[5]])[0])
