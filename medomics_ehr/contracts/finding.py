"""A finding: one thing a report says of a patient, with the words that say it.

The fields and their vocabularies are those of the gold files' contract. This module knows no coder.
"""

from __future__ import annotations

import hashlib
import operator
import re
from dataclasses import dataclass
from typing import Any, Literal, get_args

Kind = Literal["diagnosis", "morphology", "stage", "biomarker", "response", "drug", "treatment", "exam", "performance"]
Assertion = Literal["present", "absent", "possible", "family", "historical", "planned"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ASSERTIONS: tuple[Assertion, ...] = get_args(Assertion)

_NUMBER = re.compile(r"^[<>]?=?\s*(\d+(?:[.,]\d+)?)\s*(.*)$")


@dataclass(frozen=True, slots=True)
class Finding:
    """A span of a report that states one fact.

    Attributes:
        start, end: character offsets into the source text, end exclusive; they slice it exactly.
        kind: one of `KINDS`.
        code: ICD-10, ICD-O-3.2, ATC or biomarker symbol, where the kind has one.
        value: stage component, biomarker value, RECIST category, treatment, exam or ECOG grade.
        assertion: one of `ASSERTIONS`.
        date: `YYYY`, `YYYY-MM` or `YYYY-MM-DD` where the text dates the finding otherwise than the report.
        confidence: calibrated probability that the finding is right, 0 to 1.
        rule_or_model: what produced it, such as `lexicon`, `parser:tnm`, `linker:minilm`.
        section: the section of the report, such as `history`, or "" where unknown.

    >>> Finding(0, 3, "morphology", code="8140/3").to_gold()
    {'start': 0, 'end': 3, 'kind': 'morphology', 'code': '8140/3', 'assertion': 'present'}
    """

    start: int
    end: int
    kind: Kind
    code: str | None = None
    value: str | None = None
    assertion: Assertion = "present"
    date: str | None = None
    confidence: float = 1.0
    rule_or_model: str = ""
    section: str = ""

    def __reduce__(self) -> tuple[type[Finding], tuple[Any, ...]]:
        """Pickled as a call with its fields, twice as fast as a frozen class with slots is by itself."""
        return Finding, _fields(self)

    def finding_id(self, report_id: str) -> str:
        """A stable identifier within a workspace, from the report's id and the finding's content."""
        content = f"{report_id}|{self.start}|{self.end}|{self.kind}|{self.code}|{self.value}"
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    def to_gold(self) -> dict[str, Any]:
        """The finding as a line of the gold files holds it: empty fields left out."""
        row: dict[str, Any] = {"start": self.start, "end": self.end, "kind": self.kind}
        if self.code is not None:
            row["code"] = self.code
        if self.value is not None:
            row["value"] = self.value
        row["assertion"] = self.assertion
        if self.date is not None:
            row["date"] = self.date
        return row

    def to_json(self) -> dict[str, Any]:
        """`to_gold` plus `confidence`, `rule_or_model` and `section`."""
        row = self.to_gold()
        row["confidence"] = round(self.confidence, 4)
        row["rule_or_model"] = self.rule_or_model
        if self.section:
            row["section"] = self.section
        return row

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Finding:
        """Read a finding from a gold or coded line; unknown fields are left out.

        >>> Finding.from_json({"start": 0, "end": 2, "kind": "exam", "value": "ct", "text": "CT"}).value
        'ct'
        """
        known = {name: row[name] for name in cls.__dataclass_fields__ if row.get(name) is not None}
        return cls(**known)


_fields = operator.attrgetter(*Finding.__dataclass_fields__)


def event_code(finding: Finding) -> str:
    """The event code, `SYSTEM//CODE`, under which a finding enters the event stream.

    A biomarker's value stays in the event's `numeric_value`, `unit` and `text_value`.

    >>> event_code(Finding(0, 1, "diagnosis", code="C34.1"))
    'ICD10//C34.1'
    >>> event_code(Finding(0, 1, "stage", value="stage IIIB")), event_code(Finding(0, 1, "stage", value="pT2a"))
    ('STAGE//IIIB', 'TNM//pT2a')
    """
    if finding.kind == "stage":
        value = finding.value or ""
        return f"STAGE//{value[6:]}" if value.lower().startswith("stage ") else f"TNM//{value}"
    system, field = {
        "diagnosis": ("ICD10", finding.code),
        "morphology": ("ICDO3", finding.code),
        "biomarker": ("BIOMARKER", finding.code),
        "drug": ("ATC", finding.code),
        "response": ("RECIST", finding.value),
        "treatment": ("TREATMENT", finding.value),
        "exam": ("EXAM", finding.value),
        "performance": ("ECOG", finding.value),
    }[finding.kind]
    return f"{system}//{field}"


def numeric_part(value: str | None) -> tuple[float | None, str | None]:
    """A biomarker value's number and unit, or (None, None) where it holds no number.

    >>> numeric_part("60 %"), numeric_part("4,2 ng/mL"), numeric_part("p.L858R")
    ((60.0, '%'), (4.2, 'ng/mL'), (None, None))
    """
    match = _NUMBER.match(value.strip()) if value else None
    if match is None:
        return None, None
    return float(match[1].replace(",", ".")), match[2].strip() or None
