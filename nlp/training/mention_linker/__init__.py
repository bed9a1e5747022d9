"""Learns to rank codes for mentions: `names` gathers what is known, `held_out` asks for it, `fit` and `words` learn."""

from nlp.training.mention_linker.train import check_codes, train_linker

__all__ = ["check_codes", "train_linker"]
