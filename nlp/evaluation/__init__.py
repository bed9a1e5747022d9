"""How well a coder does: scores against gold findings, intervals, calibration, and errors as a page.

Knows findings and reports only; it imports no coder, so that any coder's output can be scored.
"""
