"""The record: OMOP CDM 5.4 in the schema `cdm`, and beside it the schema `medomics`.

`tables` says what is stored, `store` opens it. Who fills it lives in `medomics_ehr.adapters`.
"""
