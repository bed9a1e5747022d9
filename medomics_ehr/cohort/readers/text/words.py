"""The words of the query language, English and French, as patterns over folded text (lower case, no accents).

Each pattern yields a token of one kind; named groups carry its numbers. The longest match at a place wins, so the
order of the table does not matter. Nothing here knows a disease or a drug.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from medomics_ehr.cohort.readers.text.dates import DATE

Kind = Literal[
    "and", "or", "except", "then", "before", "after", "gap", "soft", "pick", "count", "ever", "assertion", "sex", "age",
    "age_then", "period", "compare", "open", "close", "term", "filler",
]  # fmt: skip

_UNIT = r"(?P<time_unit>jours?|days?|j|semaines?|weeks?|mois|months?|ans?|annees?|years?)"
_NUMBER = r"\d+(?:[.,]\d+)?"
_YEARS = r"(?:ans|years?(?: old| of age)?|y/?o)"
_OLD = r"(?:years? (?:old|of age)|y/?o)"
_AGED = r"(?:ages?|agee?s?(?: de)?|aged|de)"
_ON = r"(?:le |the |l'annee )?"
_SEEN = r"(?:(?P<incident>diagnostiquee?s?|diagnosed) )?"
_MEASURE = r"%|[a-zµ][a-z0-9µ]*(?:/[a-z0-9.^µ]+)+|mg|kg|g|ml|dl|l|ui|iu|u|ng|mmol|mmhg|bpm|cm|mm|[x10^]+\d*/l"
_WITHIN = (
    r"(?:within|in the (?:next|following)|less than|at most|no more than|dans les?|en moins de|moins de|au plus|sous)"
)
_BEYOND = r"(?:at least|more than|over|au moins|plus de)"
_SIDE = r"(?: (?P<side>of|after|following|before|prior to|apres|suivant|avant|de|du|d'))"
_RANGE = rf"(?P<age_low>\d+)(?: {_YEARS})?(?: ?[-–] ?| (?:to|a|and|et) )(?P<age_high>\d+)"
_AGE_OF = r"(?: the age of)?"
_THE = r"(?:the |le |la )?"

PATTERNS: tuple[tuple[Kind, str], ...] = (
    ("and", r"and|et|as well as|ainsi que|&"),
    ("or", r"or|ou(?: bien)?"),
    ("except", r"(?:and |et |but |mais )?(?:except|excluding|without(?: any)?|not|no|never)"),
    ("except", r"(?:et |mais )?(?:sauf|sans|pas d[e']|pas|hors|ni|jamais d[e'])"),
    ("except", r"(?:et |mais )?(?:n'ayant|n'ont|n'a|n'avai(?:t|ent)) (?:pas|jamais)(?: ete)?"
               r"(?: (?:eu|recu|traitee?s?))?(?: (?:de|d'|par|avec))?"),
    ("except", r"(?:et |mais )?(?:jamais|non|pas) (?:traitee?s? (?:par|avec)|(?:recu|eu)(?: (?:de|d'))?)"),
    ("except", r"(?:et |mais )?(?:sans avoir (?:eu|recu)(?: (?:de|d'))?|nai(?:f|ve)s? de)"),
    ("except", r"(?:and |but )?(?:never|not) (?:been )?(?:treated (?:with|by)|received|had|given)"),
    ("except", r"(?:and |but )?(?:did|do|does|has|have|had) (?:not|never) (?:receive|received|have|had)(?: any)?"),
    ("then", r"(?:and |et )?(?:then|puis|ensuite|followed by|suivie?s? (?:de|d'|par)|later|plus tard)"),
    ("before", r"(?:before|prior to|avant)(?: (?:the|la|le|les))?"),
    ("after", r"(?:after|following|apres)(?: (?:the|la|le|les))?"),
    ("gap", rf"{_WITHIN} (?P<max>\d+) {_UNIT}{_SIDE}?"),
    ("gap", rf"{_BEYOND} (?P<min>\d+) {_UNIT}{_SIDE}"),
    ("soft", r"with|avec|having|ayant(?: eu| recu)?|who|whom|qui|that|dont|chez|,|;"),
    ("soft", r"presentant|porteu(?:r|se)s? d[eu']"),
    ("soft", r"(?:were |was |been )?treated (?:by|with)|(?:ont ete |a ete )?traitee?s? (?:par|avec)|sous|on"),
    ("soft", r"receiving|received|underwent|undergoing|diagnosed with|atteinte?s? (?:de|d')"),
    ("filler", r"patients?|patientes?|people|persons?|personnes?|sujets?|subjects?|all|tous|toutes|another|un autre"),
    ("filler", r"had|have|has|were|was|ont(?: eu)?|a(?: eu)?|eu|by|par|aged?|agee?s?"),
    ("filler", r"an|the|un|une|le|la|les|des|du|de|l'|d'"),
    ("pick", rf"(?P<first>{_THE}(?:first|1st|earliest|premiere?s?|1ere?))"),
    ("pick", rf"(?P<last>{_THE}(?:last|latest|most recent|derniere?s?))"),
    ("count", r"(?:at least|au moins|minimum) (?P<count>\d+)(?: (?:times|fois))?"),
    ("count", r"(?P<twice>twice|deux fois)|(?P<fold>\d+) (?:times|fois)"),
    ("ever", r"ever(?: had)?|(?:a |an )?(?:past |previous |prior )?history of|(?:ont |a )?deja eu"),
    ("ever", r"antecedents? (?:personnels? )?(?:de|d'|of)|atcd (?:de|d')"),
    ("assertion", r"(?P<possible>suspected|suspicion (?:of|de|d')|possible|suspectee?s?)"),
    ("assertion", r"(?P<planned>planned|scheduled|prevue?s?)"),
    ("assertion", r"(?P<family>(?:a )?family history of|antecedents? familia(?:l|ux) (?:de|d'))"),
    ("assertion", r"(?P<absent>ruled out|absence (?:of|de|d'))"),
    ("sex", r"(?P<female>wom[ae]n|females?|femmes?)|(?P<male>m[ae]n|males?|hommes?)"),
    ("age", rf"(?:{_AGED} |between |entre |from )*{_RANGE} {_YEARS}"),
    ("age", rf"(?:aged|agee?s?(?: de)?) {_RANGE}"),
    ("age", rf"(?:{_AGED} )*(?:over|older than|above|plus de){_AGE_OF} (?P<age_above>\d+)(?: {_YEARS})?"),
    ("age", rf"(?:{_AGED} )*(?:under|younger than|below|moins de){_AGE_OF} (?P<age_below>\d+)(?: {_YEARS})?"),
    ("age", rf"(?:{_AGED} )*more than (?P<age_above>\d+) {_OLD}"),
    ("age", rf"(?:{_AGED} )+more than (?P<age_above>\d+)(?: {_YEARS})?"),
    ("age", rf"(?:{_AGED} )*less than (?P<age_below>\d+) {_OLD}"),
    ("age", rf"(?:{_AGED} )+less than (?P<age_below>\d+)(?: {_YEARS})?"),
    ("age", rf"(?:{_AGED} )*(?:at most|no more than) (?P<age_most>\d+) {_OLD}"),
    ("age", rf"(?:{_AGED} )+(?:at most|no more than|au plus) (?P<age_most>\d+)(?: {_YEARS})?"),
    ("age", rf"(?:{_AGED} )*(?P<age_most>\d+)(?: {_YEARS})? (?:and|or|et|ou) (?:under|younger|below|less|moins)"),
    ("age", rf"(?:{_AGED} )*(?:at least|au moins) (?P<age_low>\d+) {_YEARS}"),
    ("age", rf"(?:{_AGED} )*(?P<age_low>\d+)(?: {_YEARS})? (?:and|or|et|ou) (?:over|older|above|plus)"),
    ("age", rf"(?:age ?)(?P<age_compare>>=|≥|<=|≤|<|>|=) ?(?P<age_value>\d+)(?: {_YEARS})?"),
    ("age_then", rf"(?:at|at age|at the age of|a l'age de|diagnosed at|diagnostiquee?s? (?:a|entre)) "
                 rf"(?P<age_low>\d{{1,3}})(?:(?: ?[-–] ?| (?:to|a|and|et) )(?P<age_high>\d{{1,3}}))?(?: {_YEARS})?"),
    ("period", rf"{_SEEN}(?:in|en|during|au cours de|au mois de|on|le) {_ON}(?P<within>{DATE})"),
    ("period", rf"{_SEEN}(?:since|from|depuis|a partir d[eu]|des|starting) {_ON}(?P<since>{DATE})"),
    ("period", rf"{_SEEN}(?:until|up to|jusqu'(?:a|au|en)) {_ON}(?P<until>{DATE})"),
    ("period", rf"{_SEEN}(?:before|avant) {_ON}(?P<earlier>{DATE})"),
    ("period", rf"{_SEEN}(?:after|apres) {_ON}(?P<later>{DATE})"),
    ("period", rf"{_SEEN}(?:between|from|entre|d[eu]) {_ON}(?P<since>{DATE}) "
               rf"(?:and|to|et|a|au) {_ON}(?P<until>{DATE})"),
    ("compare", rf"(?P<compare>>=|=>|≥|<=|=<|≤|<|>|=) ?(?P<value>{_NUMBER}) ?(?P<unit>{_MEASURE})?"),
    ("compare", rf"(?P<compare_word>at least|au moins|more than|over|plus de|less than|under|moins de) "
                rf"(?P<value>{_NUMBER}) ?(?P<unit>%)"),
    ("open", r"\("),
    ("close", r"\)"),
)  # fmt: skip

DAYS_IN = {"j": 1, "d": 1, "s": 7, "w": 7, "m": 30, "a": 365, "y": 365}
OPERATORS = {">=": ">=", "=>": ">=", "≥": ">=", "<=": "<=", "=<": "<=", "≤": "<=", "<": "<", ">": ">", "=": "="}
OPERATOR_WORDS = {
    "at least": ">=", "au moins": ">=", "more than": ">", "over": ">", "plus de": ">",
    "less than": "<", "under": "<", "moins de": "<",
}  # fmt: skip

_FRENCH = re.compile(
    r"\b(et|ou|puis|sauf|sans|avant|apres|dans|avec|les|des|du|de|la|ans|jours|mois|traite\w*|femmes?|hommes?|entre|depuis)\b"
)


def fold(text: str) -> str:
    """Lower case without accents, one character for each character, so that offsets stay.

    >>> fold("Âgés de 15–39 ANS, l’EGFR")
    "ages de 15–39 ans, l'egfr"
    """
    return "".join(_fold_character(character) for character in text)


def _fold_character(character: str) -> str:
    if character in "’ʼ`´":
        return "'"
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else base[0]


def language_of(query: str) -> Literal["fr", "en"]:
    """The language a query is probably written in.

    >>> language_of("cancer du poumon"), language_of("lung cancer then ct")
    ('fr', 'en')
    """
    return "fr" if _FRENCH.search(fold(query)) else "en"
