"""Drugs, treatments, exams and responses named in the gold reports are in the tables (the half kept for rules)."""

import hashlib
import json
from collections import defaultdict

import pytest

from medomics_ehr.terminology.matcher import key
from medomics_ehr.terminology.tables import rows

_COLUMN = {"drug": ("drugs", "code"), "exam": ("exams", "value"), "treatment": ("treatments", "value")}


def _mentions(shared, kind):
    for line in (shared / "gold" / "open.jsonl").read_text(encoding="utf-8").splitlines():
        report = json.loads(line)
        if int(hashlib.sha256(report["id"].encode()).hexdigest()[-1], 16) % 2 == 0:
            for row in report["findings"]:
                if row["kind"] == kind:
                    yield report["text"][row["start"] : row["end"]], row.get("code") or row["value"]


def _words(text):
    words = key(text).split()
    return {" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)}


@pytest.mark.parametrize(("kind", "share"), [("drug", 1.0), ("exam", 0.97), ("treatment", 0.95)])
def test_mentions_hold_a_term_of_the_tables_with_their_code(shared, kind, share):
    table, column = _COLUMN[kind]
    known = defaultdict(set)
    for name, field in ((table, column), ("regimens", "value")):
        for row in rows(name):
            known[key(row["term"])].add(row[field])
    mentions = list(_mentions(shared, kind))
    missed = [
        (text, code)
        for text, code in mentions
        if code not in set().union(*(known[part] for part in _words(text) if part in known))
    ]
    assert len(missed) <= (1 - share) * len(mentions), missed
