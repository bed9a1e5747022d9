"""Performance status: ECOG and WHO grades, Karnofsky percentages turned into them."""

from nlp.parsers.performance.factory import parse_performance

__all__ = ["parse_performance"]
