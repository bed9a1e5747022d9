"""Small words that one of the two languages has and the other has not."""

from nlp.text.word_set import word_set

FRENCH = word_set(
    "de la le les des du et une pour avec sans sur pas est au aux par dans ce cette chez depuis puis ou qui "
    "que ne se son sa ses l d il elle nous jour"
)
ENGLISH = word_set(
    "the of and in with for no is was to at has have had by from are were been she he his her this that which "
    "not without but who after before it"
)
