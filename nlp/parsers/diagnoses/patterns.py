"""The grammar of a composed diagnosis: heads, the words allowed between head and site, and lists of sites.

Sites and histologies are rows of the terminology tables; only the words that bind them are here.
"""

from collections.abc import Iterator

from medomics_ehr.terminology import tables
from nlp.lexicon.entries import Entry
from nlp.lexicon.trie import Trie
from nlp.text.fold import stem
from nlp.text.word_set import word_set

HEADS: dict[str, str] = {
    # A malignant tumour of the site that is named with it.
    "tumour": """cancer|cancers|néoplasie|néoplasies|néo|néoplasme|néoplasme malin|tumeur maligne
        |tumeurs malignes|tumeur primitive|k|malignancy|malignancies|malignant tumour
        |malignant tumor|malignant neoplasm|primary|primaries|primitif|néoplasie maligne
        |primary tumour|primary tumor|primary cancer|carcinogenèse|cancerous lesion|cancéreux
        |maligne|tumeur|tumour|tumor|ca|tumeurs|tumours|tumors|neoplasm""",
    "metastasis": """métastase|métastases|metastasis|metastases|mets|méta|métas|lésion secondaire
        |lésions secondaires|localisation secondaire|localisations secondaires
        |localisation métastatique|localisations métastatiques|lésion métastatique
        |lésions métastatiques|foyer secondaire|foyers secondaires|metastatic deposit
        |metastatic deposits|metastatic lesion|metastatic lesions|metastatic disease
        |metastatic involvement|metastatic spread|secondary deposit|secondary deposits
        |secondary lesion|secondary lesions|secondaries|secondary localisation|secondary location
        |nodule métastatique|nodules métastatiques|dépôt métastatique|dépôts métastatiques
        |dépôt secondaire|dissémination|dissémination métastatique|dissémination secondaire
        |dépôts secondaires|dépôts|deposit|deposits|implant|implants|localisation tumorale
        |localisations tumorales|micrométastase|micrométastases|micrometastasis|micrometastases
        |macrométastase|macrométastases|macrometastasis|macrometastases|atteinte secondaire
        |atteintes secondaires|atteinte métastatique|localisation|localisations
        |extension métastatique|extension secondaire|spread|metastatic focus|metastatic foci|mts
        |meta|metas|dissemination|nodules secondaires|nodule secondaire|m+|m""",
    "metastatic": """métastatique|métastatiques|metastatic to|metastatic|métastasé|métastasée|secondaire
        |secondaires|métastasé à|métastasée à|metastatic in|métastatique à|métastatiques à
        |métastatique au niveau""",
    "involvement": """envahissement|envahissements|atteinte|atteintes|extension|involvement|infiltration
        |invasion|envahi|envahis|envahie|envahies|involved|disease|maladie|positif|positifs
        |positive|positivité""",
    "in_situ": "in situ disease|in-situ disease|maladie in situ",
    "recurrence": """récidive|récidives|récidive locale|récidive locorégionale|récidive tumorale|rechute
        |rechutes|rechute locale|rechute locorégionale|recurrence|recurrences|local recurrence
        |locoregional recurrence|locally recurrent disease|recurrent disease|relapse|relapses
        |disease recurrence|tumour recurrence|tumor recurrence|reliquat tumoral|résidu tumoral
        |residual disease|residual tumour|residual tumor|tumeur résiduelle|maladie résiduelle
        |local relapse|récidive néoplasique|reprise évolutive|reprise tumorale|reliquat|repousse tumorale
        |poursuite évolutive locale|residual cancer|récidivé""",
    # What is said of a node that a tumour has reached.
    "of_nodes": "suspect|suspecte|suspects|suspectes|tumoral|tumorale|tumorales|tumoraux|pathologique|pathologiques",
}  # fmt: skip

#: Heads that say nothing alone: they need a site beside them, and some need a node.
NEEDS_SITE = word_set(
    "tumeur tumeurs tumour tumours tumor tumors ca k primary primaries primitif neo maligne deposit"
    " deposits depot depots spread dissemination "
    "localisation localisations implant implants neoplasm cancereux meta metas mts carcinogenese m"
)

