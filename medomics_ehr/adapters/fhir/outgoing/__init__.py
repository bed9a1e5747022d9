"""FHIR R4 out of the workspace: what reports and models say of a patient, with its evidence and provenance.

`findings` and `predictions` build resources as dictionaries, `validated` makes `fhir.resources` judge each, `export`
reads the record and writes NDJSON.
"""
