"""Prints `docs/available_at.md`: for every source, which rule says when a fact could be known.

The rules of FHIR and OMOP are the data that the loaders use; a test compares the page with them.
`python -m medomics_ehr.features.available_at_page > docs/available_at.md` renews it.
"""

from __future__ import annotations

from medomics_ehr.adapters.fhir.mapping_files import data_rows
from medomics_ehr.adapters.omop.events import event_tables

_HEAD = """# When a fact could be known

Written by `python -m medomics_ehr.features.available_at_page`. A fact counts for an index date only if its time and its
`available_at` are both at or before it. `available_at` is the first of the stated elements that a fact has, else its
end plus a lag; a date without a time is available at the end of its day. It is never the time of loading, nor an
export's `meta.lastUpdated`. A fact without `available_at` never counts.
"""

#: Sources whose rule is no table: (source, fact, stated, else, lag in days).
_OTHERS = (
    ("FHIR", "Patient: birth, death", "", "the day of birth or of death", "0"),
    ("FHIR", "Patient: gender", "", "never: a property of the person, no event", ""),
    ("OMOP", "person, death", "", "the day of birth or of death", "0"),
    ("MEDS", "event", "its column available_at", "its time", "0"),
    ("report", "finding", "the note's, as DocumentReference or DiagnosticReport above", "never", ""),
    ("radiomics", "series", "column available_at of the manifest", "the end of the day of column time", "0"),
    ("genomics", "sample", "column available_at of the samples", "the end of the day of column time", "0"),
)


def fhir_rows() -> list[tuple[str, str, str, str, str]]:
    """The rule of each resource type.

    >>> fhir_rows()[2]
    ('FHIR', 'Observation', 'issued', 'effective end, effective, effective instant, effective start', '1')
    """
    return [
        ("FHIR", rule["resource_type"], _words(rule["known_at"]), _words(rule["event_end"]), rule["lag_days"])
        for rule in data_rows("available_at")
    ]


def _words(elements: str) -> str:
    return elements.replace("|", ", ").replace("_", " ")


def omop_rows() -> list[tuple[str, str, str, str, str]]:
    """The rule of each CDM table, which states nothing itself; the lag can be set in `medomics.toml`.

    >>> omop_rows()[5]
    ('OMOP', 'measurement', '', 'end, else start', '1')
    """
    known = {"start": "start", "end": "end, else start"}
    return [("OMOP", row["table"], "", known[row["known_from"]], row["lag_days"]) for row in event_tables()]


def page() -> str:
    """The page as Markdown."""
    head = ["| source | fact | stated | else | plus days |", "| --- | --- | --- | --- | --- |"]
    rows = [f"| {' | '.join(row)} |" for row in (*fhir_rows(), *omop_rows(), *_OTHERS)]
    return "\n".join([_HEAD, *head, *rows]) + "\n"


if __name__ == "__main__":
    print(page(), end="")
