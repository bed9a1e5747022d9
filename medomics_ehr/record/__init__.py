"""The record: OMOP CDM 5.4 in the schema `cdm`, and beside it the schema `medomics`.

`tables` says what is stored, `store` opens it, `crosswalk` finds a person's key. Who fills it lives
in `medomics_ehr.adapters`.
"""
