"""Small regressions over named features: as a file without words, and as a fit.

`nlp.assertion.learnt` and `nlp.dates.learnt` weigh the answers of rules with them.
"""
