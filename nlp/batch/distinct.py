"""Sets a report aside whose identifier was taken before: nobody could tell its findings from the other's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from nlp.batch.document import Document, SetAside

SAME_ID = "another report before it has the same id; give each its own"


def distinct(items: Iterable[Document | SetAside]) -> Iterator[Document | SetAside]:
    """The items in their order, those of a known identifier set aside; one that was refused takes no identifier.

    Of each report that is taken eight bytes of a hash are kept, so memory grows with the reports. That any two of a
    million identifiers are held for one has a chance of 2.7e-8 (n squared over 2 to the power of 65).

    >>> [type(item).__name__ for item in distinct([Document("1", "a", "f:1"), Document("1", "b", "f:2")])]
    ['Document', 'SetAside']
    """
    seen: set[int] = set()
    for item in items:
        if isinstance(item, SetAside):
            yield item
            continue
        key = int.from_bytes(hashlib.blake2b(item.id.encode("utf-8", "surrogatepass"), digest_size=8).digest())
        yield SetAside(item.id, item.place, SAME_ID) if key in seen else item
        seen.add(key)
