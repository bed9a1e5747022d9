"""HL7 v2 messages, ORU (results) and MDM (documents): the text of their OBX segments, a report for each OBR or TXA.

HL7 v2.5.1, chapters 7 and 9: OBX-2 is the type of OBX-5; TX, FT and ST hold words, ED may hold a PDF in base64.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import hl7

from nlp.batch.document import Document, SetAside, joined
from nlp.batch.readers import pdf
from nlp.batch.readers.decode import NotText, decode
from nlp.batch.readers.rows import day_of

_WORDS = frozenset({"TX", "FT", "ST"})
_KINDS = frozenset({"ORU", "MDM"})


def read(path: Path, place: str) -> Iterator[Document | SetAside]:
    """The reports of all messages in a file, in order."""
    try:
        source = decode(path.read_bytes())
    except NotText as error:
        yield SetAside(place, place, str(error))
        return
    messages = _messages(source)
    if not messages:
        yield SetAside(place, place, "no HL7 v2 message (no MSH segment)")
    for number, message in enumerate(messages, start=1):
        yield from _reports(message, f"{place}#{number}")


def _messages(source: str) -> list[str]:
    """Messages without the frame of MLLP and batch segments."""
    lines = source.replace("\x0b", "").replace("\x1c", "").replace("\r\n", "\r").replace("\n", "\r").split("\r")
    found: list[list[str]] = []
    for line in lines:
        if line.startswith("MSH"):
            found.append([line])
        elif found and line.strip() and line[:3] not in ("FHS", "BHS", "BTS", "FTS"):
            found[-1].append(line)
    return ["\r".join(lines) for lines in found]


def _reports(source: str, place: str) -> Iterator[Document | SetAside]:
    try:
        message = hl7.parse(source)
        kind = _field(message[0], 9).partition("^")[0]
    except (hl7.HL7Exception, ValueError, IndexError, KeyError):
        yield SetAside(place, place, "no readable HL7 v2 message")
        return
    if kind not in _KINDS:
        yield SetAside(place, place, "an HL7 v2 message of another kind than ORU and MDM")
        return
    for number, segments in enumerate(_groups(message), start=1):
        yield _report(message, segments, f"{place}.{number}")


def _groups(message: hl7.Message) -> list[list[hl7.Segment]]:
    """The segments of each report: from one OBR or TXA to the next."""
    groups: list[list[hl7.Segment]] = []
    for segment in message:
        name = str(segment[0])
        if name in ("OBR", "TXA") or (name == "OBX" and not groups):
            groups.append([])
        if groups:
            groups[-1].append(segment)
    return groups


def _report(message: hl7.Message, segments: list[hl7.Segment], place: str) -> Document | SetAside:
    pieces: list[tuple[str, str]] = []
    for segment in segments:
        if str(segment[0]) == "OBX":
            try:
                pieces.append((f"OBX-{_field(segment, 1) or len(pieces) + 1}", _words(message, segment)))
            except ValueError as error:
                return SetAside(place, place, str(error))
    text, parts = joined(pieces, "\n")
    if not text:
        return SetAside(place, place, "no text in its OBX segments")
    return Document(place, text, place, None, _date(segments[0]), parts=parts)


def _words(message: hl7.Message, segment: hl7.Segment) -> str:
    kind = _field(segment, 2)
    if kind in _WORDS:
        lines = (message.unescape(line) for line in _field(segment, 5).split("~"))
        return "\n".join(lines).replace("\r", "\n")
    if kind == "ED" and len(pieces := _field(segment, 5).split("^")) >= 5 and pieces[3].lower() == "base64":
        try:
            data = base64.b64decode(pieces[4], validate=True)
        except ValueError:  # binascii.Error is one, letters beyond ASCII raise another
            raise ValueError("an OBX segment whose document is no base64") from None
        try:
            return pdf.text_of(data)[0] if data.startswith(b"%PDF") else decode(data)
        except ValueError as error:
            raise ValueError(f"an OBX segment whose document is no report ({error})") from None
    return ""


def _date(segment: hl7.Segment) -> str | None:
    """OBR-7 (observed) or OBR-22 (reported); TXA-4 (activity) or TXA-6 (origination)."""
    for number in {"OBR": (7, 22), "TXA": (4, 6)}.get(str(segment[0]), ()):
        if day := day_of(_field(segment, number)):
            return day
    return None


def _field(segment: hl7.Segment, number: int) -> str:
    return str(segment[number]) if len(segment) > number else ""
