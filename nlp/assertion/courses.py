"""How diseases run, by ICD-10 category: those that stay with the patient, and those that are events and end."""

from __future__ import annotations

from nlp.candidates import Candidate
from nlp.text.word_set import word_set

#: ICD-10 categories of diseases that stay, indolent cancers of the blood among them: a year is that of their discovery.
CHRONIC = tuple(
    sorted(
        word_set(
            "I10 I11 I12 I20 I25.0 I25.1 I25.5 I25.9 I27 I34 I35 I42 I48 I50 I70 I71 I73 I83 I87 E03 E06 E10 E11 "
            "E14 E27 E66 E78 E83.1 J41 J42 J43 J44 J45 J47 J84 N18 N19 N40 N80 K21 K50 K51 K57 K58 K70 K73 K74 K75.4 "
            "K76 K86.1 K90 B18 B24 M05 M06 M10 M15 M16 M17 M32 M34 M35 M45 M47 M79.7 M80 M81 G20 G30 G35 G40 G43 G47 "
            "C82 C88 C90 C91.1 C92.1 D45 D46 D47.1 D47.3 G62 F20 F31 F32 F33 F41 H35 H40 H90 L40 "
            "D50 D51 D56 D57 D68 D80 D86 Q"
        )
    )
)
#: ICD-10 categories of events that end: infarction, stroke, embolism, phlebitis, infection, toxicity, fracture.
ACUTE = tuple(
    sorted(
        word_set(
            "I21 I22 I26 I30 I40 I60 I61 I62 I63 I64 I80 I81 I82 I51.4 G00 G03 G04 G45 G40.6 J00 J01 J02 J03 J06 "
            "J09 J10 J11 J12 J13 J14 J15 J16 J18 J20 J22 J70 J85 J93 J95 N10 N12 N17 N30 N39 K12 K25 K26 K35 "
            "K52.1 K56 K57.2 K63.1 K65 K71 K80.0 K81 K83.0 K85 K91 A04 A09 A15 A16 A19 A40 A41 B00 B01 B02 B05 "
            "B16 B25 B27 B37 B44 B59 D65 D70 D69.6 L02 L03 L27 L50 L58 L89 E83.5 E87 E88.3 O S T U07"
        )
    )
)


def is_chronic(candidate: Candidate) -> bool:
    """True for a disease that stays with the patient, whatever history it stands in."""
    return (candidate.code or "").startswith(CHRONIC)


def is_acute(candidate: Candidate) -> bool:
    """True for an event that ends: an infarction, an embolism, an infection, a toxicity, a fracture."""
    return (candidate.code or "").startswith(ACUTE) and not is_chronic(candidate)
