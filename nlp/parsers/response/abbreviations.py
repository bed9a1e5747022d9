"""What makes `PD`, `RP`, `RC` a response: an exam, a treatment, a line of treatment or lesions beside them.

The same letters are the progesterone receptor, a chest film, a professor, a report or a dialysis.
"""

from __future__ import annotations

import re

from nlp.dates.words import MONTH
from nlp.lexicon.trie import Match
from nlp.text.reading import Reading

_EXAM = r"(?:irm|mri|tdm|scanner|scan|ct|tep|pet(?:[-/ ]?ct)?|bom|myelo\w*|marrow|restaging|reevaluation|bilan)"
_AFTER_EXAM = re.compile(rf"\b{_EXAM}\b[^.;:\n]{{0,30}}: ?$")
_BEFORE_EXAM = re.compile(rf",? (?:au|a la|a l'|sur|on|at|by|selon) (?:la |le |l'|the )?{_EXAM}\b")
#: What follows an abbreviation that is no receptor with its percentage.
_ALONE = re.compile(rf" ?(?:[.,;:)]|$|\n)| \(| (?:on|in|en|puis|then|after|apres)\b| (?:{MONTH})\b| \d{{1,2}}/\d")
#: Beside these an abbreviation is a receptor of a list, or a person's initials.
_RECEPTOR = re.compile(r"\ber\b.{0,8}$|[/&.]$|\bdr\.? $")
#: `si PD`, `then PD Feb 2023`, `beyond PD of 11/2021`: an abbreviation between such words is a response.
_BEFORE = re.compile(
    r"\b(?:if|si|upon|at|then|puis|until|jusqu'a|en cas de|beyond|past|despite|malgre|au-dela de"
    r"|gets|reached|achieved|obtient)(?: (?:a|la|the))? ?$"
)
#: `L2 : PD`, `2022 - PD`, `03/2021 : PD`: the line of treatment, or the time, that the row is about.
_HEAD = re.compile(
    r"(?:\b(?:l ?\d|\dl|ligne \d|line \d|\d(?:re|e|eme|ere|st|nd|rd|th) (?:line|ligne))\b[^.;\n]{0,40}"
    rf"|(?:^|\n)[ \t*>#•-]*(?:(?:(?:{MONTH})\.? )?(?:19|20)\d\d|\d\d/(?:19|20)?\d\d))[ ]*[:–=(→-] ?$"
)
_ORGAN = (
    r"(?:hepat|pulm|osse|cereb|gangl|periton|pleur|surren|biochim|biolog|radiolog|metabo|clinique et|liver|lung"
    r"|bones?\b|brain|nodal|nodes?\b|pleura|adrenal|biochem|radiogr|at the primary|skin|cutan|meninge)"
)
_LESIONS = (
    r"(?:primary|nodes?\b|nodules?|lesions?|metasta|mets\b|tumeur|tumou?r|masses?\b|adenop|cibles?\b|targets?\b|ganglion"
    r"|liver|foie|poumon|lung|brain|bone)"
)
#: `PD hépatique`, `RC des nodules`, `PR of the primary`: where the response was seen.
_WHERE = re.compile(rf" (?:{_ORGAN}|(?:of|des?|du|sur|in) (?:the |la |les |l')?{_LESIONS})")


def beside_exam(reading: Reading, match: Match) -> bool:
    """`IRM 29 juin : PR.`, `RP AU SCANNER`: an abbreviation that an exam told, in either language and in capitals."""
    start, end = reading.starts[match.first], reading.ends[match.last - 1]
    if not match.entry.abbr:
        return False
    if _BEFORE_EXAM.match(reading.folded, end):
        return True
    alone = _ALONE.match(reading.folded, end) or _WHERE.match(reading.folded, end)
    return bool(alone and _AFTER_EXAM.search(reading.folded, max(0, start - 45), start))


def told_of_lesions(reading: Reading, match: Match) -> bool:
    """`(PD liver)`, `RC des nodules`: an abbreviation in its own case beside the lesions that responded or grew."""
    end = reading.ends[match.last - 1]
    return _in_its_case(reading, match) and bool(_WHERE.match(reading.folded, end))


def is_condition(reading: Reading, match: Match) -> bool:
    """`si PD`, `until PD`, `beyond PD of 11/2021`."""
    start = reading.starts[match.first]
    return match.entry.abbr and bool(_BEFORE.search(reading.folded[max(0, start - 20) : start]))


#: `RC constatée`, `CR documented`, `en RC`, `GOOD PR`: what is said of no receptor, film or report.
_FOUND = re.compile(
    r",? (?:constatee|confirmee|documentee?|obtenue|maintenue|persistante|acquise|documented|confirmed|achieved"
    r"|obtained|maintained|qui tient|au jour \d|at day \d|a j ?\d|on day \d)(?![a-z])"
)
_WITH = re.compile(r"\b(?:good|bonne|(?:lam|lal|lnh|lymphome?|myelome|aml|all)\b[^.;\n]{0,20} (?:en|in)) $")


def is_found(reading: Reading, match: Match) -> bool:
    """`RC constatée en novembre`, `LAM en RC`: a word that only a response takes."""
    start, end = reading.starts[match.first], reading.ends[match.last - 1]
    if not _in_its_case(reading, match):
        return False
    before = reading.folded[max(0, start - 40) : start]
    return bool(_FOUND.match(reading.folded, end) or _WITH.search(before))


def stands_alone(reading: Reading, match: Match) -> bool:
    """`CT 6/2/24: PD, segment VI 61 mm`, `(SD)`: English writes a response so, before a stop, a bracket or a place.

    In French a line of treatment or a date heads the row: `L2 docétaxel : PD`, `2022 : PD, nivolumab`.
    """
    start, end = reading.starts[match.first], reading.ends[match.last - 1]
    if not _in_its_case(reading, match) or not _ALONE.match(reading.folded, end):
        return False
    if _RECEPTOR.search(reading.folded[max(0, start - 12) : start]):
        return False
    return reading.sentence(match.first).lang == "en" or bool(_HEAD.search(reading.folded[max(0, start - 60) : start]))


def answers_treatment(reading: Reading, match: Match) -> bool:
    """`DHAP x2. PD.`: an abbreviation alone after a treatment of the cancer on its line is what it led to."""
    line = reading.line_of[match.first]
    if not _ALONE.match(reading.folded, reading.ends[match.last - 1]):
        return False
    treatments = (
        m for m in (*reading.matches.get("regimen", ()), *reading.matches.get("drug", ())) if m.last <= match.first
    )
    return match.entry.abbr and any(
        reading.line_of[m.first] == line and (m.entry.category == "regimen" or m.entry.code.startswith("L01"))
        for m in treatments
    )


def _in_its_case(reading: Reading, match: Match) -> bool:
    written = reading.text[reading.starts[match.first] : reading.ends[match.last - 1]]
    return match.entry.abbr and match.entry.term in written
