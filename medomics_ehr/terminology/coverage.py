"""What the terminology tables cover, as the card in `docs/terminology.md` states it.

`python -m medomics_ehr.terminology.coverage` prints the counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from medomics_ehr.terminology import icd10, tables

#: Column of each table that says what a term stands for; tables without terms of reports are left out.
MEANING = {
    "diagnoses": "code", "sites": "malignant", "morphologies": "code", "drugs": "code", "regimens": "value",
    "treatments": "value", "exams": "value", "biomarkers": "code", "responses": "value",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of one table: distinct meanings, then terms by language (`*` counts in both)."""

    table: str
    meanings: int
    french: int
    english: int
    abbreviations: int
    origins: tuple[str, ...]


def coverage(table: str) -> Coverage:
    """Count a table.

    >>> coverage("morphologies").meanings > 600
    True
    """
    rows = tables.rows(table)
    return Coverage(
        table,
        len({row[MEANING[table]] for row in rows} - {""}),
        sum(row["lang"] in {"fr", "*"} for row in rows),
        sum(row["lang"] in {"en", "*"} for row in rows),
        sum("abbr" in tables.flags(row) for row in rows),
        tuple(sorted({row["origin"] for row in rows})),
    )


def by_chapter() -> dict[str, int]:
    """Distinct ICD-10 codes that the tables name, by chapter.

    >>> by_chapter()["II"] > 400
    True
    """
    codes = {row["code"] for row in tables.rows("labels") if icd10.has_shape(row["code"])}
    counts = {number: 0 for number, _, _ in icd10.CHAPTERS}
    for code in codes:
        number = icd10.chapter(code)
        if number is not None:
            counts[number] += 1
    return {number: count for number, count in counts.items() if count}


def main() -> None:
    """Print the counts as the card shows them."""
    print("| table | meanings | French terms | English terms | abbreviations |\n| --- | ---: | ---: | ---: | ---: |")
    for table in MEANING:
        row = coverage(table)
        print(f"| {row.table} | {row.meanings} | {row.french} | {row.english} | {row.abbreviations} |")
    print("\n| ICD-10 chapter | codes |\n| --- | ---: |")
    for number, count in by_chapter().items():
        print(f"| {number} | {count} |")
    labels = {row["code"] for row in tables.rows("labels")}
    print(f"\ncodes with a label in French and English: {len(labels)}")
    print(f"2019 ATC codes that lead to their successors: {len(tables.rows('atc_aliases'))}")


if __name__ == "__main__":
    main()
