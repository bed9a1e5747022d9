"""Memory that a process and its workers share, in slots: an item goes to a worker in one, its result comes back in it.

A pipe carries 64 KiB at a time, for each of which both ends take a turn of their interpreters, and who writes waits
for who reads. Here nobody waits. The memory is anonymous: no file system has a name for it, and it goes with the last
process that holds it.
"""

from __future__ import annotations

import mmap
import os
from dataclasses import dataclass
from multiprocessing.reduction import DupFd, ForkingPickler
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

Result = TypeVar("Result")

#: Whether the system has such memory.
IS_THERE = hasattr(os, "memfd_create")


class SharedSlots:
    """So many slots of so many bytes, which take memory only as far as they have been used.

    >>> slots = SharedSlots(2, 4096)
    >>> slot = slots.take()
    >>> slots.lay(slot, "an item"), slots.held(slot)
    (True, 'an item')
    >>> slots.lay(slot, bytes(5000))
    False
    >>> slots.close()
    """

    def __init__(self, count: int, size: int) -> None:
        self._size = size
        self._free = list(range(count))
        self._descriptor = os.memfd_create("slots")
        os.truncate(self._descriptor, count * size)
        self._memory = mmap.mmap(self._descriptor, 0)

    def __getstate__(self) -> tuple[int, Any]:
        """What a worker gets, as it starts and only then: the memory itself, and no slot to take."""
        return self._size, DupFd(self._descriptor)

    def __setstate__(self, state: tuple[int, Any]) -> None:
        self._size, passed = state
        self._free = []
        self._descriptor = passed.detach()
        self._memory = mmap.mmap(self._descriptor, 0)

    def take(self) -> int | None:
        """A free slot, the one used last, whose memory is there already; None where all are in use."""
        return self._free.pop() if self._free else None

    def free(self, slot: int) -> None:
        """Give a slot back."""
        self._free.append(slot)

    def lay(self, slot: int, content: Any) -> bool:
        """Lay into a slot what a pipe could carry too; returns whether it fits."""
        data = ForkingPickler.dumps(content)
        fits = len(data) <= self._size
        if fits:
            self._memory.seek(slot * self._size)
            self._memory.write(data)
        return fits

    def held(self, slot: int) -> Any:
        """What lies in a slot, copied."""
        with memoryview(self._memory) as memory, memory[slot * self._size :] as part:
            return ForkingPickler.loads(part)

    def close(self) -> None:
        """Let go of the memory."""
        self._memory.close()
        os.close(self._descriptor)


@dataclass(frozen=True, slots=True)
class InSlot(Generic[Result]):
    """A result that will come in a slot, and frees it then.

    Attributes:
        future: gives nothing then, or the result where that is too large for the slot.
    """

    slots: SharedSlots
    slot: int
    future: Future[tuple[Result, ...]]

    def done(self) -> bool:
        """Whether it is there."""
        return self.future.done()

    def result(self) -> Result:
        """Wait for it."""
        too_large = self.future.result()
        result: Result = too_large[0] if too_large else self.slots.held(self.slot)
        self.slots.free(self.slot)
        return result
