"""Runs a step in a process of its own and says what it took: wall and processor seconds, and peak memory.

Memory is sampled from outside, over the process and all below it (workers too): the anonymous memory of each, and the
mapped files once, since they share them.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SAMPLE_SECONDS = 0.05
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Measured:
    """What a step gave and took: its result, wall and processor seconds, and peak memory in MiB."""

    result: Any
    seconds: float
    processor: float
    peak: float


def apart(work: Callable[..., tuple[float, Any]], *arguments: Any) -> Measured:
    """Run `work(*arguments)`, which returns its own seconds and a result, in a fresh process.

    Its own seconds are the last ones before it returns: they leave out what a step does not want timed, such as
    imports. Processor seconds are those of the same time, of all processes, to within a sample.
    """
    context = multiprocessing.get_context("spawn")
    results: Any = context.Queue()
    process = context.Process(target=_send, args=(results, work, arguments))
    process.start()
    watch = _Watch(int(process.pid or 0))
    seconds, result, ended = results.get()
    process.join()
    return Measured(result, seconds, watch.processor(ended - seconds), watch.peak)


def _send(results: Any, work: Callable[..., tuple[float, Any]], arguments: tuple[Any, ...]) -> None:
    results.put((*work(*arguments), time.perf_counter()))


class _Watch:
    """Samples the processes at and below one until it ends."""

    def __init__(self, pid: int) -> None:
        self.peak = 0.0
        self._used: dict[int, float] = {}
        self._total = [(0.0, 0.0)]
        self._thread = threading.Thread(target=self._run, args=(pid,), daemon=True)
        self._thread.start()

    def processor(self, since: float) -> float:
        """Seconds of all processes seen, from an instant of the machine's clock to the end."""
        self._thread.join()
        return self._total[-1][1] - max(used for at, used in self._total if at <= since)

    def _run(self, pid: int) -> None:
        while below := _tree(pid):
            anonymous, files = zip(*map(_resident, below), strict=True)
            self.peak = max(self.peak, sum(anonymous) + max(files))
            for one in below:
                self._used[one] = max(_processor(one), self._used.get(one, 0.0))
            self._total.append((time.perf_counter(), sum(self._used.values())))
            time.sleep(_SAMPLE_SECONDS)


def _tree(pid: int) -> list[int]:
    status = _proc(pid, "status")
    if not status or "\nState:\tZ" in status:
        return []
    children = "".join(_proc(pid, f"task/{task}/children") for task in _tasks(pid)).split()
    return [pid, *(one for child in children for one in _tree(int(child)))]


def _tasks(pid: int) -> list[str]:
    with suppress(OSError):
        return os.listdir(f"/proc/{pid}/task")
    return []


def _resident(pid: int) -> tuple[float, float]:
    """Anonymous and file-backed resident memory in MiB."""
    lines = dict(line.split(":", 1) for line in _proc(pid, "status").splitlines() if ":" in line)
    anonymous, file = (lines.get(name, "0 kB").split()[0] for name in ("RssAnon", "RssFile"))
    return int(anonymous) / 1024, int(file) / 1024


def _processor(pid: int) -> float:
    fields = _proc(pid, "stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS if fields else 0.0


def _proc(pid: int, name: str) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/{name}").read_text(encoding="utf-8", errors="replace")
    return ""
