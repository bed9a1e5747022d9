"""ACES task definitions: windows around a trigger, over MEDS events.

`task` reads the YAML, `timeline` turns events into rows with predicate counts, `realise` finds every place where the
task's windows fit. Source: Xu et al., ACES: Automatic Cohort Extraction System for Event-Streams, ICLR 2025.
"""

from medomics_ehr.cohort.readers.aces.realise import realise
from medomics_ehr.cohort.readers.aces.task import Task, read_task
from medomics_ehr.cohort.readers.aces.timeline import Timeline, timeline_of_meds, timeline_of_record

__all__ = ["Task", "Timeline", "read_task", "realise", "timeline_of_meds", "timeline_of_record"]
