"""Sections: what part of the report a sentence stands in."""

from nlp.text.sections.factory import mark_sections

__all__ = ["mark_sections"]
