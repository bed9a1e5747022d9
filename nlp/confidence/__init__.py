"""How sure a finding is: the probability that kind, code, value and assertion are right, learnt from marked reports.

`features` names what is known of a finding when it is frozen, `weights` turns that into a probability. Nothing here
changes a finding.
"""
