"""Codes that a cause told in the same sentence makes exact: a neuropathy under oxaliplatin, methotrexate for arthritis.

WHO ICD-10 gives complications of drugs, operations and radiation categories of their own; ATC gives methotrexate one as
an antineoplastic agent and one as an immunosuppressant.
"""

from __future__ import annotations

from dataclasses import dataclass

from nlp.candidates import Candidate
from nlp.text.reading import Reading


@dataclass(frozen=True, slots=True)
class Cause:
    """A general code, the exact one, and the beginnings of the codes or values that make it so.

    Attributes:
        near: they must stand in the sentence; else anywhere in the report.
        held: only where the patient has or had the disease.
    """

    general: str
    exact: str
    told: tuple[str, ...]
    near: bool = True
    held: bool = False


#: Drugs that harm nerves: platinum, taxanes, vinca alkaloids, eribulin, bortezomib, brentuximab, thalidomide.
_NEUROTOXIC = ("L01XA", "L01CD", "L01CA", "L01XX41", "L01XG01", "L01FX05", "L01FX13", "L01FX14", "L04AX02")
#: Diseases for which methotrexate is an immunosuppressant.
_IMMUNE = ("M05", "M06", "M07", "M08", "M30", "M31", "M32", "M33", "M34", "M35", "M45", "L40", "L10", "L12", "D86",
           "K50", "K51", "H20", "G70")  # fmt: skip
#: Diseases for which a growth factor's antagonist is injected into the eye.
_RETINAL = ("H34", "H35", "H36")

CAUSES = (
    Cause("G62.9", "G62.0", (*_NEUROTOXIC, "chemotherapy")),
    Cause("G62.9", "G62.0", _NEUROTOXIC, near=False, held=True),
    Cause("L01BA01", "L04AX03", _IMMUNE),
    Cause("I83.9", "I85.9", ("K70.3", "K74", "K76.6", "C22.0"), near=False),
    Cause("E21.1", "N25.8", ("N18",), near=False),
    Cause("L01XX44", "S01LA05", _RETINAL),
    Cause("L01FG01", "S01LA08", _RETINAL),
    Cause("J01XA01", "A07AA09", ("A04.7",)),
    Cause("N02AE01", "N07BC01", ("F11",)),
    Cause("K52.9", "K52.1", ("L01FF", "L01FX04", "L01FX20", "immunotherapy")),
)


_BY_HELD = {
    True: frozenset(["present", "historical"]),
    False: frozenset(["present", "historical", "absent", "possible", "planned"]),
}


def name_causes(reading: Reading, candidates: list[Candidate]) -> None:
    """Make general codes exact where their cause is told.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("Neuropathie sous oxaliplatine.")
    >>> told = [Candidate(0, 1, "diagnosis", "G62.9"), Candidate(2, 3, "drug", "L01XA03")]
    >>> name_causes(reading, told); told[0].code
    'G62.0'
    """
    for candidate in candidates:
        for cause in CAUSES:
            if candidate.code == cause.general and candidate.assertion in _BY_HELD[cause.held]:
                sentence = reading.sentence_of[candidate.first]
                others = (c for c in candidates if not cause.near or reading.sentence_of[c.first] == sentence)
                if any((other.code or other.value or "").startswith(cause.told) for other in others):
                    candidate.code = cause.exact
