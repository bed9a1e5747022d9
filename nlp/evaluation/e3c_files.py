"""Reading E3C layer 1 (Magnini et al. 2020), UIMA XMI in a tar archive. Evaluation only: CC BY-NC."""

from __future__ import annotations

import tarfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Annotation:
    """An EVENT or a TIMEX3 with its attributes; offsets slice the document's text."""

    start: int
    end: int
    attributes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the corpus."""

    name: str
    lang: str
    text: str
    events: tuple[Annotation, ...]
    times: tuple[Annotation, ...]


def read_documents(archive: Path) -> Iterator[Document]:
    """Documents of both languages, in the order of the archive."""
    with tarfile.open(archive) as files:
        for member in files:
            if member.name.endswith(".xml") and (stream := files.extractfile(member)):
                yield _document(Path(member.name).stem, ET.fromstring(stream.read()))


def _document(name: str, root: ET.Element) -> Document:
    text, found = "", {"EVENT": [], "TIMEX3": []}  # type: ignore[var-annotated]
    for element in root:
        tag = element.tag.rpartition("}")[2]
        if tag == "Sofa":
            text = element.attrib["sofaString"]
        elif tag in found:
            attributes = dict(element.attrib)
            found[tag].append(Annotation(int(attributes["begin"]), int(attributes["end"]), attributes))
    return Document(name, name[:2].lower(), text, tuple(found["EVENT"]), tuple(found["TIMEX3"]))
