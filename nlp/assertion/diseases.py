"""What a disease's date, section and nature say of its assertion, where no cue does: `present` or `historical`."""

from __future__ import annotations

import re

from medomics_ehr.contracts.finding import Assertion
from nlp.assertion.days import days_before
from nlp.candidates import Candidate
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

#: A disease dated this many days before the report, and not the report's own, is the patient's past.
PAST_DAYS = 240
#: An acute event of a story that old is over.
EVENT_DAYS = 120
#: ICD-10 categories of diseases that stay: a year beside them is that of their discovery.
CHRONIC = tuple(
    sorted(
        word_set(
            "I10 I11 I12 I20 I25.0 I25.1 I25.5 I25.9 I27 I34 I35 I42 I48 I50 I70 I71 I73 I83 I87 E03 E05 E06 E10 E11 "
            "E14 E27 E66 E78 E83.1 J41 J42 J43 J44 J45 J47 J84 N18 N19 N40 N80 K21 K50 K51 K57 K58 K70 K73 K74 K75.4 "
            "K76 K86.1 K90 B18 B24 M05 M06 M10 M15 M16 M17 M32 M34 M35 M45 M47 M79.7 M80 M81 G20 G30 G35 G40 G43 G47 "
            "G62 F20 F31 F32 F33 F41 H35 H40 H90 L40 D50 D51 D56 D57 D68 D80 D86 Q"
        )
    )
)
#: ICD-10 categories of events that end: infarction, stroke, embolism, phlebitis, infection, toxicity, fracture.
ACUTE = tuple(
    sorted(
        word_set(
            "I21 I22 I26 I30 I40 I60 I61 I62 I63 I64 I80 I81 I82 I51.4 G45 G40.6 J06 J12 J15 J18 J20 J22 J70 J85 J93 "
            "J95 N10 N12 N17 N30 N39 K12 K25 K26 K35 K52.1 K56 K57.2 K63.1 K65 K71 K80.0 K81 K83.0 K85 K91 A04 A09 A15 "
            "A16 A19 A40 A41 B00 B02 B16 B37 B44 B59 D65 D70 D69.6 L27 L50 L58 L89 E83.5 E87 E88.3 O S T U07"
        )
    )
)


def is_chronic(candidate: Candidate) -> bool:
    """True for a disease that stays with the patient, whatever history it stands in."""
    return (candidate.code or "").startswith(CHRONIC)


def disease_assertion(reading: Reading, candidate: Candidate, section: str, era: int | None, primary: str) -> Assertion:
    """`present` or `historical` for a disease over which no cue has a scope.

    Args:
        section: the kind of section that it stands in.
        era: age in days of the story that its paragraph tells, None where that has no date.
        primary: the code of the report's own cancer, "" where there is none.
    """
    age = days_before(reading.report_date, candidate.date)
    if age is None and section == "history" and _is_past_by_nature(candidate, primary):
        return "historical"
    if candidate.kind == "diagnosis" and _led_to(candidate, primary):
        return "historical"
    if candidate.kind == "diagnosis" and _was_operated(reading, candidate, primary):
        return "historical"
    acute = (candidate.code or "").startswith(ACUTE)
    if age is None and acute and era is not None and era > EVENT_DAYS:
        return "historical"
    if age is None and _had_at_an_age(reading, candidate) and not (candidate.code or "").startswith(primary[:3] or "C"):
        return "historical"
    if is_chronic(candidate) or age is None or age < (EVENT_DAYS if acute else PAST_DAYS):
        return "present"
    if candidate.data.get("since") or candidate.role in ("metastasis", "recurrence"):
        return "present"
    code = _tumour_code(reading, candidate, primary)
    return "present" if code[:1] == "C" and code[:3] == primary[:3] and section != "history" else "historical"


_AT_AN_AGE = re.compile(
    r"^ ?\(?(?:(?:aged|at age|at the age of|at) \d{2}\b(?! ?(?:mm|cm|%|h\b|/|weeks|months|days))"
    r"|a (?:l'age de )?\d{1,2} ans)"
)


def _had_at_an_age(reading: Reading, candidate: Candidate) -> bool:
    """`breast cancer aged 45`, of another disease than the report's."""
    end = reading.ends[candidate.last - 1]
    return bool(_AT_AN_AGE.match(reading.folded[end : end + 30]))


#: Diseases that become another one, by ICD-10: a gammopathy is over where the report is of a myeloma.
_PRECURSORS = {"D47.2": "C90", "D46": "C92"}


def _led_to(candidate: Candidate, primary: str) -> bool:
    code = candidate.code or ""
    return any(code.startswith(early) and primary.startswith(late) for early, late in _PRECURSORS.items())


def _tumour_code(reading: Reading, candidate: Candidate, primary: str) -> str:
    """The ICD-10 code of a diagnosis, or of the tumour whose histology this is."""
    if candidate.kind != "morphology":
        return candidate.code or ""
    tumours = (c for c in reading.candidates if c.kind == "diagnosis" and c.role == "tumour")
    return next((c.code or "" for c in tumours if c.first <= candidate.first < c.last), primary)


def _was_operated(reading: Reading, candidate: Candidate, primary: str) -> bool:
    """`hystérectomie pour fibrome`: what an old operation was done for is over with it."""
    code = candidate.code or ""
    if reading.words[candidate.first - 1 : candidate.first] not in (["pour"], ["for"]) or (
        code[:1] == "C" and code[:3] == primary[:3]
    ):
        return False
    return any(
        c.value == "surgery" and c.assertion == "historical" and 0 < candidate.first - c.last <= 6
        for c in reading.candidates
    )


def _is_past_by_nature(candidate: Candidate, primary: str) -> bool:
    """An acute event, or another cancer than the report's, listed among the antecedents without a date."""
    code = candidate.code or ""
    if candidate.kind == "morphology" or candidate.role == "metastasis":
        return False
    if code[:1] == "C" and not code.startswith("C80"):
        return bool(primary) and code[:3] != primary[:3]
    return code.startswith(ACUTE)
