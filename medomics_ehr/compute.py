"""One executor interface for work over many items: local processes by default, Ray for a cluster.

Results come back in the order of the items, whatever finished first, and only a bounded number are in flight.
"""

from __future__ import annotations

import collections
import importlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from medomics_ehr.errors import EnvironmentFailed

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future, ProcessPoolExecutor

    from medomics_ehr.shared_slots import InSlot, SharedSlots

Item = TypeVar("Item")
Result = TypeVar("Result")
Engine = Literal["local", "ray"]


def processes_here() -> int:
    """How many processes the machine can run at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def map_in_order(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    processes: int | None = None,
    engine: Engine = "local",
    initializer: Callable[..., None] | None = None,
    initargs: tuple[Any, ...] = (),
    preload: Sequence[str] = (),
    here: Callable[[], bool] | None = None,
    slot_bytes: int = 0,
) -> Iterator[Result]:
    """Apply `function` to each item, in parallel, yielding results in order.

    Args:
        function: a module-level function (it is sent to other processes).
        processes: how many; 1 runs in this process, None takes all cores.
        engine: `local` or `ray`.
        initializer: run once in each process before its first item, to load a model.
        preload: modules that all local processes need, imported once for them; none that starts threads.
        here: with local processes, this one works too, in the place of one of them: while they start, which takes
            them 0.2 s, and later whenever this says that it has nothing else to do.
        slot_bytes: with `here`, items and results up to this size go through memory that the processes share.

    Raises:
        EnvironmentFailed: Ray is asked for and not installed.
        Exception: what the function or the initializer raised, in its turn.

    >>> list(map_in_order(abs, [-2, -1, 3], processes=1))
    [2, 1, 3]
    """
    if engine == "ray":
        yield from _map_with_ray(function, items, processes, initializer, initargs)
        return
    count = processes or processes_here()
    if count == 1:
        if initializer:
            initializer(*initargs)
        yield from map(function, items)
        return
    # Not above: a command that only asks for `processes_here` does not wait for them.
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from medomics_ehr.shared_slots import IS_THERE, SharedSlots

    context = get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    _begin_server()
    workers = count if here is None else count - 1
    with ExitStack() as held:
        slots = held.enter_context(closing(SharedSlots(4 * workers, slot_bytes))) if slot_bytes and IS_THERE else None
        begun = (initializer, initargs, slots)
        pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=begun)
        held.enter_context(pool)
        held.enter_context(_ended_when_stopped(pool))
        if here is not None:
            if initializer:
                initializer(*initargs)
            yield from _map_with_help(pool, workers, function, items, here, slots)
            return
        pending: collections.deque[Future[Result]] = collections.deque()
        for item in items:
            with _without_main(function):
                pending.append(pool.submit(_apply, function, item))
            if len(pending) >= 4 * count:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()


def _map_with_help(
    pool: Executor,
    workers: int,
    function: Callable[[Item], Result],
    items: Iterable[Item],
    here: Callable[[], bool],
    slots: SharedSlots | None,
) -> Iterator[Result]:
    """Apply `function` in the pool and, where that has enough to do, in this process."""
    from concurrent.futures import ThreadPoolExecutor

    pending: collections.deque[Future[Result] | InSlot[Result]] = collections.deque()
    with ThreadPoolExecutor(1) as thread:
        starting = thread.submit(_start, pool, workers, function)
        for item in items:
            is_fed = sum(not result.done() for result in pending) > workers
            if not starting.done() or (is_fed and here()):
                pending.append(_done_here(function, item))
            else:
                pending.append(_handed_out(pool, function, item, slots))
            while pending and (pending[0].done() or len(pending) >= 4 * workers):
                yield pending.popleft().result()
        starting.result()
    while pending:
        yield pending.popleft().result()


def _handed_out(
    pool: Executor, function: Callable[[Item], Result], item: Item, slots: SharedSlots | None
) -> Future[Result] | InSlot[Result]:
    """What a worker makes of an item; through a slot where one is free and large enough."""
    from medomics_ehr.shared_slots import InSlot

    slot = slots.take() if slots else None
    with _without_main(function):
        if slots is None or slot is None:
            return pool.submit(_apply, function, item)
        if slots.lay(slot, item):
            return InSlot(slots, slot, pool.submit(_apply_in_slot, function, slot))
        slots.free(slot)
        return pool.submit(_apply, function, item)


def _done_here(function: Callable[[Item], Result], item: Item) -> Future[Result]:
    """What this process made of an item, or the error, which is raised in its turn."""
    from concurrent.futures import Future

    done: Future[Result] = Future()
    try:
        done.set_result(function(item))
    except Exception as error:
        done.set_exception(error)
    return done


def _start(pool: Executor, workers: int, function: Callable[..., Any]) -> None:
    """Start the pool's processes, which else start with their first items, while who hands these out waits."""
    with _without_main(function):
        waking = [pool.submit(processes_here) for _ in range(workers)]
    for process in waking:
        process.result()


@contextmanager
def _without_main(function: Callable[..., Any]) -> Iterator[None]:
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
    from multiprocessing import forkserver

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
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        raise


#: Why this worker could not begin. A pool whose initializer raises says only that a process died.
_hindrance: Exception | None = None
#: The slots that this worker shares with its parent.
_slots: SharedSlots | None = None


def _begin(
    initializer: Callable[..., None] | None, initargs: tuple[Any, ...], slots: SharedSlots | None = None
) -> None:
    """Begin a worker that ends with its parent: where that one is killed, it would wait for work for ever."""
    global _hindrance, _slots
    _slots = slots
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        if initializer:
            initializer(*initargs)
    except Exception as error:
        _hindrance = error


def _apply(function: Callable[[Item], Result], item: Item) -> Result:
    """The function's result for one item, or the error that the worker met as it began."""
    if _hindrance is not None:
        raise _hindrance
    return function(item)


def _apply_in_slot(function: Callable[[Item], Result], slot: int) -> tuple[Result, ...]:
    """The same for the item in a slot, which the result takes the place of; a result too large for it is returned."""
    assert _slots is not None
    result = _apply(function, _slots.held(slot))
    return () if _slots.lay(slot, result) else (result,)


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _map_with_ray(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    processes: int | None,
    initializer: Callable[..., None] | None,
    initargs: tuple[Any, ...],
) -> Iterator[Result]:
    try:
        ray = importlib.import_module("ray")
    except ImportError:
        raise EnvironmentFailed("engine ray: Ray is not installed; install the extra `cluster`") from None
    if not ray.is_initialized():
        ray.init(log_to_driver=False, include_dashboard=False)
    count = processes or max(1, int(ray.cluster_resources().get("CPU", 1)))
    actor = ray.remote(_RayWorker)
    workers = [actor.remote(initializer, initargs) for _ in range(count)]
    pending: collections.deque[Any] = collections.deque()
    for number, item in enumerate(items):
        pending.append(workers[number % count].apply.remote(function, item))
        if len(pending) >= 4 * count:
            yield ray.get(pending.popleft())
    while pending:
        yield ray.get(pending.popleft())


class _RayWorker:
    """A Ray actor: initialised once, then applies functions to items."""

    def __init__(self, initializer: Callable[..., None] | None, initargs: tuple[Any, ...]) -> None:
        if initializer:
            initializer(*initargs)

    def apply(self, function: Callable[[Any], Any], item: Any) -> Any:
        """The function's result for one item."""
        return function(item)
