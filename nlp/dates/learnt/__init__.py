"""What marked reports teach of which date dates which finding, weighed against what the rules say.

`features` describes a finding and a date of its sentence, `ties` decides. It finds no date of its own.
"""
