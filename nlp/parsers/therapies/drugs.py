"""Whether a drug's name is meant as a drug: short forms beside others, hormones that were measured, tests named so."""

from __future__ import annotations

import re

from nlp.lexicon.trie import Match
from nlp.text.fold import fold
from nlp.text.reading import Reading

#: What joins a short form to another drug: `gem-nab`, `carbo/pem`, `ipi + nivo`.
_JOINED = re.compile(r" ?[-/+&] ?| (?:and|et|plus|with) ")
#: A dose, a schedule or a course behind a short form: `cabo 40`, `dex 8 mg`, `pem q3w`; not a day: `ven 12 mars`.
_DAY = r"\d\d?(?:er)?(?:[/-]\d|\.\d\d?\.| (?:jan|fe[bv]|mar|a[pv]r|ma[iy]|jui?[nl]|aou|aug|sep|oct|nov|dec))"
_DOSED = re.compile(
    rf" (?!(?:19|20)\d\d|{_DAY})\d|,? q ?\d|,? ?[x×] ?\d| (?:daily|weekly|mainten|monotherap|mono\b|alone|cycle)"
)
_GIVEN = re.compile(r"(?<![a-z])(?:on|sous|plus|stopped|stop|held|hold|dropped|drop|maintenance|weekly|1l|2l|3l) $")
#: Beginnings of the ATC of vitamins, minerals and hormones, which laboratories measure too.
_MEASURED = ("A11", "A12", "B03B", "G03", "H01", "H03A")
_RESULT = re.compile(
    r"(?: (?:level|of|at|was|is|:|=|<|>|a|stores?))*[ :=<>]{0,3}\d+(?:[.,]\d+)? ?(?:n|p|u|µ|m)?(?:g|mol)/d?m?l"
    r"| (?:levels?|replete|stores?|deficien\w+|insufficien\w+|normal|low)\b"
)
#: What a class of drugs only describes: `taxane days`, `steroid-induced`, `platinum rechallenge`.
_DESCRIBES = re.compile(
    r"[- ](?:induced|related|associated|cardiomyopath\w*|days|rechallenge|sensitiv\w*|resist\w*|refract\w*|based|free"
    r"|naive|neuropath\w*|toxicity|sugars|failure|exposure|diabetes|dependen\w*|use disorder|portion|doublet|eligible"
    r"|allergy|doses?\b|responsive|sparing|dosing|myopathy|withdrawal|side effects?)\b"
)
#: `ASA 3`: the anaesthetist's class of the patient.
_GRADE = re.compile(r" ?[:=]? ?(?:[1-5]|i{1,3}|iv)(?![\w.,]\d|\w| ?m?g\b)")
#: `Rai stage III` of a lymphocytic leukaemia, in capitals.
_RAI_STAGE = re.compile(r"[- ](?:stag|scor|(?:i{1,3}|iv|[0-4])(?![a-z\d]|[.,/]\d))")
#: `IPI 3`: a prognostic index; `PAC x3 2015`, `s/p PAC`: a bypass.
_INDEX = re.compile(r" ?(?:score )?[:=]? ?(?:[0-5](?!\d|[.,]\d| ?mg)|low|high|faible|eleve|interm|bas\b|haut)")
_BYPASS_BEHIND = re.compile(r" ?(?:[x×] ?\d| ?\(?(?:19|20)\d\d)")
_BYPASS_BEFORE = re.compile(
    r"\b(?:s/p|atcd de|antecedents? de|double|triple|quadruple|quintuple|post|mcas|idm)[ ,:-]{1,2}$"
)
#: A dye that shows a leak is no treatment.
_LEAK = re.compile(r"\bleak|\bfuites?\b|\betanch|\bepreuve au|\btest\b|\bdye\b")
_TEST = re.compile(r" (?:\w+ )?(?:test|stimulation|challenge|suppression)\b")


