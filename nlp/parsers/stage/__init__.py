"""TNM components and stage groups."""

from nlp.parsers.stage.factory import parse_stage

__all__ = ["parse_stage"]
