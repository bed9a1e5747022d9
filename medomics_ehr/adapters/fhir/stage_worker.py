"""The part of `staging` that each process runs: it imports no more than `stage` needs, so that processes start soon."""

from __future__ import annotations

import gc

from medomics_ehr.adapters.fhir.document import Document, Refusal
from medomics_ehr.adapters.fhir.stage import Staged, Stager

#: The stager of this process.
_stager: Stager | None = None


def begin(secret: bytes, mapped: frozenset[str]) -> None:
    """Make the process's stager: `secret` is the workspace's key, `mapped` are the types that a view exists for."""
    global _stager
    _stager = Stager(secret, mapped)


def end() -> None:
    """Forget the stager: it holds the key, and the references that it has met."""
    global _stager
    _stager = None


def stage(chunk: list[Document | Refusal]) -> Staged:
    """Stage some documents."""
    if _stager is None:
        raise RuntimeError("begin comes before stage")
    collecting = gc.isenabled()
    gc.disable()  # parsed JSON holds no cycles, and looking for them takes a third of the time
    try:
        return _stager.stage(chunk)
    finally:
        if collecting:
            gc.enable()
