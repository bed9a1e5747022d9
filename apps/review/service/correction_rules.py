"""What a correction of a finding may say: the codes, values and dates that a finding of its kind may have.

Codes are those of the finding's code system, values those that the coder itself writes, so that a slip of the
keyboard becomes a sentence on the screen and not an event. A sentence never repeats what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from medomics_ehr.contracts import ASSERTIONS
from medomics_ehr.contracts.event import parse_partial_date
from medomics_ehr.terminology import atc, icd10, icdo3, tables, tnm

#: The fields of each kind that a correction may change, beside assertion and date.
FIELDS = {
    "diagnosis": ("code",),
    "morphology": ("code",),
    "stage": ("value",),
    "biomarker": ("code", "value"),
    "response": ("value",),
    "drug": ("code",),
    "treatment": ("value",),
    "exam": ("value",),
    "performance": ("value",),
}
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
#: `N+`, `cN+`: nodes told involved, which is no component of the classification, but what reports and the coder say.
_NODES_INVOLVED = re.compile(r"[ypcu]{0,2}N ?\+")
_SYMBOL = re.compile(r"[A-Z][A-Z0-9-]{1,14}")
_WORDED = {"response": "responses", "treatment": "treatments", "exam": "exams"}


def checked(kind: str, changes: Mapping[str, str | None]) -> dict[str, str | None]:
    """The changes as they are kept: codes in their usual spelling.

    Raises:
        ValueError: a finding of this kind cannot say that; the message is for the person who typed it.

    >>> checked("diagnosis", {"code": "c341", "assertion": "possible"})
    {'code': 'C34.1', 'assertion': 'possible'}
    """
    allowed = (*FIELDS[kind], "assertion", "date")
    if not changes or not set(changes) <= set(allowed):
        raise ValueError(f"of a {kind}, {', '.join(allowed)} can be corrected")
    if not all(isinstance(text, str) or (text is None and name == "date") for name, text in changes.items()):
        raise ValueError(f"a {kind} needs its {' and its '.join(FIELDS[kind])}")
    return {name: None if text is None else _checked(kind, name, text.strip()) for name, text in changes.items()}


def _checked(kind: str, name: str, text: str) -> str | None:
    if name == "date":
        return _date(text)
    if name == "assertion":
        if text not in ASSERTIONS:
            raise ValueError(f"assertion: one of {', '.join(ASSERTIONS)}")
        return text
    return _code(kind, text) if name == "code" else _value(kind, text)


def _date(text: str) -> str | None:
    if not text:
        return None
    try:
        if not _DATE.fullmatch(text):
            raise ValueError
        parse_partial_date(text)
    except ValueError:
        raise ValueError("date: write a day of the calendar as 2021-03-12, or 2021-03, or 2021") from None
    return text


def _code(kind: str, text: str) -> str:
    if kind == "diagnosis":
        return _icd10(text)
    if kind == "morphology" and not icdo3.is_morphology(text):
        raise ValueError("code: an ICD-O-3 morphology such as 8140/3")
    if kind == "drug" and not atc.is_valid_shape(text.upper()):
        raise ValueError("code: an ATC code such as L01FF02")
    if kind == "biomarker" and not _SYMBOL.fullmatch(text.upper()):
        raise ValueError("code: a gene or marker such as EGFR or CA19-9")
    return text if kind == "morphology" else text.upper()


def _icd10(text: str) -> str:
    try:
        code = icd10.normalise(text)
    except ValueError:
        code = ""
    if not code or not icd10.is_valid(code):
        raise ValueError("code: an ICD-10 code such as C34.1") from None
    return code


def _value(kind: str, text: str) -> str:
    if kind == "stage" and not _is_stage(text):
        raise ValueError("value: a component such as pT2a, or a group such as stage IIIB")
    if kind == "performance" and text not in {"0", "1", "2", "3", "4"}:
        raise ValueError("value: the ECOG grade, 0 to 4")
    if kind in _WORDED and text not in _words(kind):
        raise ValueError(f"value: one of {', '.join(_words(kind))}")
    if not text:
        raise ValueError("value: such as positive, mutated, p.L858R or 60 %")
    return text


def _is_stage(text: str) -> bool:
    return tnm.is_component(text) or tnm.is_stage_group(text) or bool(_NODES_INVOLVED.fullmatch(text))


@cache
def _words(kind: str) -> tuple[str, ...]:
    """The values that the coder writes for this kind."""
    return tuple(sorted({row["value"] for row in tables.rows(_WORDED[kind])}))
