"""Learns which date of a sentence dates which finding, from marked reports: what `nlp.dates.learnt` ships.

python -m nlp.training.date_ties FOLDER… [--gold FILE] [--out FILE]
"""
