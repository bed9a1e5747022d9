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
from nlp.training.mention_linker.names import training_names
from nlp.training.mention_linker.words import LearntWords, fold_of, word_regressions


def train_linker(
    reports: Sequence[AnnotatedReport], kind: str, settings: LinkerSettings, seed: int
) -> tuple[MentionLinker, dict[str, np.ndarray]] | None:
    """A linker for one kind of mention with its arrays; None where the reports give that kind no codes.

    Raises:
        InputRefused: the list of names cannot be read, or no code has the parts that the configuration names.
    """
    known = training_names(reports, kind, settings, seed)
    if known is None:
        return None
    names = known.names.known_names()
    if all(name.is_listed for name in names):
        raise InputRefused("linker.code_parts: no code of the training reports is made so; mend the expression")
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
