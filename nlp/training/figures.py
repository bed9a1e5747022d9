"""Figures of a trained coder on reports that it never learnt from, by the rules of `nlp.evaluation.mentions`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nlp.coder import Report
from nlp.evaluation.calibration import expected_calibration_error
from nlp.evaluation.mentions import MentionScores, mean_average_precision, tally_of
from nlp.evaluation.score import Tally
from nlp.trained.coder import TrainedCoder
from nlp.trained.short_forms import long_forms
from nlp.training.corpus import AnnotatedReport

#: Of each mention, so many codes take part in the ranking of a report's codes.
_CODES_A_MENTION = 5

Figures = dict[str, float | int | None]


def figures_of(coder: TrainedCoder, reports: Sequence[AnnotatedReport]) -> Figures:
    """NER and NORM F1, CODING MAP, codes unseen in training among five, and the calibration of confidence."""
    ner, norm = Tally(), Tally()
    gold_codes, ranked, confidences, right = {}, {}, [], []
    for report in reports:
        found = coder.code(Report(report.report_id, report.text))
        spans = [(f.start, f.end, f.code or f.value or "") for f in found]
        gold = [(m.start, m.end, m.code) for m in report.mentions]
        ner += tally_of(gold, spans, with_code=False)
        norm += tally_of(gold, spans, with_code=True)
        gold_codes[report.report_id] = {m.code for m in report.mentions if m.code}
        ranked[report.report_id] = _ranked_codes(_likely_codes(coder, report.text))
        confidences += [f.confidence for f in found]
        right += [span in set(gold) for span in spans]
    coding = mean_average_precision(gold_codes, ranked)
    scores = MentionScores(len(reports), ner, norm, coding, _unseen_at_5(coder, reports))
    error = expected_calibration_error(np.array(confidences), np.array(right, dtype=bool))
    return scores.to_json() | {"calibration_error": round(error, 4)}


def _likely_codes(coder: TrainedCoder, text: str) -> list[tuple[str, float]]:
    """The codes that each mention may have, with the probability that it is a mention and has that code."""
    forms = long_forms(text)
    return [
        (code, mention.confidence * probability)
        for mention in coder.tagger.mentions(text)
        if mention.kind in coder.linkers
        for code, probability in coder.linkers[mention.kind].rank(
            text[mention.start : mention.end], _CODES_A_MENTION, forms
        )
    ]


def _ranked_codes(found: Sequence[tuple[str, float]]) -> list[str]:
    """A report's codes, by the probability that one of their mentions at least is right."""
    doubt: dict[str, float] = {}
    for code, confidence in found:
        doubt[code] = doubt.get(code, 1.0) * (1 - confidence)
    return sorted((code for code in doubt if code), key=lambda code: doubt[code])


def _unseen_at_5(coder: TrainedCoder, reports: Sequence[AnnotatedReport]) -> float | None:
    """Of gold mentions whose code training never saw, the share that has it among the linker's first five."""
    hits = asked = 0
    for report in reports:
        forms = long_forms(report.text)
        for m in report.mentions:
            linker = coder.linkers.get(m.kind)
            if linker is None or not m.code or linker.saw(m.code):
                continue
            asked += 1
            hits += m.code in [code for code, _ in linker.rank(report.text[m.start : m.end], 5, forms)]
    return hits / asked if asked else None
