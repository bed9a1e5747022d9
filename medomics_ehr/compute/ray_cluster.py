"""The same work on a Ray cluster, its actors in the place of local processes."""

from __future__ import annotations

import collections
import importlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from medomics_ehr.errors import EnvironmentFailed

Item = TypeVar("Item")
Result = TypeVar("Result")


def map_with_ray(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    processes: int | None,
    initializer: Callable[..., None] | None,
    initargs: tuple[Any, ...],
) -> Iterator[Result]:
    """See `map_in_order`."""
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
