"""HL7 CDA R2 documents: the narrative of each section under its title; a PDF or text body is unwrapped.

The narrative block is what the author attests (CDA R2, section 4.3.5), so entries are not read.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from nlp.batch.document import Document, Part, SetAside, joined
from nlp.batch.readers import pdf
from nlp.batch.readers.decode import decode
from nlp.batch.readers.html import words_of
from nlp.batch.readers.rows import day_of, language_of

_CDA = {"c": "urn:hl7-org:v3"}


def read(path: Path, place: str) -> Iterator[Document | SetAside]:
    """The one report of a file."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(path.read_bytes(), parser)
        if root.tag != "{urn:hl7-org:v3}ClinicalDocument":
            raise ValueError("XML, but no CDA document")
        text, parts = _sections(root) or _body(root)
    except etree.XMLSyntaxError:
        yield SetAside(place, place, "no readable XML")
        return
    except ValueError as error:
        yield SetAside(place, place, str(error))
        return
    lang = language_of(_attribute(root, "c:languageCode/@code"))
    date = day_of(_attribute(root, "c:effectiveTime/@value")) or None
    yield Document(place, text, place, lang, date, parts=parts)


def _sections(root: etree._Element) -> tuple[str, tuple[Part, ...]] | None:
    pieces = []
    for number, section in enumerate(root.iterfind(".//c:structuredBody//c:section", _CDA), start=1):
        title, text = section.find("c:title", _CDA), section.find("c:text", _CDA)
        words = [words_of(element) for element in (title, text) if element is not None]
        pieces.append((f"section {number}", "\n".join(word for word in words if word)))
    return joined(pieces) if pieces else None


def _body(root: etree._Element) -> tuple[str, tuple[Part, ...]]:
    body = root.find(".//c:nonXMLBody/c:text", _CDA)
    if body is None or not (body.text or "").strip():
        raise ValueError("a CDA document without text")
    if body.get("representation") != "B64":
        return joined([("body", body.text or "")])
    try:
        data = base64.b64decode("".join((body.text or "").split()), validate=True)
    except ValueError:  # binascii.Error is one, letters beyond ASCII raise another
        raise ValueError("a CDA body that is no base64") from None
    if data.startswith(b"%PDF"):
        return pdf.text_of(data)
    return joined([("body", decode(data))])


def _attribute(root: etree._Element, path: str) -> str | None:
    found = root.xpath(path, namespaces=_CDA)
    return str(found[0]) if found else None
