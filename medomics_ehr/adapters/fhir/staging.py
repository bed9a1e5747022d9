"""Stages sources with a process for each core, in order, in parts that bound the memory."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence

from medomics_ehr.adapters.fhir import stage_worker
from medomics_ehr.adapters.fhir.document import Document, Refusal
from medomics_ehr.adapters.fhir.sources import Source, documents
from medomics_ehr.adapters.fhir.stage import Staged
from medomics_ehr.compute import map_in_order, processes_here

#: Bytes of documents staged at a time, by one process.
CHUNK_BYTES = 2 * 2**20
#: What each process needs, imported once for all of them.
_PRELOADED = (stage_worker.__name__, "concurrent.futures.process")


def staged_parts(
    found: Sequence[Source], secret: bytes, mapped: frozenset[str], here: Callable[[], bool]
) -> Iterator[Staged]:
    """Stage sources in order, in parts of about `CHUNK_BYTES`, with a process for each core, this one among them.

    Sources without a document give one empty part.

    Args:
        secret: the workspace's key.
        mapped: types that a view exists for; others are only counted.
        here: whether this process has nothing else to do, and may stage too.
    """
    chunks = _chunks(document for source in found for document in documents(source))
    first = list(itertools.islice(chunks, 2)) or [[]]
    count = 1 if len(first) < 2 else processes_here()
    work = itertools.chain(first, chunks)
    try:
        yield from map_in_order(
            stage_worker.stage,
            work,
            processes=count,
            initializer=stage_worker.begin,
            initargs=(secret, mapped),
            preload=_PRELOADED,
            here=here,
            slot_bytes=4 * CHUNK_BYTES,
        )
    finally:
        stage_worker.end()


def _chunks(found: Iterator[Document | Refusal]) -> Iterator[list[Document | Refusal]]:
    chunk: list[Document | Refusal] = []
    size = 0
    for document in found:
        chunk.append(document)
        size += len(document.data) if isinstance(document, Document) else 0
        if size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
