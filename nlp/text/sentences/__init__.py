"""Sentences: where a reader pauses, with wrapped lines joined and table rows apart."""

from nlp.text.sentences.factory import split_sentences

__all__ = ["split_sentences"]
