"""Runs what `nlp train` made: a tagger that finds mentions and a linker that codes them, read from a model folder.

Training lies in `nlp.training`; nothing here learns or needs the training texts.
"""