#: Other words for a lesion of the table `site_lesions`.
LESIONS = {
    "cyst": ("simple cyst",),
    "kyste": ("kyste simple", "kystique simple", "formation kystique simple", "formation kystique"),
}
#: Lesions whose organ may be told beside them: `Vésicule : petit polype`.
FOUND_IN_CONTEXT = frozenset([
    "stone", "stones", "calculus", "calculi", "hyperplasia",
    "kyste", "cyst", "polype", "polyp", "abcès", "abscess", "pseudokyste", "pseudocyst",
    "hyperplasie", "lithiase", "lithiasis", "calcul", "calculs",
])  # fmt: skip


def _heads() -> Iterator[Entry]:
    for role, phrases in HEADS.items():
        yield from (Entry("head", phrase.strip(), value=role) for phrase in phrases.split("|"))
    lesions = {stem(row["term"]): (row["term"], row["lang"]) for row in tables.rows("site_lesions")}
    for term, lang in lesions.values():
        data = {"lesion": term, "lang": lang}
        yield from (Entry("head", phrase, value="lesion", data=data) for phrase in (term, *LESIONS.get(term, ())))


HEAD_TRIE = Trie(_heads())

LATERALITY = word_set(
    "droit droite gauche gauches droits droites bilateral bilaterale bilateraux bilaterales right"
    " left d g dt gche unilateral unilaterale"
)

#: Words that may stand between a head and its site, on the right.
BETWEEN = LATERALITY | word_set(
    "de du des d l la le les au aux en dans sur a un une ' - of the in to from on at within"
    " involving arising origin origine type "
    "primitif primitive primitifs primitives infiltrant infiltrante invasif invasive invasives"
    " infiltrating invasive metastatique metastatiques metastatic "
    "multifocal multifocale bifocal recidivant recidivante recurrent localement avance avancee"
    " locally advanced residuel residuelle residual "
    "peu moyennement bien differencie differenciee indifferencie mal well moderately poorly"
    " differentiated undifferentiated haut bas grade high low "
    "opere operee traite traitee resecable connu connue multiple multiples nouvelle nouvelles"
    " nouveau nouveaux new known suspect secondaire secondaires "
    "synchrone synchrones metachrone metachrones unique uniques uni multi bi diffuse diffuses diffus"
    " largement plusieurs several small large tumorale tumoral "
    "localise localisee etendu etendue limite limitee superficiel superficielle point depart"
    " developpe developpee aux depens niveau s'etendant ducal "
    "apparent apparente probable possible aspect evidence evident controlateral controlaterale"
    " homolateral ipsilateral contralateral homolaterale controlaterales "
    "non muqueuse epidermoide mixte classique classical conventional usual nos nst sans specificite"
    " ulcere ulceree ulcerated nodulaire bourgeonnant stenosant stenosante "
    "agressif agressive operable inoperable unresectable borderline early late stage s early-stage"
    " distal distale proximal proximale"
    " castration resistant hormono sensible resistante chimio triple negatif negative "
    "g1 g2 g3 i ii iii iv 1 2 3 4 muscle"
)

#: Words that may stand between a site and its head, when the site comes first (English).
BETWEEN_LEFT = LATERALITY | word_set(
    "invasive infiltrating primary metastatic recurrent advanced squamous high low grade small non"
    " cell new early stage triple negative suspected possible - malignant residual "
    "tumor tumour tumoral "
    "nodal node nodes lymph positive locally differentiated poorly moderately well known multiple likely occult or"
    " muscle"
)

JOINERS = frozenset([",", "et", "ou", "ni", "and", "or", "nor", "/", "+", "&", "puis", "-", "voire", "and/or"])
JOINED_FILLERS = LATERALITY | word_set(
    "de du des d l la le les au aux ' dans sur en the of in to with or un une deux trois quatre plusieurs autre autres"
)

#: Names of months and seasons, folded, as a pattern.
MONTHS = (
    r"janv\w*|fev\w*|mars|avr\w*|mai|juin|juil\w*|aout|sept\w*|oct\w*|nov\w*|dec\w*|printemps|ete|automne|hiver"
    r"|january|february|march|april|may|june|july|august|september|october|november|december"
)