def is_drug(reading: Reading, match: Match, drugs: list[Match]) -> bool:
    """Whether a drug's name is meant as one.

    Args:
        drugs: all names of drugs of the reading.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.lexicon import Entry, Trie
    >>> nivo = Entry("drug", "nivo", code="L01FF01", data={"short": "short"})
    >>> trie = Trie([nivo, Entry("drug", "ipilimumab", code="L01FX04")])
    >>> for text in ("Ipilimumab + nivo x4", "nivo is nice"):
    ...     reading = read_text(text); drugs = trie.find(reading)["drug"]
    ...     print([is_drug(reading, match, drugs) for match in drugs])
    [True, True]
    [False]
    """
    start, end = reading.starts[match.first], reading.ends[match.last - 1]
    if match.entry.code.startswith(_MEASURED) and _RESULT.match(reading.folded, end):
        return False
    if reading.text[start:end] == "RAI" and _RAI_STAGE.match(reading.folded, end):
        return False
    if "listed" in match.entry.data:
        return _is_prescribed(reading, match, drugs)
    if "class" in match.entry.data and (_DESCRIBES.match(reading.folded, end) or _is_label(reading, match, drugs)):
        return False
    tested = _TEST.match(reading.folded, end) and not match.entry.code.startswith("J")
    if tested or (reading.text[start:end] == "ASA" and _GRADE.match(reading.folded, end)):
        return False
    if reading.text[start:end] == "IPI" and _INDEX.match(reading.folded, end):
        return False
    if reading.text[start:end] == "PAC" and (
        _BYPASS_BEHIND.match(reading.folded, end) or _BYPASS_BEFORE.search(reading.folded[max(0, start - 20) : start])
    ):
        return False
    if match.entry.code == "V03AB17" and _LEAK.search(reading.folded[max(0, start - 40) : end + 25]):
        return False
    if "short" not in match.entry.data:
        return True
    return (
        reading.words[match.first] == fold(match.entry.term)
        and (  # `PACS` is no more than one `pac`.
            bool(_DOSED.match(reading.folded, end))
            or bool(_GIVEN.search(reading.folded[max(0, start - 14) : start]))
            or _is_joined(reading, match, drugs)
        )
    )


_DOSE = re.compile(r" ?\d+(?:[.,]\d+)? ?m?g(?! ?/)\b")
_NUMBER = re.compile(r" ?[:=<>]? ?\d| (?:level|normal|corr|ionis|total|low|high|bas\b|eleve)")


def _is_prescribed(reading: Reading, match: Match, drugs: list[Match]) -> bool:
    """`lisinopril, calcium, aspirin`: what a laboratory measures too is a drug by its dose or between other drugs."""
    end = reading.ends[match.last - 1]
    if _DOSE.match(reading.folded, end):
        return True
    if _NUMBER.match(reading.folded, end):
        return False
    comma = {",", ";", "+"}
    before = any(other.last + 1 == match.first and reading.words[other.last] in comma for other in drugs)
    behind = match.last < len(reading) and reading.words[match.last] in comma
    after = behind and any(
        other.first == match.last + 1 and not other.entry.code.startswith(_MEASURED) for other in drugs
    )
    return (before and (after or behind or _ends_line(reading, match))) or after


def _ends_line(reading: Reading, match: Match) -> bool:
    return (
        match.last == len(reading) or reading.words[match.last] == "." or not reading.same_line(match.first, match.last)
    )


def _is_label(reading: Reading, match: Match, drugs: list[Match]) -> bool:
    """`Opioids: oxycodone at home`: a class before a colon names what follows, not itself."""
    colon = match.last < len(reading) and reading.words[match.last] == ":"
    return colon and any(match.last < other.first <= match.last + 2 for other in drugs)


def _is_anticancer(match: Match) -> bool:
    """Whether a drug in full treats cancers: a short form in a list with it (`VCR, dex`) is one too."""
    return match.entry.code.startswith("L01") and "short" not in match.entry.data


def _is_joined(reading: Reading, match: Match, drugs: list[Match]) -> bool:
    """Whether another drug stands right beside a short form, with no more than what joins them."""
    for other in drugs:
        left, right = (other, match) if other.first < match.first else (match, other)
        if other is not match and 0 <= right.first - left.last <= 2:
            between = reading.folded[reading.ends[left.last - 1] : reading.starts[right.first]]
            if _JOINED.fullmatch(between) or (between == ", " and _is_anticancer(other)):
                return True
    return False
