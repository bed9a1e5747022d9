"""The names that a linker learns from: terms of the training reports, a user's list, and this project's terms."""

from __future__ import annotations

import csv
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from medomics_ehr.errors import InputRefused
from medomics_ehr.terminology import tables
from nlp.linking.names import known_names
from nlp.trained.code_parts import CodeParts
from nlp.trained.linker_names import LinkerNames, folded_names, term_of
from nlp.training.config import LinkerSettings
from nlp.training.corpus import AnnotatedReport

#: Names of less plain codes (a histology with a grade) that teach what words say of a code's parts.
_MOST_DEEPER = 1000


@dataclass(frozen=True, slots=True)
class TrainingNames:
    """What a linker learns from.

    Attributes:
        names: what it will know by heart.
        reports_of: training term to the reports that it stands in, by number.
        deeper: (term, code) of a list's codes that are not the plainest of their head, a sample.
    """

    names: LinkerNames
    reports_of: dict[str, frozenset[int]]
    deeper: list[tuple[str, str]]


def training_names(
    reports: Sequence[AnnotatedReport], kind: str, settings: LinkerSettings, seed: int
) -> TrainingNames | None:
    """All names of one kind; None where the reports give that kind no codes.

    Raises:
        InputRefused: the list of names cannot be read.
    """
    coded: dict[str, Counter[str]] = defaultdict(Counter)
    places: dict[str, set[int]] = defaultdict(set)
    for number, report in enumerate(reports):
        for mention in report.mentions:
            if mention.kind == kind and mention.code and (term := term_of(report.text[mention.start : mention.end])):
                coded[term][mention.code] += 1
                places[term].add(number)
    if not coded:
        return None
    listed, deeper, known = _listed(settings, kind)
    deeper = random.Random(seed).sample(deeper, min(_MOST_DEEPER, len(deeper)))
    names = LinkerNames(settings.code_parts, {t: dict(c) for t, c in sorted(coded.items())}, listed, known)
    return TrainingNames(names, {term: frozenset(found) for term, found in places.items()}, sorted(deeper))


def read_names(path: Path) -> list[tuple[str, ...]]:
    """The rows of a tab-separated file: a code, then its names, on each line; a code may have none.

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
    stripped = [tuple(cell.strip() for cell in row) for row in rows]
    return [row for row in stripped if row and row[0]]


def _listed(settings: LinkerSettings, kind: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]], frozenset[str]]:
    """Names of the plainest codes of each head (a name of `8140/3` says nothing of grades), the others, all codes."""
    parts = CodeParts(settings.code_parts)
    rows = read_names(settings.names) if settings.names is not None else []
    split = {row[0]: found for row in rows if (found := parts.split(row[0])) is not None}
    named = [(name, row[0]) for row in rows for name in row[1:] if name and row[0] in split]
    plainest: dict[str, int] = {}
    for _, code in named:
        plainest[split[code][0]] = min(len(code), plainest.get(split[code][0], len(code)))
    plain = [(name, code) for name, code in named if len(code) == plainest[split[code][0]]]
    deeper = [(name, code) for name, code in named if len(code) > plainest[split[code][0]]]
    own = _own_names(kind, parts) if settings.own_terms else []
    plain += [(name, code) for name, code in own if not split or code in split]
    return folded_names(plain), folded_names(deeper), frozenset(split)


def _own_names(kind: str, parts: CodeParts) -> list[tuple[str, str]]:
    """(name, code) of this project's terminology, where it has the kind."""
    if kind not in ("diagnosis", "morphology", "drug"):
        return []
    own = [(name.term, name.code) for name in known_names([kind])]
    if kind == "morphology":
        own += [(row["term"], row["code"]) for row in tables.rows("morphologies_es")]
    return [(term, code) for term, code in own if parts.split(code) is not None]
