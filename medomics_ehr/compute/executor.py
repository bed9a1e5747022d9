"""One executor interface for work over many items: local processes by default, Ray for a cluster."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from typing import Any, Literal, TypeVar

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
        from medomics_ehr.compute.ray_cluster import map_with_ray

        yield from map_with_ray(function, items, processes, initializer, initargs)
        return
    count = processes or processes_here()
    if count == 1:
        if initializer:
            initializer(*initargs)
        yield from map(function, items)
        return
    # Not above: a command that only asks for `processes_here` does not wait for them.
    from medomics_ehr.compute.processes import AHEAD, map_in_pool, process_pool

    if here is None:
        with process_pool(count, initializer, initargs, preload) as pool:
            yield from map_in_pool(pool, count, function, items)
        return
    from medomics_ehr.compute.helped import map_with_help
    from medomics_ehr.compute.slots import IS_THERE, SharedSlots

    workers = count - 1
    with ExitStack() as held:
        given = slot_bytes and IS_THERE
        slots = held.enter_context(closing(SharedSlots(AHEAD * workers, slot_bytes))) if given else None
        pool = held.enter_context(process_pool(workers, initializer, initargs, preload, slots))
        if initializer:
            initializer(*initargs)
        yield from map_with_help(pool, workers, function, items, here, slots)
