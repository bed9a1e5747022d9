"""Rows of a table to documents: the columns `id` and `text`, and where present `lang`, `date` and `type`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from medomics_ehr.contracts.event import parse_partial_date
from nlp.batch.document import MAX_CHARACTERS, Document, SetAside
from nlp.batch.readers.table_form import DateOrder, TableForm

#: Kinds of report that the coder knows; other words of a source are left to its own guess.
TYPES = frozenset(("board", "consultation", "discharge", "imaging", "letter", "operative", "pathology", "radiotherapy"))
_AS_IT_IS = TableForm()
_NO_DAY = "the date is no day of the calendar (YYYY-MM-DD; --date-order dmy or mdy reads 14/03/2024 or 03/14/2024)"
_SLASHES = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")


def document_of(given: Mapping[str, Any], place: str, form: TableForm = _AS_IT_IS) -> Document | SetAside:
    """One row as a document; refused where its text is missing or its date is no date.

    >>> document_of({"id": 7, "text": "TDM", "lang": "fr-FR", "date": "2024-02-30"}, "a.csv:2").reason[:34]
    'the date is no day of the calendar'
    """
    row = form.row(given)
    report_id = str(row.get("id") if row.get("id") not in (None, "") else place)
    text = row.get("text")
    if not isinstance(text, str):
        return SetAside(report_id, place, "no text")
    if len(text) > MAX_CHARACTERS:
        return SetAside(report_id, place, f"longer than {MAX_CHARACTERS:,} characters")
    date = day_of(row.get("date"), form.date_order)
    if date == "":
        return SetAside(report_id, place, _NO_DAY)
    kind = str(row.get("type") or "").lower()
    return Document(report_id, text, place, language_of(row.get("lang")), date, kind if kind in TYPES else None)


def language_of(given: object) -> str | None:
    """`fr` or `en` of a language tag, else None: the coder finds out.

    >>> language_of("fr-CA"), language_of("de")
    ('fr', None)
    """
    lang = str(given or "").lower()[:2]
    return lang if lang in ("fr", "en") else None


def day_of(given: object, order: DateOrder | None = None) -> str | None:
    """The day of a date or an instant as `YYYY-MM-DD`; None where there is none, "" where it is no date.

    Args:
        order: of a day before its year, `14/03/2024` being `dmy`; without it such a day is no date.

    >>> day_of("2024-03-02T10:00:00Z"), day_of("20240302101500"), day_of(None), day_of("soon")
    ('2024-03-02', '2024-03-02', None, '')
    >>> day_of("14/03/2024", "dmy"), day_of("14/03/2024", "mdy"), day_of("14/03/2024")
    ('2024-03-14', '', '')
    """
    if given is None or str(given).strip() in ("", "None", "NaT", "nan"):
        return None
    words = str(given).strip()
    if match := re.match(r"(\d{4})-?(\d{2})-?(\d{2})(?!\d(?!\d))", words):
        day = "-".join(match.groups())
    elif order is not None and (match := _SLASHES.match(words)):
        first, second, year = match.groups()
        numbers = (second, first) if order == "dmy" else (first, second)
        day = "-".join([year, *(number.zfill(2) for number in numbers)])
    else:
        return ""
    try:
        parse_partial_date(day)
    except ValueError:
        return ""
    return day
