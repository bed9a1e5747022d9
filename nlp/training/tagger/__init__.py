"""Trains the tagger of `nlp.trained`: mentions of annotated reports, epoch by epoch, with a checkpoint after each."""

from nlp.training.tagger.train import train_tagger

__all__ = ["train_tagger"]
