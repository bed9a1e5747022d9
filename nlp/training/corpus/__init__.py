"""A user's own annotated reports, as brat files or JSON Lines: what `nlp train` learns from."""

from nlp.training.corpus.brat import read_brat
from nlp.training.corpus.document import AnnotatedReport, Mention
from nlp.training.corpus.jsonl import read_jsonl

__all__ = ["AnnotatedReport", "Mention", "read_brat", "read_jsonl"]
