"""Lines of treatment in the order in which a report tells them: a later line ends the earlier one.

`En 2020 létrozole. Puis fulvestrant. Depuis mai, capécitabine` leaves one treatment present. Androgen deprivation by
castration goes on under later lines (EAU guidelines on prostate cancer, castration-resistant disease).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations

from nlp.assertion.beside import around, goes_on_beside
from nlp.assertion.days import days_before
from nlp.candidates import Candidate
from nlp.text.reading import Reading

#: ATC codes of systemic treatments of a cancer.
SYSTEMIC = ("L01", "L02", "L04AX02", "L04AX04", "L04AX06", "V10X", "H01CB")
#: Castration: LHRH agonists and antagonists, which no later line ends.
CASTRATION = ("L02AE", "L02BX01", "L02BX02", "L02BX04")
_CATEGORIES = frozenset(["chemotherapy", "immunotherapy", "targeted_therapy", "hormone_therapy"])
#: Words between two treatments that make the second one follow the first.
_NEXT = re.compile(
    r"\b(?:puis|relais|relaye\w*|ensuite|then|switch\w*|chang\w+|replac\w+|remplac\w+|suivie?s? (?:de|d'|par)"
    r"|followed by"
    r"|subsequently|secondairement|ulterieurement|passage a|convert\w+|rotation|substitu\w+"
    r"|(?:2|3|4|5)(?:e|eme|nde?|rd|th)[ -](?:ligne|line)|(?:deuxieme|seconde|troisieme|quatrieme|second|third|fourth)"
    r"[ -](?:ligne|line)|l[2-5]\b)|(?:→|->|=>)"
)
#: Words before a treatment that put it beside the earlier one.
_BESIDE = re.compile(
    r"(?:\b(?:avec|with|associe\w*|association|combin\w+|ajout\w*|add\w*|plus|concomit\w*|concurrent\w*)"
    r"|\+)[^.;]{0,20}$"
)
_ADDED = re.compile(r"^ (?:was |is |a ete |est )?(?:added|ajoutee?s?|adjointe?s?)\b")
_STILL = re.compile(
    r"^[^.;\n]{0,45}\b(?:en cours|ongoing|a ce jour|to date|poursuivie?|continu(?:e|es|ed)|maintenue?)\b"
)
#: Reports of one episode of care: what is replaced within it was given in it.
EPISODES = frozenset(["radiotherapy", "discharge"])
#: How many characters of a story may part a line from the next where words alone join them.
REACH = 400


@dataclass(slots=True)
class _Line:
    """Systemic treatments named together, and the date on which they began."""

    members: list[Candidate]

    @property
    def first(self) -> int:
        return self.members[0].first

    @property
    def last(self) -> int:
        return self.members[-1].last

    @property
    def began(self) -> str:
        return next((c.date for c in self.members if c.date and not c.data.get("end")), "")

    @property
    def since(self) -> bool:
        return any(c.data.get("since") for c in self.members)

    @property
    def names(self) -> set[str]:
        return {c.code or c.value or "" for c in self.members}


def close_earlier_lines(reading: Reading) -> None:
    """Make historical each present line of systemic treatment that a later one of the report's story replaces.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("Elle a pris du létrozole. Puis relais par fulvestrant.")
    >>> reading.candidates = [Candidate(4, 5, "drug", "L02BG04"), Candidate(9, 10, "drug", "L02BA03")]
    >>> close_earlier_lines(reading); [c.assertion for c in reading.candidates]
    ['historical', 'present']
    """
    lines, kept = _lines(reading), _told_to_go_on(reading)
    for earlier, later in combinations(lines, 2):
        if any(c.assertion == "present" for c in earlier.members) and _replaces(reading, earlier, later):
            for candidate in earlier.members:
                if candidate.assertion == "present" and candidate.code not in kept and not _stays(reading, candidate):
                    candidate.assertion = "historical"


def _told_to_go_on(reading: Reading) -> set[str]:
    """Codes of drugs of which the report says somewhere that they go on: `le mitotane est poursuivi`."""
    return {c.code or "" for c in reading.candidates if c.kind == "drug" and _goes_on_somewhere(reading, c)}


def _goes_on_somewhere(reading: Reading, drug: Candidate) -> bool:
    section = reading.sentence(drug.first).section
    told = drug.data.get("stated") == "present" or (section == "plan" and _stays(reading, drug))
    return drug.assertion == "present" and told


def close_before_operation(reading: Reading) -> None:
    """Make historical what was given before an operation whose specimen is staged after treatment (`yp`, TNM)."""
    staged = [c.first for c in reading.candidates if c.kind == "stage" and (c.value or "").lower().startswith("yp")]
    operations = [
        c.first for c in reading.candidates if c.value == "surgery" and c.assertion in ("present", "historical")
    ]
    last = max((first for first in operations if staged and first < max(staged)), default=0)
    for candidate in reading.candidates:
        told = candidate.first < last and candidate.assertion == "present" and _is_systemic(candidate)
        if told and not candidate.data.get("since") and not _stays(reading, candidate):
            candidate.assertion = "historical"


#: Words before a drug that tell what it caused, not that it is given.
_CAUSED = re.compile(
    r"\b(?:due?s? (?:au|a la|a|aux|to)|secondaires? (?:au|a la|a|to|aux)|liee?s? (?:au|a la|a|aux)|related to"
    r"|induite?s? par|laissee?s? par|causee?s? par|left by|caused by"
    r"|induced by|post[- ]?|imputable\w* (?:au|a la|a)|attributed to|attribue\w* (?:au|a la|a)|toxicite (?:du|de la"
    r"|de))"
    r" ?(?:l'|le |la |the )?$"
)


def close_repeats(reading: Reading) -> None:
    """Make historical a drug named as the cause of a harm, where the report gives it nowhere else."""
    for candidate in reading.candidates:
        if candidate.kind == "drug" and candidate.assertion == "present" and _is_systemic(candidate):
            before, _ = around(reading, candidate)
            if (_CAUSED.search(before) or _is_cause(reading, candidate)) and not _is_given_elsewhere(
                reading, candidate
            ):
                candidate.assertion = "historical"


def _is_cause(reading: Reading, drug: Candidate) -> bool:
    """`la neuropathie du paclitaxel`, `colitis from ipilimumab`."""
    if drug.first < 2 or reading.words[drug.first - 1] not in ("du", "au", "of", "from"):
        return False
    return any(c.kind == "diagnosis" and c.last == drug.first - 1 for c in reading.candidates)


def _is_given_elsewhere(reading: Reading, drug: Candidate) -> bool:
    return any(c.assertion == "present" and c.code == drug.code and c is not drug for c in reading.candidates)


def _lines(reading: Reading) -> list[_Line]:
    told = [c for c in reading.candidates if _is_systemic(c) and c.assertion in ("present", "historical")]
    lines: list[_Line] = []
    for candidate in sorted(told, key=lambda c: c.first):
        if lines and _goes_with(reading, lines[-1].members[-1], candidate):
            lines[-1].members.append(candidate)
        else:
            lines.append(_Line([candidate]))
    return lines


def _is_systemic(candidate: Candidate) -> bool:
    return (
        candidate.value in _CATEGORIES if candidate.kind == "treatment" else (candidate.code or "").startswith(SYSTEMIC)
    )


def _goes_with(reading: Reading, left: Candidate, right: Candidate) -> bool:
    if reading.sentence_of[left.first] != reading.sentence_of[right.first] or right.first - left.last > 8:
        return False
    between = reading.folded[reading.ends[left.last - 1] : reading.starts[right.first]]
    return not _NEXT.search(between) and ";" not in between


def _replaces(reading: Reading, earlier: _Line, later: _Line) -> bool:
    if earlier.names & later.names or reading.sentence(later.first).section == "plan":
        return False
    if reading.report_type in EPISODES and not _before_the_stay(reading, earlier, later):
        return False
    start, end = reading.ends[earlier.last - 1], reading.starts[later.first]
    between = reading.folded[start:end]
    if _BESIDE.search(between[-40:]) or _ADDED.match(reading.folded[reading.ends[later.first] :][:30]):
        return False
    if earlier.began and later.began:
        return later.began > earlier.began and not later.began.startswith(earlier.began)
    return len(between) < REACH and (later.since or bool(_NEXT.search(between)))


#: A line that began this many days before the report of a stay, or earlier, may have been replaced before it.
STAY_DAYS = 45


def _before_the_stay(reading: Reading, earlier: _Line, later: _Line) -> bool:
    """Both lines have a date before the stay, or the later one goes on since such a date."""
    days = [days_before(reading.report_date, line.began) for line in (earlier, later)]
    if later.since and not earlier.began:
        return (days[1] or 0) > STAY_DAYS
    return None not in days and (days[0] or 0) > STAY_DAYS


def _stays(reading: Reading, candidate: Candidate) -> bool:
    """Castration, and what its own words say goes on."""
    if (candidate.code or "").startswith(CASTRATION):
        return True
    before, after = around(reading, candidate)
    return goes_on_beside(before, after) or bool(_STILL.match(after))
