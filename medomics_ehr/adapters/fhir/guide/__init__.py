"""HL7's FHIR-to-OMOP guide: which requirement is held, departed from or outside, and the test that shows it.

`python -m medomics_ehr.adapters.fhir.guide > docs/conformance/f2o.md` writes the table of the docs.
"""
