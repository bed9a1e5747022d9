"""A finished report."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Report:
    """A report and the findings it states, which slice its text exactly.

    Attributes:
        type: `pathology`, `imaging`, `board` or `consultation`.
        day: the date it bears and is signed on.
        findings: as in the gold files: start, end, kind, code, value, assertion, date, text.
    """

    id: str
    patient_id: str
    lang: str
    type: str
    day: dt.date
    text: str
    findings: tuple[dict[str, Any], ...]

    def to_gold(self) -> dict[str, Any]:
        """The report as a line of the gold files holds it, with its patient."""
        return {
            "id": self.id,
            "lang": self.lang,
            "type": self.type,
            "date": self.day.isoformat(),
            "site": "centre-demo",
            "patient": self.patient_id,
            "text": self.text,
            "findings": list(self.findings),
        }
