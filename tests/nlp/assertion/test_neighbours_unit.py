"""Findings weighed by what stands beside them: who is whose neighbour, and what that changes."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from medomics_ehr.contracts.finding import ASSERTIONS
from medomics_ehr.errors import EnvironmentFailed
from nlp.assertion.learnt.arbiter import Arbiter, weigh
from nlp.assertion.learnt.neighbours import FEATURES, Beside, Neighbours
from nlp.assertion.learnt.surroundings import Surroundings
from nlp.assertion.learnt.weights import read_weights, shipped_weights, write_weights
from nlp.assertion.spans import read_text
from nlp.candidates import Candidate
from nlp.coder import Coder, Report
from nlp.pipeline import read_reports

KINDS = len(ASSERTIONS)
#: Where the features of the nearest finding before and after begin: its probabilities, its distance, what it shares.
BEFORE, AFTER = 2 * KINDS, 2 * KINDS + KINDS + 4


def _drugs() -> list[Candidate]:
    """Three drugs, the last on a line of its own; an exam between the first two."""
    return [
        Candidate(0, 1, "drug", "L01XC01", assertion="historical"),
        Candidate(2, 3, "exam", value="ct"),
        Candidate(4, 5, "drug", "L01XC02"),
        Candidate(6, 7, "drug", "L01XC01"),
    ]


def _features(open_: list[int]) -> np.ndarray:
    reading = read_text("alpha , beta , gamma\n- delta")
    scores = np.log(np.full((len(open_), KINDS), 1 / KINDS))
    return Neighbours(reading, _drugs()).features(np.array(open_), scores, scores)


def test_the_nearest_of_a_family_stands_beside() -> None:
    """The exam between two drugs is of another family."""
    row = _features([2])[0]
    assert row.shape == (FEATURES,)
    assert row[BEFORE : BEFORE + KINDS].argmax() == ASSERTIONS.index("historical")
    assert row[AFTER : AFTER + KINDS].argmax() == ASSERTIONS.index("present")
    assert row[BEFORE + KINDS + 1] == 1  # same line
    assert row[AFTER + KINDS + 1] == 0


def test_none_stands_before_the_first_nor_after_the_last() -> None:
    first, last = _features([0, 3])
    assert not first[BEFORE : BEFORE + KINDS].any()
    assert not last[AFTER : AFTER + KINDS].any()


def test_the_same_thing_named_again_is_known() -> None:
    """Its mean stands behind those of the line and the section, each with its count."""
    means = AFTER + KINDS + 4
    same_before = means + 2 * (KINDS + 1)
    row = _features([3])[0]
    assert row[same_before : same_before + KINDS].argmax() == ASSERTIONS.index("historical")
    assert row[same_before + KINDS] > 0


def test_a_neutral_regression_leaves_the_first_scores() -> None:
    text = "FOLFOX de mars à juin 2021, puis cétuximab. HTA. Pas de métastase."
    reading = read_reports(Coder.load("fast").pipeline, [Report("", text, "fr", "2022-05-12", "consultation")])[0]
    weights = shipped_weights()
    weighed = weigh(reading, Surroundings.of(reading), weights.words, weights.record)
    likeliest = weighed.scores(Beside.neutral()).argmax(axis=1)
    assert likeliest.tolist() == (weighed.words + weighed.record).argmax(axis=1).tolist()


def test_what_stands_beside_decides_where_words_do_not() -> None:
    """With weights that trust the finding before alone, the second drug is what the first is."""
    reading = read_text("alpha , beta")
    reading.candidates = [
        Candidate(0, 1, "drug", "L01XC01", assertion="planned", fixed=True), Candidate(2, 3, "drug", "L01XC02"),
    ]  # fmt: skip
    weights = np.zeros((FEATURES, KINDS), np.float32)
    weights[BEFORE : BEFORE + KINDS] = 9 * np.eye(KINDS)
    arbiter = Arbiter()
    arbiter.weights = dataclasses.replace(arbiter.weights, beside=Beside(weights, np.zeros(KINDS, np.float32)))
    arbiter(reading)
    assert [candidate.assertion for candidate in reading.candidates] == ["planned", "planned"]


def test_a_file_without_it_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    weights = dataclasses.replace(shipped_weights(), beside=Beside(np.zeros((2, KINDS)), np.zeros(KINDS)))
    write_weights(tmp_path / "assertion.safetensors", weights, {})
    with pytest.raises(EnvironmentFailed, match="beside"):
        read_weights(tmp_path / "assertion.safetensors")


def test_drugs_written_as_one_have_one_assertion() -> None:
    told = "Weight stable. In the end doxorubicin-ifosfamide was not started."
    made_of = "Décision partagée : pas de immunothérapie par pembrolizumab."
    given = [Report("1", told, "en", "2024-05-15", "consultation"), Report("2", made_of, "fr", "2024-05-15", "letter")]
    found, course = Coder.load("default").code_many(given)
    assert [(f.code, f.assertion) for f in found if f.kind == "drug"] == [("L01DB01", "absent"), ("L01AA06", "absent")]
    assert [f.assertion for f in course] == ["absent", "absent"]
