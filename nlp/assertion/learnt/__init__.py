"""What marked reports teach of assertion, weighed against what the rules say.

`features` reads the words around a finding, `weights` holds what was learnt (`nlp.training.assertion` learns it),
`arbiter` lets the two decide together. It adds no finding and changes no code or date.
"""
