"""A response whose category stands alone behind the word: `Best response: complete`, `réponse nodale : partielle`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nlp.dates.words import MONTH

_CATEGORIES = {"complet": "CR", "partial": "PR", "partiel": "PR", "stab": "SD", "progress": "PD"}
_TOLD = re.compile(
    r"(?<![a-z])(?:response|reponse)s?\b(?P<to>[^.;:=\n]{0,30}?)"
    r"(?: ?[:=] ?| [-–] | (?:was|is|has been|est|etait|reste|restait|remains) )"
    r"(?:(?:a|une|only|seulement|good|very good) )?"
    r"(?P<category>complete|partial|partielle|(?<=[:=] )stable|progressi(?:on|ve))(?![a-z-])"
    r"(?= ?(?:[.,;:)(\n]|$| (?:response|reponse|in|en|at|a|au|on|with|avec|et|and|after|apres)\b))"
)

#: What makes a response a tumour's: how it is judged, what was seen or given. A wound, a pupil, a letter have one too.
_TUMOURS = (
    r"(?:best|meilleure|overall|objecti[fv]|tumou?r|nodal|gangl|metaboli|radiolog|radiograph|patholog|histolog|morpholog"
    r"|clini(?:cal|que)|cytogen|molecul|bioch[ie]mi|h(?:a?e)mato|iconogr|imag|scan|recist|lugano|deauville|percist"
    r"|treatment|traitement|chemo|chimio|radiother|radioch|radiat|irradi|immunother|hormonother|neo-?adj|induction|consolid"
    r"|globale?\b|initiale?\b|finale?\b|(?:cycle|cure|course|line|ligne)s?\b"
    r"|(?:ct|pet|tep|tdm|irm|mri|rt|crt|l ?\d|\dl|c\d)\b"
    r"|lesion|metasta|mets\b|primary|primiti|hepat|liver|pulmon|lung|osseu|bone|brain|cerebr|disease|maladie|cancer"
    r"|carcin|lymphom|myelom|leuk|leuc|sarcom|melanom)"
)
#: Right before the word: nothing, an article, or what makes it a tumour's.
_LED = re.compile(rf"(?:^|[^a-z' ]|\b(?:the|a|la|une|sa|his|her|their|good|bonne|with|avec|{_TUMOURS}[a-z]*)|l') ?$")
#: Behind the word: nothing but its day, or what makes it a tumour's.
_WHEN = rf"(?:to date|today|now|ce jour|currently|actuellement|(?:in|en|on|le|au|of)\b|(?:{MONTH})\b\.?|\d[\d/.-]*+)"
_OF = re.compile(rf"(?:[ ,]*+{_WHEN})*+[ ,]*$|.*\b{_TUMOURS}")
#: Responses that are no tumour's in spite of such a word, by another one of the same phrase.
_ANOTHER = re.compile(
    r"vaccin|antalg|analges|immune\b|ventric|cortico|steroid|dexameth|prednis|antibio|metoclop|antiemet|glycem|tension"
    r"|hypertens|serolog|plaquett|platelet|transfus|volem|fluid|diuret|emotion|letter|courrier|\bpain\b|douleur|symptom"
)


def told_responses(folded: str, given: Sequence[tuple[int, int]] = ()) -> Iterator[tuple[int, int, str]]:
    """Start, end and category of each response that one word behind `response` tells.

    Args:
        given: where the text names cancer drugs, regimens and other treatments, in characters.

    >>> text = "best response in first line: partial. reponse : complete. wound response: complete"
    >>> [(text[start:end], value) for start, end, value in told_responses(text)]
    [('partial', 'PR'), ('complete', 'CR')]
    """
    for match in _TOLD.finditer(folded):
        if _ANOTHER.search(folded, max(0, match.start() - 15), match.start("category")):
            continue
        start, end = match.span("to")
        treated = any(start <= first and last <= end for first, last in given)
        if not _LED.search(folded[max(0, match.start() - 30) : match.start()]) or not (
            treated or _OF.match(folded, start, end)
        ):
            continue
        value = next(value for begins, value in _CATEGORIES.items() if match["category"].startswith(begins))
        yield *match.span("category"), value
