"""Local processes: a pool that is started, fed in the order of the items, and ended where the work is broken off."""

from __future__ import annotations

import collections
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import forkserver, get_context
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

from medomics_ehr.compute import worker

if TYPE_CHECKING:
    from medomics_ehr.compute.slots import SharedSlots

Item = TypeVar("Item")
Result = TypeVar("Result")
#: Items in flight for each process.
AHEAD = 4
#: Seconds that the thread of a pool which was broken off has to end before the interpreter does, or trips over it.
_FAREWELL = 5.0


@contextmanager
def process_pool(
    processes: int,
    initializer: Callable[..., None] | None,
    initargs: tuple[Any, ...],
    preload: Sequence[str],
    slots: SharedSlots | None = None,
) -> Iterator[ProcessPoolExecutor]:
    """So many processes, which are there until the work is done."""
    context = get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    _begin_server()
    begun = (initializer, initargs, slots)
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=worker.begin, initargs=begun)
    with pool, _ended_when_stopped(pool):
        yield pool


def map_in_pool(
    pool: Executor, processes: int, function: Callable[[Item], Result], items: Iterable[Item]
) -> Iterator[Result]:
    """Apply `function` in the pool."""
    pending: collections.deque[Future[Result]] = collections.deque()
    for item in items:
        with without_main(function):
            pending.append(pool.submit(worker.apply, function, item))
        if len(pending) >= AHEAD * processes:
            yield pending.popleft().result()
    while pending:
        yield pending.popleft().result()


@contextmanager
def without_main(function: Callable[..., Any]) -> Iterator[None]:
    """Start processes that do not run the caller's script: they import functions by name.

    A script without `if __name__ == "__main__"` would begin its work anew in each process, and one that came through a
    pipe, or that a server put in its place, cannot be run again at all.
    """
    main = sys.modules["__main__"]
    if getattr(function, "__module__", None) != "__main__":
        sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _begin_server() -> None:
    """Start the server that forks processes, deaf to Ctrl-C as they are then too: this process ends them."""
    if threading.current_thread() is not threading.main_thread():
        return
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, heard)


@contextmanager
def _ended_when_stopped(pool: ProcessPoolExecutor) -> Iterator[None]:
    """End a pool's processes where the work is broken off: what they have in hand is of no more use."""
    try:
        yield
    except BaseException:
        processes = list((pool._processes or {}).values())
        thread: Any = pool._executor_manager_thread
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        if thread is not None:
            thread.join(_FAREWELL)
        raise
