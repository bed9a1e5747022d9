"""Readers turn what a person wrote into a `Definition`: a text query, a YAML file, an ATLAS cohort, an ACES task."""
