"""What runs in a worker process: it begins, applies the function to one item after another, ends with its parent."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from medomics_ehr.compute.slots import SharedSlots

Item = TypeVar("Item")
Result = TypeVar("Result")

#: Why this worker could not begin. A pool whose initializer raises says only that a process died.
_hindrance: Exception | None = None
#: The slots that this worker shares with its parent.
_slots: SharedSlots | None = None


def begin(initializer: Callable[..., None] | None, initargs: tuple[Any, ...], slots: SharedSlots | None = None) -> None:
    """Begin a worker that ends with its parent: where that one is killed, it would wait for work for ever."""
    global _hindrance, _slots
    _slots = slots
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        if initializer:
            initializer(*initargs)
    except Exception as error:
        _hindrance = error


def apply(function: Callable[[Item], Result], item: Item) -> Result:
    """The function's result for one item, or the error that the worker met as it began."""
    if _hindrance is not None:
        raise _hindrance
    return function(item)


def apply_in_slot(function: Callable[[Item], Result], slot: int) -> tuple[Result, ...]:
    """The same for the item in a slot, which the result takes the place of; a result too large for it is returned."""
    assert _slots is not None
    result = apply(function, _slots.held(slot))
    return () if _slots.lay(slot, result) else (result,)


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
