"""How sure findings are: the shipped table, and what it makes of a finding."""

from __future__ import annotations

import csv

import pytest

from medomics_ehr.errors import EnvironmentFailed
from nlp.candidates import Candidate
from nlp.coder import Coder, Report
from nlp.confidence import weights
from nlp.confidence.features import features_of
from nlp.confidence.weights import SHIPPED, confidence_of, shipped_weights


def drug(likely: float | None) -> Candidate:
    return Candidate(0, 1, "drug", "L01XA01", assertion="present", rule="lexicon:drug", likely=likely)


def test_a_likelier_assertion_makes_a_surer_finding() -> None:
    sure = [confidence_of(drug(likely), True) for likely in (0.3, 0.5, 0.7, 0.9, 0.99)]
    assert sure == sorted(set(sure))
    assert sure[0] < 0.6 < 0.9 < sure[-1]


def test_a_proposal_of_the_linker_is_as_sure_as_the_linker() -> None:
    linked = Candidate(0, 1, "diagnosis", "C34.9", rule="linker:minilm", prior=0.8, likely=0.5)
    assert confidence_of(linked, True) == 0.4


def test_the_table_names_features_that_findings_have() -> None:
    learnt = {name for name, _ in features_of(drug(0.9), True)}
    rules = {name for name, _ in features_of(drug(None), False)}
    assert learnt - rules == {"odds", "odds T"}
    assert {"odds", "rule lexicon:drug"} <= set(shipped_weights()["learnt"])
    with SHIPPED.open(encoding="utf-8", newline="") as stream:
        assert {row["basis"] for row in csv.DictReader(stream)} == {"rules", "learnt"}


def test_the_words_of_a_finding_tell_how_sure_it_is() -> None:
    clear, unclear = "Cisplatine refusé par le patient.", "Cisplatine, cf. courrier."
    coder = Coder.load()
    [[told], [guessed]] = coder.code_many([Report("1", clear, "fr"), Report("2", unclear, "fr")])
    assert told.confidence > guessed.confidence


@pytest.mark.parametrize("content", ["", "basis,feature,weight\nrules,constant,x\n", "basis,feature,weight\n", "\x00"])
def test_a_cut_or_altered_table_is_refused(content: str, tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    table = tmp_path / "weights.csv"
    table.write_text(content, encoding="utf-8")
    monkeypatch.setattr(weights, "SHIPPED", table)
    shipped_weights.cache_clear()
    try:
        with pytest.raises(EnvironmentFailed, match="reinstall"):
            shipped_weights()
    finally:
        shipped_weights.cache_clear()
