"""How reports write TNM (UICC, 8th edition) and stage groups, in folded text."""

import re

from nlp.text.word_set import word_set

_T = r"t(?:[0-4][a-d]?[1-3]?|(?:is|x|a)(?![a-z](?![\dx])))(?:\((?:m|s|is|dcis|pu|paget|\d{1,2})\)|(?<=\d)m(?![a-z]))?"
_N = (
    r"n(?:[0-3][a-c]?|x)(?:\((?:sn|mi|mol|i\+|i-|f|mol\+|mol-|\d{1,2}/\d{1,3})\)|mi(?![a-z])"
    r"|sn(?![a-z]))*(?:\((?:mi|sn|i\+|i-)\))?"
)
_M = r"m(?:[01][a-d]?[0-3]?|x)(?:\((?:i\+|\w{2,4})\))?"

#: A component alone or in a run such as `ypT2bN0M0`; what precedes it may not be a letter or digit.
RUN = re.compile(
    rf"(?:(?<![a-z\d])(?P<t>(?:yp|yc|rp|rc|ap|cp|up|uc|us|[ypcrau])?{_T})(?![a-z\d]*[a-z]{{3}})"
    rf"|(?P<n>(?:(?<![a-z\d])(?:yp|yc|rp|rc|yu|[ypcrau])|(?:(?<=[\d)x])|(?<=\d[a-d])|(?<=tis))[pc]?"
    rf"|(?<![a-z\d])){_N})(?![a-z\d]*[a-z]{{3}})"
    rf"|(?P<m>(?:(?<![a-z\d])(?:yp|yc|rp|rc|[ypcra])|(?:(?<=[\d)x])|(?<=\d[a-c]))[pc]?|(?<![a-z\d])){_M})(?![a-z\d]*[a-z]{{3}}))"
)
#: The letter of a component, and the letters that its prefix may have.
CORE = re.compile(r"[tnm](?<![e-oqtvwz].)(?=(?<=t)(?:[0-4x]|is|a)|(?<=n)[0-3x]|(?<=m)[01x])")
PREFIX = frozenset("acprsuy")
QUICK = re.compile(r"(?<![a-z])[ypcrau]{0,2}[tnm](?:[0-4x]|is)")

#: Words that a stage group may begin with.
GROUP_BEGINS = word_set("stade stades stage stages staging figo ajcc uicc ann lugano riss r")
GROUP = re.compile(
    r"(?<![a-z])(?P<word>stades?|stages?|staging|stage group|stade figo|figo stage|figo|ajcc|uicc"
    r"|ann arbor|lugano|r-?iss(?: stage)?)"
    r"(?:[ :=]{1,3}(?:(?:clinique|clinical|pathologi(?:que|cal|c)|pronosti(?:que|c)|prognostic"
    r"|anatomi(?:que|c)|figo|uicc|ajcc|"
    r"ann[ -]arbor|tnm|iss|group|groupe|global|initial|de|d'ann arbor|\(\w{4}\)|8e?|8th"
    r"|\d{4})[ :]{1,2}){0,3}| )"
    r"(?P<value>(?:iv|i{1,3})(?: ?(?!de\b)[a-e](?:[1-4]|s|e)?(?!['a-z]))?|[0-4] ?[a-e]?[1-4]?|iiii)(?![a-z\d]|[.,/]\d)"
)
#: What makes `stage 3` something else: a kidney's, a scar's, a grade's.
NOT_A_TUMOUR_STAGE = re.compile(
    r"(?<![a-z])(?:insuffisance renale(?: chronique)?|irc|mrc|ckd|maladie renale(?: chronique)?|kidney disease"
    r"|nyha|escarre|pressure ulcer|fibrose"
    r"|bpco|copd|gold|ards|aki|decubitus|encephalopath\w+|lymphoedeme|puberte|tanner|chronique|aux?"
    r"|ce|this|at)[ ,:()\-]{0,3}$"
)
#: `T2` is a sequence or a vertebra beside these words.
MRI_WORDS = re.compile(
    r"hypersignal|hyposignal|isosignal|signal|pondere|sequence|weighted|stir|flair|diffusion|vertebr"
    r"|dorsal|rachis|spine|gadolinium"
    r"|hyperintens|hypointens|hypo-?intens|intensit|sagittal|axial|lesions? of|injecte|fat ?sat"
    r"|spinal|corps vertebr|etage|cord|moelle|plateau"
)
