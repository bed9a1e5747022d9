"""Learns how the words around a finding tell its assertion, from marked reports: what `nlp.assertion.learnt` ships.

`words` fits the regression, `passages` tunes the transformer, both from marked reports and, where all is learnt anew,
from the bank of phrases, the rules' answers left out; `nlp.training.parts` runs them.

    python -m nlp.training.assertion record FOLDER… > nlp/training/assertion/record.csv

counts how often each answer of the rules is right on marked reports that they were not written on; it is run once,
before any rule is mended on them.
"""
