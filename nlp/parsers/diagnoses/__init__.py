"""Diagnoses and morphologies: whole names, and names composed of a tumour word and a site."""

from nlp.parsers.diagnoses.factory import parse_diagnoses

__all__ = ["parse_diagnoses"]
