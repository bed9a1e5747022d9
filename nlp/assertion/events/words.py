"""Classes of words that shape a clause, in both languages, folded as the tokeniser folds them."""

from __future__ import annotations

import re

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
#: Verbs of being alone, before which stands a subject and after which a participle or an adjective.
BEING = word_set(
    "is are was were be been being est sont etait etaient fut furent etre ete sera seront serait seraient soit soient"
    " became become appears appeared appear seems seemed seem remained remains felt semble semblent semblait semblaient"
    " parait paraissait paraissent restait reste"
)
_LEXICAL = word_set(
    "showed shows revealed reveals demonstrated demonstrates disclosed remained remains presented developed began"
    " improved recovered persisted persists occurred complained underwent received suggests suggested included includes"
    " came went led lasted started continued increased decreased died required denies denied reported reports"
    " confirmed excluded raised returned grew gave made took became progressed responded visited sought"
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
    r"[a-zà-ÿ]+[a-z]erai(?:t|ent)|(?:au|se|fe|i|agi|pour|vien|provien|convien|tien|faud|voud|correspond|rend|prend|permett)"
    r"(?:rai(?:t|ent)|drai(?:t|ent))",
    re.IGNORECASE,
)
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
JOINING = frozenset(["and", "et", "&"])
CHOICE = word_set("or nor ni ou")
DEFINITE = word_set(
    "the his her their its this these that those my our le la les l ce cet cette ces son sa ses leur leurs du des"
    " him them it"
)
#: Determiners that open a new phrase after a comma or `and`; a list of things denied has none.
NEW_PHRASE = DEFINITE - {"des", "du"} | word_set(
    "un une a an il elle on nous ils elles he she it they we i there both avec with chez patient patiente aussi"
)
#: Participles and verbs that tell how a patient with a history came.
ARRIVAL = word_set(
    "presented presenting presents admitted referred seen evaluated brought complaining complained hospitalized"
    " hospitalised here now underwent"
    " admis admise hospitalise hospitalisee consulte consultait consultant presente presentait presentant adresse"
    " adressee vu vue suivi suivie se est etait a avait amene amenee examine examinee nous"
)
#: Tests, whose result may be negative though they were done.
_TEST = re.compile(
    r"(?:.*(?:graphy|graphies|gram|grams|scopy|scopies|metry|graphie|graphies|gramme|grammes|scopie|scopies|metrie|tomie"
    r"|serolog\w+|cultures?|biops\w+|cytolog\w+)|tests?|screen(?:ing)?|pcr|smears?|exam(?:ination|en|ens)?|workup|panels?"
    r"|assays?|stain(?:s|ing)?|scans?|ct|mri|irm|tdm|scanner|echo|ultrasound|x-?rays?|radiographs?|bilans?|dosages?"
    r"|recherches?|analys\w+|ecbu|bandelette|dipstick|urinalysis|titers?|titres?|markers?|marqueurs?|prelevements?"
    r"|frottis|coloration|immunohistochemistry|immunomarquage|hemocultures?|coprocultures?|aspirat\w*|swabs?"
    r"|ponction|puncture|investigations?|explorations?|studies|study|elisa)$"
)
#: Adverbs and the like between a verb and what it says.
_ADVERB = re.compile(r"(?:[a-z]+(?<!mega)(?<!fami)ly|[a-z]+ment|yet|ever|so|even|been|be|being|also|only|very|quite|any|ete|encore|plus"
                     r"|tres|trop|bien|tout|jamais|pas|not|never|further|otherwise|therefore|thus|however|then|donc|ainsi|alors|longer|clearly|formellement)$")  # fmt: skip


ARTICLES = word_set("a an un une the le la les l des du")


def is_finite(word: str) -> bool:
    """Whether a word is a verb with a subject of its own.

    >>> [w for w in ("was", "montrait", "lait", "fever", "retrouvaient") if is_finite(w)]
    ['was', 'montrait', 'retrouvaient']
    """
    if word in AUXILIARIES:
        return word not in ("s", "se", "be", "been", "being", "etre", "ete", "avoir", "etant", "ayant", "having", "pu")
    return word in _LEXICAL or (bool(_IMPERFECT.fullmatch(word)) and word not in _NOT_VERBS)


def is_conditional(written: str) -> bool:
    """Whether a word as written is a French conditional, the mood of what is supposed.

    >>> [w for w in ("serait", "pourraient", "montrerait", "suggérait", "montrait", "améliorait") if is_conditional(w)]
    ['serait', 'pourraient', 'montrerait']
    """
    return bool(_CONDITIONAL.fullmatch(written))


