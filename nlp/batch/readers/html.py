"""HTML by lxml: the words that a browser shows, a line for each block; scripts and styles left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import lxml.html
from lxml.etree import LxmlError, _Element

from nlp.batch.document import Document, SetAside
from nlp.batch.readers.decode import NotText, decode

_HIDDEN = frozenset({"script", "style", "head", "template", "noscript"})
_BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    }
) | frozenset({"item", "list", "paragraph", "title"})  # the last four are CDA's


def read(path: Path, place: str) -> Iterator[Document | SetAside]:
    """The one report of a file."""
    try:
        text = text_of(decode(path.read_bytes()))
    except (NotText, LxmlError, ValueError, RecursionError) as error:
        yield SetAside(place, place, str(error) if isinstance(error, NotText) else "no readable HTML")
        return
    yield Document(place, text, place)


def text_of(source: str) -> str:
    """The words of an HTML source.

    >>> text_of("<p>TDM&nbsp;: <b>stable</b></p><script>x</script><p>Fin</p>")
    'TDM : stable\\nFin'
    """
    if not source.strip():
        return ""
    root = lxml.html.document_fromstring(source, parser=lxml.html.HTMLParser(encoding="utf-8", no_network=True))
    return words_of(root)


def words_of(root: _Element) -> str:
    """The words of an element, blocks apart, runs of spaces folded."""
    pieces: list[str] = []
    _walk(root, pieces)
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _walk(root: _Element, pieces: list[str]) -> None:
    """Without recursion: a page may be nested deeper than Python's stack."""
    waiting: list[tuple[_Element, bool]] = [(root, False)]
    while waiting:
        element, closing = waiting.pop()
        name = element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
        if closing:
            pieces.append("\n" if name in _BLOCKS else "")
            pieces.append(_spaced(element.tail) if element is not root else "")
            continue
        waiting.append((element, True))
        if name and name not in _HIDDEN:
            pieces.append("\n" if name in _BLOCKS else "")
            pieces.append(_spaced(element.text))
            waiting.extend((child, False) for child in reversed(element))


def _spaced(text: str | None) -> str:
    return (text or "").replace("\n", " ").replace("\r", " ")
