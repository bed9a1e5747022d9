"""Biomarkers with their assay and value."""

from nlp.parsers.biomarkers.factory import parse_biomarkers

__all__ = ["parse_biomarkers"]
