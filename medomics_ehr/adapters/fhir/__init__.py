"""FHIR R4 in and out of the record.

In, in the order of the work: `sources` finds `document`s (`bundle_stream` cuts large ones), `structure` judges them,
`pseudonym` replaces ids by keys, `stage` packs them as columns (`staging` on every core, in a `stage_worker`).
`batch` maps a batch in an in-memory DuckDB: `identities` tells keys that collide apart, `dispositions` decides what
becomes of each resource, `concepts` looks up codes, `mapping/` holds a ViewDefinition and SQL for each type (compiled
by `views/`), `cdm/` general steps and rules. `relations` links facts, `episodes` derives cancers and their treatments,
`commit` writes all, `load` runs it, `account` counts.
Out: `outgoing/`. `guide/` reports on HL7's FHIR-to-OMOP guide. Nothing here imports another adapter.
"""
