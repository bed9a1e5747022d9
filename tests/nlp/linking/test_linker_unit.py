"""The linker: n-grams find misspelt names, a foreign model file is refused, any encoder comes in by path."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from medomics_ehr.errors import EnvironmentFailed
from nlp.assertion.spans import read_text
from nlp.coder import Coder, Report
from nlp.linking import delta
from nlp.linking.encoder import Encoder
from nlp.linking.linker import Linker
from nlp.linking.missed import missed_windows
from nlp.linking.names import KnownName

NAMES = [
    KnownName("diagnosis", "M06.9", "polyarthrite rhumatoïde"),
    KnownName("diagnosis", "M06.9", "rheumatoid arthritis"),
    KnownName("diagnosis", "K50.9", "maladie de Crohn"),
    KnownName("drug", "L01FF02", "pembrolizumab"),
]


@pytest.mark.parametrize(
    ("term", "kind", "code"),
    [
        ("polyarthrite rhumatoide", None, "M06.9"),
        ("polyarthite rhumatoïde", "diagnosis", "M06.9"),
        ("pembrolizumb", None, "L01FF02"),
        ("maladie de crohn", "diagnosis", "K50.9"),
    ],
)
def test_names_are_found_without_accents_and_misspelt(term: str, kind: str | None, code: str) -> None:
    assert Linker(NAMES, None).link(term, kind=kind)[0].code == code


def test_a_kind_is_stayed_within_and_nothing_is_linked_to_nothing() -> None:
    linker = Linker(NAMES, None)
    assert {ranked.kind for ranked in linker.link("pembrolizumab", kind="diagnosis")} == {"diagnosis"}
    assert linker.link_all([]) == []


def test_minilm_joins_the_languages() -> None:
    linker = Linker(NAMES, Encoder.load())
    ranked = linker.link("arthritis, rheumatoid type", kind="diagnosis")
    assert ranked[0].code == "M06.9"
    assert 0 <= ranked[-1].confidence <= ranked[0].confidence <= 1


def test_any_encoder_comes_in_by_path(tiny_encoder: Path) -> None:
    vectors = Encoder.load(str(tiny_encoder)).embed(["cancer", "", "polyarthrite rhumatoïde"])
    assert vectors.shape == (3, 16)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-2)


def test_a_delta_changes_the_weights_by_the_product_of_its_factors(tiny_encoder: Path, tmp_path: Path) -> None:
    import torch

    encoder = Encoder.load(str(tiny_encoder))
    added = delta.attach(encoder.model, rank=2, seed=1)
    with torch.no_grad():
        for parameter in added.values():
            parameter.add_(0.1)
    trained = encoder.pooled(["cancer du poumon"]).detach().numpy()
    delta.write(tmp_path / "d.safetensors", added, {"seed": "1"})
    merged = Encoder.load(str(tiny_encoder), tmp_path / "d.safetensors").pooled(["cancer du poumon"]).detach().numpy()
    assert merged == pytest.approx(trained, abs=5e-3)
    assert delta.card(tmp_path / "d.safetensors") == {"seed": "1"}


def test_a_truncated_or_foreign_delta_is_refused(tiny_encoder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(b"\x80\x04not safetensors")
    with pytest.raises(EnvironmentFailed, match="not readable as safetensors"):
        Encoder.load(str(tiny_encoder), broken)


def test_a_folder_with_pickled_weights_alone_is_refused(tiny_encoder: Path, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "pickled"
    shutil.copytree(tiny_encoder, folder)
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(EnvironmentFailed, match="no readable model with safetensors"):
        Encoder.load(str(folder))


def test_windows_stop_at_what_is_no_part_of_a_name() -> None:
    reading = read_text("Insuffisance surrénalienne traitée par hydrocortisone.", "fr")
    windows = [[reading.slice(w.first, w.last) for w in group] for group in missed_windows(reading)]
    assert windows == [["Insuffisance surrénalienne"]]


def test_thorough_finds_what_fast_finds_and_links_more() -> None:
    text = "CT on 06/09/2021: no liver metastasis. Known acquired palmoplantar keratopathy disease."
    report = Report("1", text, "en", "2021-09-23")
    fast, thorough = (
        {replace(found, confidence=0) for found in Coder.load(profile).code(report)} for profile in ("fast", "thorough")
    )
    assert fast <= thorough
    assert all(f.rule_or_model == "linker:minilm" for f in thorough - fast)


def test_a_texts_vector_is_the_same_to_the_last_bit_whatever_is_embedded_beside_it(tiny_encoder: Path) -> None:
    encoder = Encoder.load(str(tiny_encoder))
    texts = [f"cancer du {organ}" for organ in ("sein", "poumon", "côlon", "rein") * 6] + ["polyarthrite " * 30]
    together = encoder.embed(texts)
    alone = np.vstack([encoder.embed([text]) for text in texts])
    assert np.array_equal(together, alone)
    assert np.array_equal(encoder.embed(texts[::-1])[::-1], together)
