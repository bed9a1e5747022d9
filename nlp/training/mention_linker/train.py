"""Trains the linker of one kind of mention: weights of nearness, and of what words and names say of a code's parts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from medomics_ehr.errors import InputRefused
from nlp.trained.code_parts import CodeParts
from nlp.trained.mention_linker import MentionLinker
from nlp.trained.name_index import NameIndex
from nlp.training.config import LinkerSettings
from nlp.training.corpus import AnnotatedReport
from nlp.training.mention_linker.choices import choices
from nlp.training.mention_linker.fit import fitted_logit
from nlp.training.mention_linker.held_out import questions
from nlp.training.mention_linker.names import read_names, training_names
from nlp.training.mention_linker.words import LearntWords, fold_of, word_regressions


def check_codes(reports: Sequence[AnnotatedReport], settings: LinkerSettings) -> None:
    """Refuse settings that no linker can be trained with, before the mentions are learnt.

    Raises:
        InputRefused: the list of names cannot be read, or no code of a kind has the parts that the configuration names.
    """
    if settings.names is not None:
        read_names(settings.names)
    parts = CodeParts(settings.code_parts)
    codes = {(m.kind, m.code) for report in reports for m in report.mentions if m.code}
    for kind in sorted({kind for kind, _ in codes}):
        if all(parts.split(code) is None for of, code in codes if of == kind):
            raise InputRefused(f"linker.code_parts: no code of a {kind} is made so; mend the expression")


def train_linker(
    reports: Sequence[AnnotatedReport], kind: str, settings: LinkerSettings, seed: int
) -> tuple[MentionLinker, dict[str, np.ndarray]] | None:
    """A linker for one kind of mention with its arrays; None where the reports give that kind no codes.

    Raises:
        InputRefused: the list of names cannot be read, or no term's code has the parts that the configuration names.
    """
    known = training_names(reports, kind, settings, seed)
    if known is None:
        return None
    names = known.names.known_names()
    if all(name.is_listed for name in names):  # the codes that most terms have most often are not made so
        raise InputRefused(f"linker.code_parts: hardly a code of a {kind} is made so; mend the expression")
    index, parts = NameIndex(names), CodeParts(settings.code_parts)
    deeper = [(term, found) for term, code in known.deeper if (found := parts.split(code)) is not None]
    words = word_regressions(index, deeper, fold_of(index, known.reports_of))
    heads, values = choices(index, questions(index, known.reports_of, seed), words)
    tensors = {"rank": fitted_logit(heads), **_arrays(words)}
    tensors |= {f"value{part}": fitted_logit(rows) for part, rows in enumerate(values)}
    return MentionLinker(known.names, tensors), tensors


def _arrays(words: Sequence[LearntWords]) -> dict[str, np.ndarray]:
    """The regressions of words, as the model keeps them."""
    return {
        f"{name}{part}.{letter}": array
        for part, learnt in enumerate(words)
        for name, found in (("words", learnt.whole), ("rest", learnt.rest))
        for letter, array in (("w", found.weights), ("b", found.intercept))
    }
