"""Words that a full stop follows without ending a sentence, and words that a line never ends on."""

from nlp.text.word_set import word_set

ABBREVIATIONS = word_set(
    "dr dre drs pr pre m mm mme mlle mr mrs ms me st ste prof no nos n fig cf env approx vs ex p etc resp "
    "jan janv feb fev fevr mar avr apr juil jul jui jun aug sept sep oct nov dec tel ext inf sup ant post "
    "hosp chir ttt trt inj seg"
)

#: A line that ends on one of these, or a next line that begins with one, is one wrapped sentence.
JOINING = word_set(
    "de du des d l la le les un une et ou ni a au aux en par pour sur sous dans avec sans puis dont que qui "
    "the of and or nor in on at to with without by for from a an that which"
)

END_MARKS = frozenset(".!?")
#: Small letters that begin a sentence: `… sur deux. pT3b pN1a`.
STAGING = word_set("pt ct ypt pn cn ypn yct")
BULLETS = frozenset("-*|#>+")
