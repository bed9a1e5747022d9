"""Links a term that the lexicon misses to ranked codes: exact match, character n-grams and a bi-encoder, fused.

It reads terms, not reports: which words of a report are worth linking is decided by the coder.
"""

from nlp.linking.linker import Linker, RankedCode

__all__ = ["Linker", "RankedCode"]
