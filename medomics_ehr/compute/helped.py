"""Local processes that this one helps: while they start, and whenever it has nothing else to do."""

from __future__ import annotations

import collections
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any, TypeVar

from medomics_ehr.compute import worker
from medomics_ehr.compute.processes import AHEAD, without_main
from medomics_ehr.compute.slots import InSlot, SharedSlots

Item = TypeVar("Item")
Result = TypeVar("Result")


def map_with_help(
    pool: Executor,
    workers: int,
    function: Callable[[Item], Result],
    items: Iterable[Item],
    here: Callable[[], bool],
    slots: SharedSlots | None,
) -> Iterator[Result]:
    """Apply `function` in the pool and, where that has enough to do, in this process."""
    pending: collections.deque[Future[Result] | InSlot[Result]] = collections.deque()
    with ThreadPoolExecutor(1) as thread:
        starting = thread.submit(_start, pool, workers, function)
        for item in items:
            is_fed = sum(not result.done() for result in pending) > workers
            if not starting.done() or (is_fed and here()):
                pending.append(_done_here(function, item))
            else:
                pending.append(_handed_out(pool, function, item, slots))
            while pending and (pending[0].done() or len(pending) >= AHEAD * workers):
                yield pending.popleft().result()
        starting.result()
    while pending:
        yield pending.popleft().result()


def _handed_out(
    pool: Executor, function: Callable[[Item], Result], item: Item, slots: SharedSlots | None
) -> Future[Result] | InSlot[Result]:
    """What a worker makes of an item; through a slot where one is free and large enough."""
    slot = slots.take() if slots else None
    with without_main(function):
        if slots is None or slot is None:
            return pool.submit(worker.apply, function, item)
        if slots.lay(slot, item):
            return InSlot(slots, slot, pool.submit(worker.apply_in_slot, function, slot))
        slots.free(slot)
        return pool.submit(worker.apply, function, item)


def _done_here(function: Callable[[Item], Result], item: Item) -> Future[Result]:
    """What this process made of an item, or the error, which is raised in its turn."""
    done: Future[Result] = Future()
    try:
        done.set_result(function(item))
    except Exception as error:
        done.set_exception(error)
    return done


def _start(pool: Executor, workers: int, function: Callable[..., Any]) -> None:
    """Start the pool's processes, which else start with their first items, while who hands these out waits."""
    with without_main(function):
        waking = [pool.submit(os.getpid) for _ in range(workers)]
    for process in waking:
        process.result()
