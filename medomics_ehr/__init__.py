"""medomics-ehr: one time-stamped record per patient, from FHIR, OMOP, MEDS, reports, images and sequences.

This package holds the record, its adapters, terminology, cohorts and features. Reports are coded in
`nlp`, images and sequences in `omics`, models are fitted in `fusion`, and people meet all of it in `apps`.
Importing it imports none of the heavy libraries (a test keeps it under 200 ms).
"""

__version__ = "0.1.0"
