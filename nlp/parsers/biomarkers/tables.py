"""A marker's table: rows of a date and a value below its name, columns of them behind it, further columns of a gene."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.lexicon.trie import Match
from nlp.parsers.biomarkers.patterns import NUMBER_UNIT
from nlp.parsers.biomarkers.values import Value, value_after
from nlp.text.reading import Reading

#: How many characters below the marker its table may reach.
REACH = 600
_UNIT = NUMBER_UNIT.pattern[NUMBER_UNIT.pattern.index("(?P<unit>") :]
_MONTH = r"(?:jan|fev|feb|mar|avr|apr|mai|may|jui|jun|jul|aou|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = (
    r"(?:(?:19|20)\d\d[/-]\d{1,2}(?:[/-]\d{1,2})?"
    r"|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}[/.-]\d{2,4}|(?:\d{1,2}(?:er)? )?" + _MONTH + r"(?: \d{1,4}(?![.,]\d))?)"
)
#: What the marker's line may hold beside it: its unit, the time that the table covers, the word for its course. Runs of
#: blanks are taken whole (`*+`): each given back in turn to the next, a line of blanks would take for ever.
_HEADER = re.compile(
    rf"[ \t]*+,?[ \t]*+(?:(?:in|en|\()? ?{_UNIT}\)?)?[ \t]*+"
    r"(?:this year|last year|cette annee|recents?|trend|series|serie|cinetique"
    r"|kinetics|evolution|courbe|suivi|dosages?|values?|history|historique|since \d{4}|depuis \d{4})?"
    r"[ \t]*+[:\-]?[ \t]*+"
    rf"(?:\(?(?:in|en)? ?(?:{_UNIT.replace('<unit>', '<unit2>')})\)?)?[ \t]*+:?[ \t]*+$"
)
_ROW = re.compile(
    rf"[ \t]*+[-*|•]?[ \t]*+{_DATE}[ \t]*+[:|=\-–]?[ \t]*+(?P<number>[<>]? ?\d{{1,6}}(?:[.,]\d{{1,3}})?)(?! ?%|[/\d])"
    rf"[ \t]{{0,2}}(?:{_UNIT})?[ \t]*(?:$|\||\(|[ \t]{{2}})"
)

#: A column of a line: its date or time, then its value.
_TIME = rf"(?:{_DATE}|today|now|ce jour|baseline|nadir|last|previous|(?:19|20)\d\d)"
_COLUMN = re.compile(
    rf"(?:[ \t]|,|;|\||>|->)*+{_TIME}[ \t]*+[:=]?[ \t]*+"
    r"(?P<number>[<>]? ?\d{1,6}(?:[.,]\d{1,3})?)(?! ?%|[/\d]|[.,]\d)"
    rf"[ \t]{{0,2}}(?:{_UNIT})?(?=$|[ \t]*(?:,|;|\||>|->|\.(?!\d)|$)|[ \t])"
)


def columns_of_line(reading: Reading, marker: Match, stop: int) -> Iterator[tuple[str, int, int]]:
    """Value with its unit, and its characters, for each dated column behind a marker; none for fewer than two.

    The unit may stand once, behind the marker or in any column.

    >>> from nlp.lexicon.entries import Entry
    >>> reading = Reading.of("PSA   Nov 2.2   Dec 4.9   today 11.3 ng/mL")
    >>> [value for value, _, _ in columns_of_line(reading, Match(0, 1, Entry("biomarker", "PSA")), len(reading.text))]
    ['2.2 ng/mL', '4.9 ng/mL', '11.3 ng/mL']
    """
    position = reading.ends[marker.last - 1]
    end = reading.folded.find("\n", position)
    end = min(stop, len(reading.folded) if end < 0 else end)
    behind = re.compile(rf"[ \t]*+[,:(]?[ \t]*+(?:in |en )?{_UNIT}\)?[ \t]*+:?").match(reading.folded, position, end)
    unit = behind.span("unit") if behind else (0, 0)
    position = behind.end() if behind else position
    columns: list[re.Match[str]] = []
    while column := _COLUMN.match(reading.folded, position, end):
        columns.append(column)
        unit = column.span("unit") if column["unit"] else unit
        position = column.end()
    stated = reading.text[slice(*unit)]
    if len(columns) < 2 or not stated:
        return
    for column in columns:
        number = re.sub(r"\s", "", column["number"]).replace(",", ".")
        yield f"{number} {stated}", column.start("number"), column.end("unit" if column["unit"] else "number")


def rows_of_table(reading: Reading, marker: Match, stop: int) -> Iterator[tuple[str, int, int]]:
    """Value with its unit, and its characters, for each row of a marker's table; none where there is no table.

    Args:
        stop: where the next marker begins.

    >>> from nlp.lexicon.entries import Entry
    >>> reading = Reading.of("PSA en ng/mL\\n03/2019   0,08\\n09/2021   0,41\\nTR normal.")
    >>> [value for value, _, _ in rows_of_table(reading, Match(0, 1, Entry("biomarker", "PSA")), len(reading.text))]
    ['0.08 ng/mL', '0.41 ng/mL']
    """
    position = reading.ends[marker.last - 1]
    end = reading.folded.find("\n", position)
    before = reading.folded[reading.folded.rfind("\n", 0, position) + 1 : reading.starts[marker.first]]
    if end < 0 or before.strip(" -*•|#>"):
        return
    header = _HEADER.match(reading.folded[position:end])
    unit = ""
    if header:
        span = header.span("unit") if header["unit"] else header.span("unit2")
        unit = reading.text[position + span[0] : position + span[1]] if span[0] >= 0 else ""
        position = end + 1
    yield from _rows(reading, position, min(stop, position + REACH), unit)


def _rows(reading: Reading, position: int, stop: int, unit: str) -> Iterator[tuple[str, int, int]]:
    while position < stop:
        end = reading.folded.find("\n", position)
        end = len(reading.folded) if end < 0 else end
        row = _ROW.match(reading.folded[position:end])
        if row is None or not (row["unit"] or unit):
            return
        number = re.sub(r"\s", "", row["number"]).replace(",", ".")
        stated = reading.text[position + row.start("unit") : position + row.end("unit")] if row["unit"] else ""
        last = row.end("unit") if stated else row.end("number")
        yield f"{number} {stated or unit}", position + row.start("number"), position + last
        position = end + 1


#: The blank or bar between the columns of a table.
_NEXT_COLUMN = re.compile(r"[ ]{3,}|\t+|[ \t]*\|[ \t]*")


def further_columns(reading: Reading, code: str, use: str, end: int, stop: int) -> Iterator[tuple[Value, int]]:
    """The values in the columns behind a gene's first one, each with its first character, to the end of the line.

    Args:
        end: where the first value ends. stop: where the next marker begins.

    >>> reading = Reading.of("RUNX1     mutated      wild type")
    >>> [(value.text, start) for value, start in further_columns(reading, "RUNX1", "gene", 17, 32)]
    [('no mutation', 23)]
    """
    line_end = reading.folded.find("\n", end)
    stop = min(stop, len(reading.folded) if line_end < 0 else line_end)
    while gap := _NEXT_COLUMN.match(reading.folded, end, stop):
        value = value_after(reading.text, reading.folded, gap.end(), stop, code, use)
        fraction = value is not None and (value.text.endswith("%") or reading.folded[gap.end() : value.end] == "-")
        if value is None or fraction or not re.match(r"[ \t]*(?:$|\||[ ]{3}|\t)", reading.folded[value.end : stop]):
            return
        yield value, gap.end()
        end = value.end
