"""Reads brat standoff (https://brat.nlplab.org/standoff.html): `NAME.ann` beside, or in a folder beside, `NAME.txt`.

Text-bound annotations (`T`) are read; the code of one is the text of its note (`#`, AnnotatorNotes) or the last part
of its normalisation (`N`, Reference). A span in several pieces is taken from its first to its last character.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from medomics_ehr.contracts.finding import Kind
from medomics_ehr.errors import InputRefused
from nlp.training.corpus.document import AnnotatedReport, Mention


def read_brat(annotations: Path, texts: Path, kinds: Mapping[str, Kind]) -> list[AnnotatedReport]:
    """All reports of a folder, by name.

    Args:
        annotations: the folder of the `.ann` files.
        texts: the folder of the `.txt` files; may be the same one.
        kinds: annotation type to the kind of finding it states; other types are left out.

    Raises:
        InputRefused: a folder or a text is missing, or an annotation does not lie in its text.
    """
    for folder in (annotations, texts):
        if not folder.is_dir():
            raise InputRefused(f"{folder}: no such folder; name the one of the brat files in the configuration")
    files = sorted(annotations.glob("*.ann"))
    if not files:
        raise InputRefused(f"{annotations}: no .ann file there; name the folder of the brat annotations")
    return [_report(path, texts / f"{path.stem}.txt", kinds) for path in files]


def _report(annotations: Path, text_file: Path, kinds: Mapping[str, Kind]) -> AnnotatedReport:
    try:
        text = text_file.read_bytes().decode("utf-8")
        lines = annotations.read_bytes().decode("utf-8").splitlines()
    except FileNotFoundError:
        raise InputRefused(f"{text_file}: the text of {annotations.name} is missing") from None
    except UnicodeDecodeError:
        raise InputRefused(f"{annotations} or {text_file.name}: not UTF-8; convert it") from None
    codes = dict(code for line in lines if (code := _code(line)) is not None)
    mentions = [
        _mention(line, f"{annotations}:{number}", len(text), kinds, codes)
        for number, line in enumerate(lines, start=1)
        if line.startswith("T")
    ]
    return AnnotatedReport(annotations.stem, text, tuple(sorted({m for m in mentions if m is not None})))


def _code(line: str) -> tuple[str, str] | None:
    """The mark that a note or normalisation belongs to, and its code.

    >>> _code("#1\\tAnnotatorNotes T1\\t8041/3"), _code("N1\\tReference T2 ICDO:8140/3\\tAdenocarcinoma")
    (('T1', '8041/3'), ('T2', '8140/3'))
    """
    fields = line.split("\t")
    if line.startswith("#") and len(fields) == 3:
        return fields[1].split(" ")[-1], fields[2].strip()
    if line.startswith("N") and len(fields) >= 2 and len(words := fields[1].split(" ")) == 3:
        return words[1], words[2].rpartition(":")[2]
    return None


def _mention(line: str, place: str, length: int, kinds: Mapping[str, Kind], codes: Mapping[str, str]) -> Mention | None:
    try:
        mark, described, *_ = line.split("\t")
        label, offsets = described.split(" ", 1)
        numbers = [int(number) for number in offsets.replace(";", " ").split()]
        start, end = min(numbers), max(numbers)
    except ValueError:
        raise InputRefused(f"{place}: not a text-bound annotation of brat; mend the line") from None
    if not 0 <= start < end <= length:
        raise InputRefused(f"{place}: the annotation does not lie in its text; mend its offsets")
    return Mention(start, end, kinds[label], codes.get(mark, "")) if label in kinds else None
