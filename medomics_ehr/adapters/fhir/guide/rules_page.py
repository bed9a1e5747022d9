"""Writes the tables of rules in `docs/fhir.md` from the data that the loader uses.

`python -m medomics_ehr.adapters.fhir.guide.rules_page docs/fhir.md` renews them in place.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from medomics_ehr.adapters.fhir.mapping_files import data_rows


def status_table() -> str:
    """What each status, intent or verification leads to, by policy; what is not listed counts as having happened.

    >>> "| Procedure | status | not-done | absent | exclude |" in status_table()
    True
    """
    rows = [
        f"| {r['resource_type']} | {r['element']} | {r['value']} | {r['permissive']} | {r['strict']} |"
        for r in data_rows("status_rule")
    ]
    return "\n".join(["| type | element | value | permissive | strict |", "| --- | --- | --- | --- | --- |", *rows])


def available_at_table() -> str:
    """Which elements say when a fact could be known."""
    rows = []
    for rule in data_rows("available_at"):
        known, ends = (rule[column].replace("|", ", ").replace("_", " ") for column in ("known_at", "event_end"))
        lag = f"{rule['lag_days']} day" if rule["lag_days"] != "0" else ""
        rows.append(f"| {rule['resource_type']} | {known} | {ends} | {lag} |")
    head = ["| type | stated | else the fact's end | plus a lag of |", "| --- | --- | --- | --- |"]
    return "\n".join([*head, *rows])


def renewed(page: str) -> str:
    """The page with both tables written anew."""
    for name, table in (("rules", status_table()), ("available_at", available_at_table())):
        mark = f"<!-- generated: {name} -->"
        page = re.sub(rf"{re.escape(mark)}\n(\n?\|[^\n]*)*", f"{mark}\n\n{table}", page)
    return page


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")
