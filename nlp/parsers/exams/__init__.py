"""Exams: imaging, endoscopy and biopsy."""

from nlp.parsers.exams.factory import parse_exams

__all__ = ["parse_exams"]
