"""ACES task definitions: windows around a trigger, over MEDS events or the record's.

`task` reads the YAML, `meds_shards` and `record_events` turn events into a `timeline` of rows with predicate counts,
`realise` finds every place where the task's windows fit. Source: Xu et al., ACES: Automatic Cohort Extraction System
for Event-Streams, ICLR 2025.
"""

from medomics_ehr.cohort.readers.aces.meds_shards import places_in_meds
from medomics_ehr.cohort.readers.aces.record_events import places_in_record
from medomics_ehr.cohort.readers.aces.task import Task, read_task

__all__ = ["Task", "places_in_meds", "places_in_record", "read_task"]
