"""Classes of verbs that shape a clause, in both languages, folded as the tokeniser folds them."""

from __future__ import annotations

import re

from nlp.assertion.events.words import DEFINITE, word_patterns
from nlp.text.word_set import word_set

#: Auxiliaries and linking verbs.
AUXILIARIES = word_set(
    "is are was were am be been being has have had having do does did can could may might will would shall should must"
    " appears appeared appear seems seemed seem became become remained remains felt"
    " est sont etait etaient fut furent sera seront serait seraient etre ete etant a ont avait avaient eut aura auront"
    " aurait auraient avoir ayant ai avons peut peuvent pouvait pouvaient pu pourra pourrait doit doivent devait semble"
    " semblent semblait semblaient parait paraissait paraissent restait reste restent demeure demeurait s se ait aient"
    " soit soient va vont allait"
)
_NOT_FINITE = word_set("s se be been being etre ete avoir etant ayant having pu felt")
#: Verbs of being alone, before which stands a subject and after which a participle or an adjective.
BEING = word_set(
    "is are was were be been being est sont etait etaient fut furent etre ete sera seront serait seraient soit soient"
    " became become appears appeared appear seems seemed seem remained remains felt semble semblent semblait semblaient"
    " parait paraissait paraissent restait reste"
)
#: Auxiliaries that a participle follows, beside those of being.
HAVING = word_set("has have had a ont avait avaient could can did")
_LEXICAL = word_set(
    "showed shows revealed reveals demonstrated demonstrates disclosed remained remains presented developed began"
    " improved recovered persisted persists occurred complained underwent received suggests suggested included includes"
    " came went led lasted started continued increased decreased died required denies denied reported reports"
    " confirmed excluded raised returned grew gave made took became progressed responded visited sought"
    " makes gives presents comes prompted necessitated disappeared vanished worsened regressed ceased deteriorated"
    " fell rose"
    " montre montrent retrouve retrouvent revele revelent permet permettent existe existent persiste persistent"
    " evoque evoquent met mettent objective objectivent presente presentent rapporte signale consulte decrit fait font"
    " rend rendent confirme confirment apparait survient evolue beneficie plaide exclut elimine devient exprime"
)
_IMPERFECT = re.compile(r"[a-z]{3,}(?:ait|aient|erent|irent|rait|raient)$")
_NOT_VERBS = word_set(
    "lait trait extrait parfait portrait souhait retrait fait attrait bienfait imparfait satisfait forfait surcroit"
    " abstrait stupefait distrait contrefait adherent deferent efferent afferent inherent different referent coherent"
)
#: Conditionals: `-erait` without an accent (`montrerait`, not `suggérait`), and the irregular verbs in use.
_CONDITIONAL = re.compile(
    r"[a-zà-ÿ]+[a-z]erai(?:t|ent)"
    r"|(?:au|se|fe|i|agi|pour|vien|provien|convien|tien|faud|voud|correspond|rend|prend|permett)d?rai(?:t|ent)",
    re.IGNORECASE,
)


def is_finite(word: str) -> bool:
    """Whether a word is a verb with a subject of its own.

    >>> [w for w in ("was", "montrait", "lait", "fever", "retrouvaient") if is_finite(w)]
    ['was', 'montrait', 'retrouvaient']
    """
    if word in AUXILIARIES:
        return word not in _NOT_FINITE
    return word in _LEXICAL or (bool(_IMPERFECT.fullmatch(word)) and word not in _NOT_VERBS)


def is_conditional(written: str) -> bool:
    """Whether a word as written is a French conditional, the mood of what is supposed.

    >>> [w for w in ("serait", "pourraient", "montrerait", "suggérait", "montrait", "améliorait") if is_conditional(w)]
    ['serait', 'pourraient', 'montrerait']
    """
    return bool(_CONDITIONAL.fullmatch(written))


