"""How a command waits for what another process holds: its turn to load, or the DuckDB file.

DuckDB lets one process write a file, or several read it. Readers who follow one another closely would keep a writer
out for ever, so all open the file inside a gate, a lock beside it that a writer keeps until it has written. It opens
no database itself (see `store`).
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

Opened = TypeVar("Opened")
#: Opens a file, or returns None while another process holds it.
Attempt = Callable[[], Opened | None]

#: A writer kept out by a long reader lets other readers pass after so long.
_GATE_SECONDS = 1.0
_POLL_SECONDS = 0.02
#: Shorter waits are not worth a line.
_UNTOLD_SECONDS = 1.0


def _to_nobody(_: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a command waits, and whom it tells that it does.

    Attributes:
        seconds: after so long it gives up.
        tell: takes one sentence for people, once for each wait that is long enough to be noticed.
    """

    seconds: float = 90.0
    tell: Callable[[str], None] = _to_nobody


#: What a writer has that is told nothing else: readers may take a minute over a query.
PATIENCE = Patience()
#: What a reader has: a writer's commit takes at most two seconds.
READER = Patience(5.0)


class Held(Exception):
    """Another process still holds what was waited for."""


@contextmanager
def turn(lock: Path, patience: Patience, sentence: str) -> Iterator[None]:
    """Hold a lock file, which the system frees if the process dies.

    Args:
        sentence: what is told of the wait.

    Raises:
        Held: the lock was not free within `patience.seconds`.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     lock = Path(folder) / "load.lock"
    ...     with turn(lock, Patience(), ""):
    ...         try:
    ...             with turn(lock, Patience(0.0), ""):
    ...                 pass
    ...         except Held:
    ...             print("held")
    held
    """
    descriptor = os.open(lock, os.O_RDONLY | os.O_CREAT, 0o666)
    try:
        wait = _Wait(patience, sentence)
        while not _locked(descriptor):
            wait.a_moment()
        yield
    finally:
        os.close(descriptor)


@contextmanager
def opened_for_reading(gate: Path, attempt: Attempt[Opened], patience: Patience) -> Iterator[Opened]:
    """What `attempt` opens, tried until no writer holds it; the gate is kept only while it is opened.

    Raises:
        Held: a writer held it for `patience.seconds`.
    """
    with _gate(gate) as descriptor:
        wait = _Wait(patience, f"waiting for another process that writes {gate.stem}")
        while (opened := _opened_in_passing(descriptor, attempt)) is None:
            wait.a_moment()
    yield opened


@contextmanager
def opened_for_writing(gate: Path, attempt: Attempt[Opened], patience: Patience) -> Iterator[Opened]:
    """What `attempt` opens, inside the gate; as long as readers keep the file, others may join them.

    Raises:
        Held: it was held for `patience.seconds`.
    """
    with _gate(gate) as descriptor:
        wait = _Wait(patience, f"waiting for another process that holds {gate.stem}")
        while (opened := _opened_in_gate(descriptor, attempt)) is None:
            wait.a_moment()
        yield opened


def _opened_in_passing(descriptor: int, attempt: Attempt[Opened]) -> Opened | None:
    if not _locked(descriptor):
        return None
    try:
        return attempt()
    finally:
        _unlock(descriptor)


def _opened_in_gate(descriptor: int, attempt: Attempt[Opened]) -> Opened | None:
    """With the gate shut, wait for those who read to end, but not for long; it stays shut only on success."""
    if not _locked(descriptor):
        return None
    until = time.monotonic() + _GATE_SECONDS
    while (opened := attempt()) is None and time.monotonic() < until:
        time.sleep(_POLL_SECONDS)
    if opened is None:
        _unlock(descriptor)
        time.sleep(2 * _POLL_SECONDS)
    return opened


@contextmanager
def _gate(path: Path) -> Iterator[int]:
    """The gate's descriptor; -1, on which every lock succeeds, where the folder may not be written."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CREAT, 0o666)
    except OSError:
        descriptor = -1
    try:
        yield descriptor
    finally:
        if descriptor >= 0:
            os.close(descriptor)


class _Wait:
    """One wait: sleeps by moments, tells once, and ends with `Held`."""

    def __init__(self, patience: Patience, sentence: str) -> None:
        self._patience, self._sentence = patience, sentence
        self._began, self._told = time.monotonic(), False

    def a_moment(self) -> None:
        waited = time.monotonic() - self._began
        if waited >= self._patience.seconds:
            raise Held
        if waited >= _UNTOLD_SECONDS and not self._told:
            self._told = True
            self._patience.tell(self._sentence)
        time.sleep(_POLL_SECONDS)


def _locked(descriptor: int) -> bool:
    try:
        if descriptor >= 0:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _unlock(descriptor: int) -> None:
    if descriptor >= 0:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
