"""Assertion: whether a finding is present, absent, possible, of the family, historical or planned.

After ConText (Harkema et al., J Biomed Inform 2009;42:839-51): cues open scopes over the words before or after them,
and other cues and clause bounds close them. Here scopes also run over lists and wrapped lines.
"""

from nlp.assertion.spans import are_historical, assert_spans, assertions_of_spans

__all__ = ["are_historical", "assert_spans", "assertions_of_spans"]
