"""FHIR R4 resources of the synthetic centre: what its hospital system would export, traps included.

Two habits are mixed on purpose: an "oncology" system that codes in SNOMED CT and RxNorm, and an "administrative"
one that codes in CIM-10, CCAM and ATC.
"""
