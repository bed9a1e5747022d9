"""Classes of words that shape a clause, in both languages, folded as the tokeniser folds them."""

from __future__ import annotations

import re

from nlp.text.word_set import word_set


def word_patterns(text: str) -> re.Pattern[str]:
    """A pattern that matches one whole word of a list, each with its endings.

    >>> bool(word_patterns(r"tests? pcr").fullmatch("tests"))
    True
    """
    return re.compile("|".join(text.split()))


#: Prepositions after which stands the place, time or occasion of a thing, not the thing denied.
CIRCUMSTANCE = word_set(
    "in on at to after before during with despite by from under between upon within throughout toward towards against"
    " following over into when via per since among for"
    " a au aux sur sous dans apres avant lors pendant durant par chez avec malgre depuis vers selon contre en pour"
    " entre suite"
)
#: Prepositions of place: what `or` joins after them belongs to the thing before them again.
PLACE = word_set("in within dans")
#: A doubt reaches past these: `probably due to a virus`, `explained by hypokalemia`.
REACHED_BY_DOUBT = word_set("to with by from for against a au aux avec par pour en between entre")
#: Words that open a clause of their own.
SUBORDINATE = word_set(
    "which who whom whose that where while when because although though whereas since as until so thus therefore"
    " qui dont ou' lequel laquelle lesquels lesquelles lorsque quand puisque alors tandis comme afin donc ainsi"
    " permettant conduisant necessitant motivant justifiant imposant entrainant suggesting requiring leading making"
    " prompting raising confirming allowing permitting indicating resulting faisant rendant puis then devant suite"
    " car parce"
)
TURNS = frozenset(["but", "mais"])
JOINING = frozenset(["and", "et", "&"])
CHOICE = word_set("or nor ni ou")
DEFINITE = word_set(
    "the his her their its this these that those my our le la les l ce cet cette ces son sa ses leur leurs du des"
    " him them it"
)
#: Determiners that open a new phrase after a comma or `and`; a list of things denied has none.
NEW_PHRASE = DEFINITE - {"des", "du"} | word_set(
    "un une a an il elle on nous ils elles he she it they we i there both avec with chez patient patiente aussi"
    " only some trace"
)
#: Participles and verbs that tell how a patient with a history came.
ARRIVAL = word_set(
    "presented presenting presents admitted referred seen evaluated brought complaining complained hospitalized"
    " hospitalised here now underwent"
    " admis admise hospitalise hospitalisee consulte consultait consultant presente presentait presentant adresse"
    " adressee vu vue suivi suivie se est etait a avait amene amenee examine examinee nous"
)
#: Tests, whose result may be negative though they were done.
_TEST = word_patterns(
    r".*graph(?:y|ies|ie) .*gram(?:s|mes?)? .*scop(?:y|ies|ie) .*metr(?:y|ie) .*tomie .*serolog\w+ .*cultures?"
    r" .*biops\w+ .*cytolog\w+ tests? screen(?:ing)? pcr smears? exam(?:ination|en|ens)? workup panels? assays?"
    r" stain(?:s|ing)? scans? ct mri irm tdm scanner echo ultrasound x-?rays? radiographs? bilans? dosages?"
    r" recherches? analys\w+ ecbu bandelette dipstick urinalysis titers? titres? markers? marqueurs? prelevements?"
    r" frottis coloration immunohistochemistry immunomarquage aspirat\w* swabs? ponction puncture investigations?"
    r" explorations? studies study elisa idr intradermoreactions? tuberculine"
    r" margins?"
)
#: Adverbs and the like between a verb and what it says.
_ADVERB = word_patterns(
    r"[a-z]+(?<!mega)(?<!fami)ly [a-z]+ment yet ever so even been be being also only very quite any ete encore"
    r" plus tres trop bien tout jamais pas not never further otherwise therefore thus however then donc ainsi alors"
    r" longer"
)
ARTICLES = word_set("a an un une the le la les l des du")


def is_test(word: str) -> bool:
    """Whether a word names a test, whose negative result denies what it looks for and not the test.

    >>> [w for w in ("serologie", "pcr", "fever", "colonoscopy") if is_test(w)]
    ['serologie', 'pcr', 'colonoscopy']
    """
    return bool(_TEST.fullmatch(word))


def is_adverb(word: str) -> bool:
    """Whether a word may stand between a denial and the verb or adjective that it denies."""
    return bool(_ADVERB.fullmatch(word))