#: Verbs of change and relief: their object is taken for granted, denied or not.
CHANGING = word_set(
    "improve improved improving relieve relieved reduce reduced change changed alter altered affect affected control"
    " controlled worsen worsened tolerate tolerated modify modified complete completed respond responded attend help"
    " cure stop resolve eliminate alleviate ameliorate decrease increase prevent prevented impair limit follow comply"
    " consent agree want wish know remember explain support justify match meet fit"
)
#: Verbs that state that something is there, was done or was seen: to deny them is to deny the thing.
_STATING = word_patterns(
    r"notic\w+ hear achiev\w+ attain\w+ palpate "
    r"features? findings? problem issue drawn sent checked collected ordered "
    r"found find saw see seen note[ds]? observ\w+ detect\w* identif\w+ demonstrat\w+ reveal\w* show[ns]? showed"
    r" disclos\w+ document\w* visuali[sz]\w+ visible appreciat\w+ report\w* record\w* evident apparent present"
    r" palpable palpated perform\w* done given give administ\w+ start\w* initiat\w+ undert\w+ undergo undergone"
    r" carried requir\w+ need\w* necessary indicat\w* us(?:e|ed) receiv\w+ obtain\w* attempt\w* offer\w*"
    r" recommend\w* possible feasible continu\w* resum\w+ recall\w* recogni[sz]\w+ felt heard elicit\w* produc\w+"
    r" encounter\w* occur\w* develop\w* experienc\w+ available have had has exhibit\w* display\w* complain\w*"
    r" describ\w+ admit take[ns]? taking took mention\w* discover\w* isolat\w+ suffer\w* contain\w* expos\w+ grow"
    r" grew yield\w* include[ds]? involv\w+ suggest\w* suspect\w* consider\w* prescrib\w+ pursu\w+ implant\w*"
    r" inject\w* express\w* manifest\w* confirm\w* establish\w* proven diagnos\w+ associat\w+ accompan\w+ consistent"
    r" suggestive compatible related caus\w+ due attribut\w+ explain\w* necessitat\w+ justif\w+ warrant\w* biops\w+"
    r" transfus\w+ retrouv\w+ not(?:e|ee|es|ees|ait|er) constat\w+ objectiv\w+ montr\w+ revel\w+ mis mise mettre met"
    r" mettait decel\w+ detect\w+ identifi\w+ vu vue vus vues voir visibles? visualis\w+ document\w+ rapport\w+"
    r" signal\w+ mention\w+ realis\w+ fait faite faits faites pratiqu\w+ effectu\w+ instaur\w+ institu\w+ debut\w+"
    r" introdui\w+ administr\w+ donn\w+ prescri\w+ propos\w+ reten\w+ confirm\w+ presen\w+ develop\w+ eu eue avoir"
    r" avait a ont avaient recu\w* recevait benefici\w+ port\w+ souffr\w+ ressent\w+ surven\w+ apparu\w*"
    r" apparaiss\w+ produi\w+ exist\w+ necess\w+ indiqu\w+ poursui\w+ repri\w+ requi\w+ demand\w+ obten\w+"
    r" envisag\w+ evoqu\w+ palpables? percu\w* palpe\w* decouver\w+ plain\w+ comport\w+ contien\w+ conten\w+"
    r" entrain\w+ pris prise prend prenait consomm\w+ utilis\w+ isol\w+ associ\w+ accompagn\w+ compatibles?"
    r" suggest\w+ evocat\w+ li[ee]{1,2}s? du expliqu\w+ connu\w* connait connaissait y justifi\w+ oper\w+ suspect\w+"
    r" decri\w+ fum\w+ recherch\w+ diagnostiqu\w+ etabli\w* affirm\w+ prouv\w+ manifest\w+ exprim\w+ demontr\w+"
    r" sembl\w+"
)
#: Verbs without an object whose subject is what happens: `rejection has not occurred`.
HAPPENING = word_set("occur occurs occurred happen happened arise arisen ensue ensued")
#: Verbs that state a relation: their complement after a preposition is denied with them.
_RELATING = word_patterns(
    r"associat\w+ accompan\w+ consistent suggestive compatible related caus\w+ due attribut\w+ explain\w* expos\w+"
    r" complain\w* associ\w+ accompagn\w+ compatibles? suggest\w+ evocat\w+ li[ee]{1,2}s? du dus dues expliqu\w+"
    r" started commenced placed"
    r" plain\w+ souffr\w+ suffer\w* benefici\w+ subi subie treated managed secondary secondaires? attribuables?"
    r" consecuti\w+ imputables? dus? dues? resulting traitee?s?"
)


def states(verb: str) -> bool:
    """Whether to deny a verb is to deny what it speaks of: `found`, `performed`, not `tolerated`.

    >>> [v for v in ("detected", "tolerated", "realisee", "amelioree") if states(v)]
    ['detected', 'realisee']
    """
    return bool(_STATING.fullmatch(verb))


def relates(verb: str) -> bool:
    """Whether a verb's complement is denied with it, past its preposition: `not associated with fever`."""
    return bool(_RELATING.fullmatch(verb))


#: Verbs whose definite object is there whatever they suppose of its cause: `could explain the pain`.
_EXPLAINING = word_set("explain explained cause caused trigger triggered expliquer causer provoquer entrainer")


def explains_what_is_there(words: list[str], verb: int) -> bool:
    """Whether a doubt about a verb leaves its object untouched: `may explain her weakness`.

    >>> explains_what_is_there("may explain her weakness".split(), 1)
    True
    """
    return (
        words[verb : verb + 1] != [] and words[verb] in _EXPLAINING and bool(DEFINITE & set(words[verb + 1 : verb + 2]))
    )
