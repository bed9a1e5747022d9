"""ACES task definitions: windows around a trigger, over MEDS events or the record's.

`task` reads the YAML, `meds_shards` and `record_events` turn events into a `timeline` of rows with predicate counts,
`realise` finds every place where the task's windows fit. Nothing is imported here: over MEDS no database is needed.
Source: Xu et al., ACES: Automatic Cohort Extraction System for Event-Streams, ICLR 2025.
"""
