"""A synthetic cancer centre: invented patients whose FHIR, reports, images and mutations agree with each other.

Imports nothing from `nlp` or `medomics_ehr.terminology`, so that its truth is not the coder's own lexicon.
"""
