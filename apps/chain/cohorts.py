"""Stage `cohort`: asks the record the centre's questions and compares the people found with those it is true of."""

from __future__ import annotations

from pathlib import Path

from apps.chain.stage import Advance, Measure
from apps.chain.truth import read_truth
from medomics_ehr.cohort.ask import people, understand
from medomics_ehr.cohort.saved import save
from medomics_ehr.errors import InputRefused
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

#: Questions whose people are kept, so that the review app has cohorts to show.
_SAVED = {
    "lung cancer": "lung-cancer",
    "cancer du poumon et immunothérapie puis scanner": "poumon-immunotherapie-scanner",
    "breast cancer": "breast-cancer",
}


def ask_cohorts(workspace: Workspace, centre: Path, advance: Advance) -> list[Measure]:
    """Each question in the words a user would type: found, true, and how many of those found are right."""
    truth = read_truth(centre, workspace)
    measures = []
    for done, (query, true) in enumerate(truth.queries.items(), start=1):
        measures.append(_ask(workspace, query, true))
        advance(done, len(truth.queries))
    return measures


def _ask(workspace: Workspace, query: str, true: frozenset[int]) -> Measure:
    record = Record.of(workspace)
    try:
        question = understand(record, query)
        members = people(record, question.definition)
    except InputRefused as error:
        return Measure(query, "not understood", len(true), str(error))
    found = frozenset(int(subject) for subject in members["subject_id"])
    if query in _SAVED:
        save(workspace, _SAVED[query], question.definition, members, replace=True)
    return Measure(query, len(found), len(true), f"{len(found & true)} right")
