"""Rows of a table to documents: the columns `id` and `text`, and where present `lang`, `date` and `type`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from medomics_ehr.contracts.event import parse_partial_date
from nlp.batch.document import MAX_CHARACTERS, Document, SetAside

#: Kinds of report that the coder knows; other words of a source are left to its own guess.
TYPES = frozenset(("board", "consultation", "discharge", "imaging", "letter", "operative", "pathology", "radiotherapy"))


def document_of(row: Mapping[str, Any], place: str) -> Document | SetAside:
    """One row as a document; refused where its text is missing or its date is no date.

    >>> document_of({"id": 7, "text": "TDM", "lang": "fr-FR", "date": "2024-02-30"}, "a.csv:2").reason
    'the date is no day of the calendar (YYYY-MM-DD)'
    """
    report_id = str(row.get("id") if row.get("id") not in (None, "") else place)
    text = row.get("text")
    if not isinstance(text, str):
        return SetAside(report_id, place, "no text")
    if len(text) > MAX_CHARACTERS:
        return SetAside(report_id, place, f"longer than {MAX_CHARACTERS:,} characters")
    date = day_of(row.get("date"))
    if date == "":
        return SetAside(report_id, place, "the date is no day of the calendar (YYYY-MM-DD)")
    kind = str(row.get("type") or "").lower()
    return Document(report_id, text, place, language_of(row.get("lang")), date, kind if kind in TYPES else None)


def language_of(given: object) -> str | None:
    """`fr` or `en` of a language tag, else None: the coder finds out.

    >>> language_of("fr-CA"), language_of("de")
    ('fr', None)
    """
    lang = str(given or "").lower()[:2]
    return lang if lang in ("fr", "en") else None


def day_of(given: object) -> str | None:
    """The day of a date or an instant as `YYYY-MM-DD`; None where there is none, "" where it is no date.

    >>> day_of("2024-03-02T10:00:00Z"), day_of("20240302101500"), day_of(None), day_of("soon")
    ('2024-03-02', '2024-03-02', None, '')
    """
    if given is None or str(given).strip() in ("", "None", "NaT", "nan"):
        return None
    match = re.match(r"(\d{4})-?(\d{2})-?(\d{2})(?!\d(?!\d))", str(given).strip())
    if match is None:
        return ""
    day = "-".join(match.groups())
    try:
        parse_partial_date(day)
    except ValueError:
        return ""
    return day
