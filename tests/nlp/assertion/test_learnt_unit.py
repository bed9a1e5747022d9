"""What marked reports taught of assertion: what it reads, what it leaves alone, and what it decides."""

from __future__ import annotations

import copy

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from medomics_ehr.contracts.finding import ASSERTIONS
from nlp.assertion.decide import ALLOWED
from nlp.assertion.learnt.arbiter import Arbiter
from nlp.assertion.learnt.features import case_of
from nlp.assertion.learnt.passages import WordPieces, passages_of
from nlp.assertion.learnt.surroundings import Surroundings
from nlp.assertion.learnt.weights import shipped_weights
from nlp.candidates import Candidate
from nlp.coder import Coder, Report
from nlp.pipeline import read_reports
from nlp.text.reading import Reading
from nlp.training.assertion.record import read_counts, record_of

TEXT = (
    "Consultation du 12/05/2022\nAntécédents : HTA sous ramipril. Cancer du sein droit en 2012, guéri.\n"
    "Histoire : FOLFOX de mars à juin 2021, puis bévacizumab mis de côté à cause d'une embolie pulmonaire.\n"
    "Projet : cétuximab au prochain cycle ; le patient ne veut plus entendre parler de chirurgie.\n"
)


def _read(text: str = TEXT) -> Reading:
    return read_reports(Coder.load("fast").pipeline, [Report("", text, "fr", "2022-05-12", "consultation")])[0]


def test_no_feature_is_an_answer_of_the_rules() -> None:
    reading = _read()
    other = copy.deepcopy(reading)
    for candidate in other.candidates:
        candidate.assertion, candidate.data, candidate.prior = "family", {"stated": "family", "cue": "family"}, 0.1
    for candidate, changed in zip(reading.candidates, other.candidates, strict=True):
        assert case_of(Surroundings.of(reading), candidate) == case_of(Surroundings.of(other), changed)


def test_an_answer_of_the_parser_stands() -> None:
    reading = _read()
    for candidate in reading.candidates:
        candidate.fixed, candidate.assertion = True, "family"
    Arbiter()(reading)
    assert {candidate.assertion for candidate in reading.candidates} == {"family"}


def test_no_kind_gets_an_assertion_that_the_contract_does_not_know_for_it() -> None:
    reading = _read()
    said = {id(candidate): candidate.assertion for candidate in reading.candidates}
    Arbiter()(reading)
    for candidate in reading.candidates:
        assert candidate.assertion in ALLOWED[candidate.kind] | {"present", said[id(candidate)]}


@pytest.mark.parametrize(
    ("text", "name", "assertion"),
    [
        ("Le pembrolizumab, on n'en veut plus entendre parler.", "L01FF02", "absent"),
        ("She would rather not have pembrolizumab.", "L01FF02", "absent"),
        ("She has been off pembrolizumab ever since.", "L01FF02", "historical"),
        ("Pembrolizumab dès que le bilan sera revenu.", "L01FF02", "planned"),
    ],
)
def test_ways_of_telling_a_state(text: str, name: str, assertion: str) -> None:
    found = Coder.load().code(Report("1", text, None, "2022-05-12", "consultation"))
    assert [finding.assertion for finding in found if finding.code == name] == [assertion]


def test_the_record_holds_shares() -> None:
    counts = read_counts()
    assert counts.sum() > 1000
    record = record_of(counts)
    assert record.shape == shipped_weights().record.shape
    assert record == pytest.approx(shipped_weights().record, abs=1e-6)
    assert np.isfinite(record).all()
    said = ASSERTIONS.index("historical")
    assert record[0, 0, said].argmax() == said  # A treatment's predicate that says so is nearly always right.


class _Letters:
    """A tokenizer whose pieces are letters."""

    cls_token_id, sep_token_id, unk_token_id = 1, 2, 3

    def __call__(self, word: str, add_special_tokens: bool) -> dict[str, list[int]]:
        return {"input_ids": [ord(letter) for letter in word]}


@given(st.lists(st.sampled_from(["non", "folfox", "2019", "\n", "un deux trois", "x" * 30]), min_size=1, max_size=60),
       st.lists(st.integers(70, 200), min_size=1, max_size=3))  # fmt: skip
def test_each_finding_stands_whole_in_one_passage(words: list[str], widths: list[int]) -> None:
    reading = _read(" ".join(words) + " folfox")
    findings = [Candidate(n, n + 1, "drug") for n, word in enumerate(reading.words) if word == "folfox"]
    passages = passages_of(Surroundings.of(reading), findings, WordPieces(_Letters()), widths)
    held = [(finding, passage.pieces[first:last]) for passage in passages for finding, first, last in passage.findings]
    assert all(len(passage.pieces) <= max(widths) for passage in passages)
    assert sorted(id(finding) for finding, _ in held) == sorted(map(id, findings))
    assert all("".join(map(chr, pieces)) == "folfox" for _, pieces in held)


def test_of_several_widths_the_one_is_taken_with_which_least_is_read() -> None:
    reading = _read("folfox " + "x " * 500 + "folfox " + "x " * 500 + "folfox")
    findings = [Candidate(n, n + 1, "drug") for n, word in enumerate(reading.words) if word == "folfox"]
    around, pieces = Surroundings.of(reading), WordPieces(_Letters())
    lengths = {
        width: [len(passage.pieces) for passage in passages_of(around, findings, pieces, [width])]
        for width in (100, 300, 700)
    }
    assert lengths == {100: [100] * 3, 300: [300] * 3, 700: [700] * 2}
    assert [len(passage.pieces) for passage in passages_of(around, findings, pieces, list(lengths))] == [100] * 3
