"""The tokeniser: one regular expression under spaCy's Doc."""

from nlp.text.tokeniser.factory import ReportTokeniser

__all__ = ["ReportTokeniser"]
