"""The words that change an assertion, by language: data only, in our own words.

Keys read `assertion.direction`. `before` cues change what follows them, `after` cues what precedes them. A trailing
`.near` ends the scope at the first comma, `.next` after three words. `stop` cues end every scope, `positive` cues end
a negation, and `neutral` phrases hide the cue that they contain (`pas d'augmentation`).
"""

from nlp.assertion.cues.english import ENGLISH
from nlp.assertion.cues.french import FRENCH

__all__ = ["ENGLISH", "FRENCH"]
