"""Learns how the words around a finding tell its assertion, from marked reports: what `nlp.assertion.learnt` ships.

    python -m nlp.training.assertion record FOLDER… > nlp/training/assertion/record.csv
    python -m nlp.training.assertion words FOLDER… --gold FILE
    python -m nlp.training.assertion reader FOLDER… --gold FILE

`record` counts how often each answer of the rules is right on marked reports that they were not written on; it is run
once, before any rule is mended on them. `words` fits the regression, `reader` tunes the transformer; both learn from
marked reports and from the bank of phrases, the rules' answers left out.
"""
