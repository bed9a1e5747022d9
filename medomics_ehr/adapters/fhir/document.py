"""What reading gives: JSON documents with their place, and refusals of what cannot be taken.

Apart from `sources`, which finds them: the processes that stage documents start sooner without what it imports.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: In the place of the digest of a resource's content, where the source says that it was deleted.
DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Document:
    """One JSON document.

    Attributes:
        file: the label of its file; never a name that might be a patient's (see `sources.label`).
        line: its line, from 1.
        data: its bytes.
        full_urls: for one entry of a large bundle, type and id of the entries that it refers to; else None.
    """

    file: str
    line: int
    data: bytes
    full_urls: Mapping[str, tuple[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that cannot enter the record: where, which element, and why. It holds no word of the input."""

    file: str
    line: int
    reason: str
    element: str | None = None
    resource_type: str | None = None
