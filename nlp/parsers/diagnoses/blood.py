"""Whether a report is of a disease of the blood: its lesions are that disease, not metastases; its grafts of cells."""

from __future__ import annotations

from nlp.text.reading import Reading

#: ICD-10 beginnings of lymphomas, myelomas and leukaemias.
BLOOD_CANCERS = ("C81", "C82", "C83", "C84", "C85", "C86", "C88", "C90", "C91", "C92", "C93", "C94", "C95")
#: ICD-10 and ICD-O-3 beginnings of the diseases of blood for which stem cells are transplanted.
_BLOOD = (*BLOOD_CANCERS, "C96", "C97", "D46", "D47", "D61", "95", "96", "97", "98", "99")


def of_blood(reading: Reading) -> bool:
    """True where the report names a disease of the blood.

    >>> of_blood(Reading.of("rien"))
    False
    """
    names = (match.entry for name in ("diagnosis", "morphology") for match in reading.matches.get(name, ()))
    return any(entry.code.startswith(_BLOOD) for entry in names)


def above_all_of_blood(reading: Reading) -> bool:
    """True where the report names diseases of the blood at least as often as cancers of organs.

    >>> above_all_of_blood(Reading.of("rien"))
    False
    """
    names = [match.entry.code for name in ("diagnosis", "morphology") for match in reading.matches.get(name, ())]
    blood = sum(code.startswith(_BLOOD) for code in names)
    solid = sum(code.startswith(("C", "8")) and not code.startswith(_BLOOD) and code[-2:] != "/0" for code in names)
    return blood > 0 and blood >= solid
