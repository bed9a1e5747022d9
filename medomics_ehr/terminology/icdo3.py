"""ICD-O-3.2: the shape of a morphology, its behaviour, and how morphology, topography and ICD-10 bear on each other.

Codes only: the labels of ICD-O are the WHO's and are not here. Our own terms are in `tables/morphologies.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal

from medomics_ehr.terminology import tables

_SHAPE = re.compile(r"^(8\d{3}|9\d{3})/([01236])$")

Behaviour = Literal["benign", "uncertain", "in situ", "malignant", "metastatic"]
_BEHAVIOURS: Mapping[str, Behaviour] = {
    "0": "benign", "1": "uncertain", "2": "in situ", "3": "malignant", "6": "metastatic",
}  # fmt: skip

#: Column of the site table that holds the ICD-10 of a tumour of that behaviour.
SITE_COLUMNS: Mapping[Behaviour, str] = {
    "benign": "benign", "uncertain": "benign", "in situ": "in_situ", "malignant": "malignant",
    "metastatic": "secondary",
}  # fmt: skip


def is_morphology(code: str) -> bool:
    """Whether a code has the shape of a morphology: 8000 to 9999, a slash, a behaviour.

    >>> is_morphology("8140/3"), is_morphology("8140"), is_morphology("8140/4")
    (True, False, False)
    """
    return bool(_SHAPE.match(code))


def behaviour(code: str) -> Behaviour:
    """The behaviour that a morphology's last figure states (ICD-O-3, fifth digit).

    Raises:
        ValueError: the code is not a morphology.

    >>> behaviour("8500/2"), behaviour("9732/3")
    ('in situ', 'malignant')
    """
    match = _SHAPE.match(code)
    if match is None:
        raise ValueError("not a morphology: four figures from 8000, a slash and a behaviour of 0, 1, 2, 3 or 6")
    return _BEHAVIOURS[match[2]]


def with_behaviour(code: str, figure: str) -> str:
    """The same histology with another behaviour.

    >>> with_behaviour("8140/3", "2")
    '8140/2'
    """
    return f"{code.partition('/')[0]}/{figure}"


def is_haematological(code: str) -> bool:
    """Whether a morphology is of blood or lymph: 9590 to 9992 (ICD-O-3, lymphomas and leukaemias).

    >>> is_haematological("9680/3"), is_haematological("9500/3")
    (True, False)
    """
    return 9590 <= int(code[:4]) <= 9992


def at_site(code: str, topography: str) -> str:
    """The morphology that a bare name means at a site, such as `adenoma` in the adrenal gland.

    Args:
        topography: ICD-10 code of a malignant tumour of the site, such as `C67.9`.

    >>> at_site("8010/2", "C67.0"), at_site("8510/3", "C73"), at_site("8140/3", "C18.2")
    ('8120/2', '8345/3', '8140/3')
    """
    refined = _refined().get(code, {})
    fitting = [prefix for prefix in refined if topography.startswith(prefix)]
    return refined[max(fitting, key=len)] if fitting else code


def lesion_at(term: str, lang: str, topography: str) -> str | None:
    """ICD-10 of a lesion without a code of its own (cyst, polyp, stone, stricture…) at a site, None where unknown.

    >>> lesion_at("kyste", "fr", "C64"), lesion_at("cyst", "en", "C22.9"), lesion_at("cyst", "en", "C16.9")
    ('N28.1', 'K76.8', None)
    """
    sites = _lesions().get((term, lang), {})
    fitting = [prefix for prefix in sites if topography.startswith(prefix)]
    return sites[max(fitting, key=len)] if fitting else None


@cache
def _refined() -> Mapping[str, Mapping[str, str]]:
    refined: dict[str, dict[str, str]] = {}
    for row in tables.rows("morphology_sites"):
        refined.setdefault(row["code"], {})[row["topography"]] = row["refined"]
    return refined


@cache
def _lesions() -> Mapping[tuple[str, str], Mapping[str, str]]:
    lesions: dict[tuple[str, str], dict[str, str]] = {}
    for row in tables.rows("site_lesions"):
        lesions.setdefault((row["term"], row["lang"]), {})[row["topography"]] = row["code"]
    return lesions
