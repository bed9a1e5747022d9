"""Learns to rank codes for mentions: weights of nearness and of a code's parts, from terms held out one by one.

Each training term is ranked with its own name left out, and again with all names of its head from training left out, so
that codes without training mentions are learnt to be found by their listed names alone.
"""

from __future__ import annotations

import csv
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from medomics_ehr.errors import InputRefused
from nlp.linking.names import known_names
from nlp.trained.code_parts import CodeParts
from nlp.trained.mention_linker import (
    LinkerNames,
    MentionLinker,
    folded_names,
    part_vectorizer,
    rank_features,
    shortlist,
    term_of,
)
from nlp.trained.name_index import NameIndex
from nlp.training.config import LinkerSettings
from nlp.training.corpus import AnnotatedReport

_CHUNK = 256
_SHARE_HELD_OUT = 0.5
_RIDGE = 1e-4
_PART_C = 20.0


def train_linker(
    reports: Sequence[AnnotatedReport], kind: str, settings: LinkerSettings, seed: int
) -> tuple[MentionLinker, dict[str, np.ndarray]] | None:
    """A linker for one kind of mention with its arrays; None where the reports give that kind no codes.

    Raises:
        InputRefused: the list of names cannot be read, or no code has the parts that the configuration names.
    """
    coded: dict[str, Counter[str]] = defaultdict(Counter)
    for report in reports:
        for mention in report.mentions:
            if mention.kind == kind and mention.code and (term := term_of(report.text[mention.start : mention.end])):
                coded[term][mention.code] += 1
    if not coded:
        return None
    listed, known = _listed(settings, kind)
    names = LinkerNames(settings.code_parts, {t: dict(c) for t, c in sorted(coded.items())}, listed, known)
    if not names.part_rows()[0]:
        raise InputRefused("linker.code_parts: no code of the training reports is made so; mend the expression")
    tensors = {"rank": _rank_weights(names, seed), **_part_regressions(names)}
    return MentionLinker(names, tensors), tensors


def read_names(path: Path) -> list[tuple[str, str]]:
    """(name, code) of a tab-separated file: a code, then its names, on each line.

    Raises:
        InputRefused: the file is missing or no such table.
    """
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    except OSError:
        raise InputRefused(f"{path}: cannot be read; name a table of codes and names with linker.names") from None
    except (UnicodeDecodeError, csv.Error):
        raise InputRefused(f"{path}: not a tab-separated table in UTF-8; convert it") from None
    return [(name.strip(), row[0].strip()) for row in rows for name in row[1:] if name.strip() and row[0].strip()]


def _listed(settings: LinkerSettings, kind: str) -> tuple[list[tuple[str, str]], frozenset[str]]:
    """Names of the plainest codes of each head (a name of `8140/3` says nothing of grades), and the list's codes."""
    parts = CodeParts(settings.code_parts)
    rows = read_names(settings.names) if settings.names is not None else []
    split = {code: found for _, code in rows if (found := parts.split(code)) is not None}
    plainest: dict[str, int] = {}
    for code, found in split.items():
        plainest[found[0]] = min(len(code), plainest.get(found[0], len(code)))
    kept = [(name, code) for name, code in rows if code in split and len(code) == plainest[split[code][0]]]
    own = _own_names(kind, parts) if settings.own_terms else []
    kept += [(name, code) for name, code in own if not split or code in split]
    return folded_names(kept), frozenset(split)


def _own_names(kind: str, parts: CodeParts) -> list[tuple[str, str]]:
    """(name, code) of this project's terminology, where it has the kind."""
    if kind not in ("diagnosis", "morphology", "drug"):
        return []
    return [(name.term, name.code) for name in known_names([kind]) if parts.split(name.code) is not None]


def _rank_weights(names: LinkerNames, seed: int) -> np.ndarray:
    """Weights of the logit over heads, by L-BFGS."""
    terms, heads, listed = names.heads()
    index = NameIndex(terms, heads, listed)
    own = [i for i, is_listed in enumerate(listed) if not is_listed]
    of_head: dict[str, list[int]] = defaultdict(list)
    for i in own:
        of_head[heads[i]].append(i)
    rng = random.Random(seed)
    features, targets = [], []
    for start in range(0, len(own), _CHUNK):
        chunk = own[start : start + _CHUNK]
        blind = [i for i in chunk if any(listed) and rng.random() < _SHARE_HELD_OUT]
        for asked, left_out in ((chunk, [[i] for i in chunk]), (blind, [of_head[heads[i]] for i in blind])):
            if asked:
                rows = _ranking_rows(index, terms, heads, asked, left_out, hidden=asked is blind)
                features += rows[0]
                targets += rows[1]
    return _fitted_logit(features, targets)


def _ranking_rows(
    index: NameIndex,
    terms: Sequence[str],
    heads: Sequence[str],
    asked: Sequence[int],
    left_out: Sequence[Sequence[int]],
    hidden: bool,
) -> tuple[list[np.ndarray], list[int]]:
    """For each term whose head is on the shortlist: the features of the list, and the head's place on it."""
    nearness = index.nearness([terms[i] for i in asked], left_out)
    marked = np.tile(index.marked, (len(asked), 1))
    wanted = [index.heads.index(heads[i]) for i in asked]
    if hidden:
        marked[np.arange(len(asked)), wanted] = 0
    read, lists = rank_features(nearness, marked), shortlist(nearness)
    places = [np.flatnonzero(lists[row] == head) for row, head in enumerate(wanted)]
    found = [row for row, place in enumerate(places) if len(place)]
    return [read[row][lists[row]] for row in found], [int(places[row][0]) for row in found]


def _fitted_logit(features: list[np.ndarray], targets: list[int]) -> np.ndarray:
    import torch

    if not features:
        return np.zeros(rank_features(np.zeros((1, 1, 8)), np.zeros((1, 1))).shape[2], dtype=np.float32)
    read, wanted = torch.tensor(np.array(features)), torch.tensor(targets)
    weights = torch.zeros(read.shape[2], requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=80, line_search_fn="strong_wolfe")

    def closure() -> Any:
        optimiser.zero_grad()
        loss = torch.nn.functional.cross_entropy(read @ weights, wanted) + _RIDGE * (weights**2).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    return weights.detach().numpy()


def _part_regressions(names: LinkerNames) -> dict[str, np.ndarray]:
    """One multinomial regression for each part behind the head: `part1.w`, `part1.b`, …"""
    from sklearn.linear_model import LogisticRegression

    terms, parts, counts = names.part_rows()
    vectors = part_vectorizer().fit_transform(terms)
    weight = 1 + np.log(counts)
    tensors: dict[str, np.ndarray] = {}
    for i in range(1, len(parts[0])):
        values = [row[i] for row in parts]
        classes = sorted(set(values))
        if len(classes) == 1:
            tensors[f"part{i}.w"] = np.zeros((1, vectors.shape[1]), dtype=np.float32)
            tensors[f"part{i}.b"] = np.zeros(1, dtype=np.float32)
            continue
        model = LogisticRegression(C=_PART_C, max_iter=300).fit(vectors, values, sample_weight=weight)
        w, b = model.coef_, model.intercept_
        if len(classes) == 2:
            w, b = np.vstack([np.zeros_like(w), w]), np.r_[0.0, b]
        tensors[f"part{i}.w"], tensors[f"part{i}.b"] = w.astype(np.float32), b.astype(np.float32)
    return tensors
