"""Response to treatment in the four categories of RECIST."""

from nlp.parsers.response.factory import parse_response

__all__ = ["parse_response"]
