"""Why one person is in a cohort or not: each rule met or failed, with the rows, and the sentences, that decide it.

`verdicts` is what an explanation is made of; `events`, `atlas` and `task` explain definitions over events, ATLAS
definitions over the CDM tables, and ACES tasks. Each judges with the engine that also counts.
"""

from __future__ import annotations

from collections.abc import Mapping

from medomics_ehr.cohort.aces import TaskCohort
from medomics_ehr.cohort.atlas import AtlasCohort
from medomics_ehr.cohort.definition import Definition
from medomics_ehr.cohort.explain.atlas import explain_atlas
from medomics_ehr.cohort.explain.events import explain_events
from medomics_ehr.cohort.explain.task import explain_task
from medomics_ehr.cohort.explain.verdicts import Explanation, Row, Verdict
from medomics_ehr.record.store import Record

__all__ = ["Explanation", "Row", "Verdict", "explain"]


def explain(
    record: Record,
    definition: Definition | AtlasCohort | TaskCohort,
    person_id: int,
    displays: Mapping[str, tuple[str, ...]],
) -> Explanation:
    """Judge one person, rule by rule.

    Args:
        displays: event code to its labels.

    Raises:
        InputRefused: the record holds no such person.
    """
    if isinstance(definition, AtlasCohort):
        return explain_atlas(record, definition, person_id)
    if isinstance(definition, TaskCohort):
        return explain_task(record, definition, person_id, displays)
    return explain_events(record, definition, person_id, displays)