def is_test(word: str) -> bool:
    """Whether a word names a test, whose negative result denies what it looks for and not the test.

    >>> [w for w in ("serologie", "pcr", "fever", "colonoscopy") if is_test(w)]
    ['serologie', 'pcr', 'colonoscopy']
    """
    return bool(_TEST.fullmatch(word))


def is_adverb(word: str) -> bool:
    """Whether a word may stand between a denial and the verb or adjective that it denies."""
    return bool(_ADVERB.fullmatch(word))


#: Verbs that state that something is there, was done or was seen: to deny them is to deny the thing.
_STATING = re.compile(
    r"(?:found|find|saw|see|seen|note[ds]?|observ\w+|detect\w*|identif\w+|demonstrat\w+|reveal\w*|show[ns]?|showed"
    r"|disclos\w+|document\w*|visuali[sz]\w+|visible|appreciat\w+|report\w*|record\w*|evident|apparent|present|palpable"
    r"|palpated|perform\w*|done|given|give|administ\w+|start\w*|initiat\w+|undert\w+|undergo|undergone|carried|requir\w+"
    r"|need\w*|necessary|indicat\w*|us(?:e|ed)|receiv\w+|obtain\w*|attempt\w*|offer\w*|recommend\w*|possible|feasible"
    r"|continu\w*|resum\w+|recall\w*|recogni[sz]\w+|felt|heard|elicit\w*|produc\w+|encounter\w*|occur\w*|develop\w*"
    r"|experienc\w+|available|have|had|has|exhibit\w*|display\w*|complain\w*|describ\w+|admit|take[ns]?|taking|took"
    r"|mention\w*|discover\w*|isolat\w+|suffer\w*|contain\w*|expos\w+|grow|grew|yield\w*|include[ds]?|involv\w+"
    r"|suggest\w*|suspect\w*|consider\w*|prescrib\w+|pursu\w+|implant\w*|inject\w*|express\w*|manifest\w*"
    r"|confirm\w*|establish\w*|proven|diagnos\w+|associat\w+|accompan\w+|consistent|suggestive|compatible|related"
    r"|caus\w+|due|attribut\w+|explain\w*|necessitat\w+|justif\w+|warrant\w*|biops\w+|transfus\w+"
    r"|retrouv\w+|observ\w+|not(?:e|ee|es|ees|ait|er)|constat\w+|objectiv\w+|montr\w+|revel\w+|mis|mise|mettre|met"
    r"|mettait|decel\w+|detect\w+|identifi\w+|vu|vue|vus|vues|voir|visibles?|visualis\w+|document\w+|rapport\w+"
    r"|signal\w+|mention\w+|realis\w+|fait|faite|faits|faites|pratiqu\w+|effectu\w+|instaur\w+|institu\w+|debut\w+"
    r"|introdui\w+|administr\w+|donn\w+|prescri\w+|propos\w+|reten\w+|confirm\w+|presen\w+|develop\w+|eu|eue|avoir|avait"
    r"|a|ont|avaient|recu\w*|recevait|benefici\w+|port\w+|souffr\w+|ressent\w+|surven\w+|apparu\w*|apparaiss\w+|produi\w+"
    r"|exist\w+|necess\w+|indiqu\w+|poursui\w+|repri\w+|requi\w+|demand\w+|obten\w+|possible|envisag\w+|evoqu\w+"
    r"|palpables?|percu\w*|palpe\w*|decouver\w+|expos\w+|plain\w+|comport\w+|contien\w+|conten\w+|entrain\w+|pris|prise"
    r"|prend|prenait|consomm\w+|utilis\w+|isol\w+|associ\w+|accompagn\w+|compatibles?|suggest\w+|evocat\w+|li[ee]{1,2}s?"
    r"|caus\w+|du|due|expliqu\w+|connu\w*|connait|connaissait|y|justifi\w+|oper\w+|transfus\w+|suspect\w+|decri\w+"
    r"|fum\w+|recherch\w+|diagnostiqu\w+|etabli\w*|affirm\w+|prouv\w+|manifest\w+|exprim\w+|demontr\w+|sembl\w+)$"
)
#: Verbs that state a relation: their complement after a preposition is denied with them.
_RELATING = re.compile(
    r"(?:associat\w+|accompan\w+|consistent|suggestive|compatible|related|caus\w+|due|attribut\w+|explain\w*|expos\w+"
    r"|complain\w*|associ\w+|accompagn\w+|compatibles?|suggest\w+|evocat\w+|li[ee]{1,2}s?|du|due|dus|dues|expliqu\w+"
    r"|plain\w+|souffr\w+|suffer\w*|benefici\w+|subi|subie|treated|managed|secondary|secondaires?|attribuables?|consecuti\w+|imputables?|dus?|dues?|resulting|traitee?s?)$"
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
