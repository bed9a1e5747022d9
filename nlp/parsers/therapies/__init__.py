"""Drugs, regimens and other treatments."""

from nlp.parsers.therapies.factory import parse_therapies

__all__ = ["parse_therapies"]
