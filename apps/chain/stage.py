"""A stage of the chain: runs once, remembers what it measured, and is skipped the next time."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

Advance = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the final table: what was found, and what is true.

    Attributes:
        name: what is measured.
        found: the product's figure.
        true: the centre's, None where there is nothing to compare with.
        note: what helps to read it, such as an interval.
    """

    name: str
    found: float | int | str
    true: float | int | str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class StageResult:
    """What a stage measured, and how long it took when it ran."""

    stage: str
    seconds: float
    measures: tuple[Measure, ...]
    skipped: bool = False


def run_once(
    stage: str, folder: Path, fingerprint: str, work: Callable[[Advance], list[Measure]], advance: Advance
) -> StageResult:
    """Run the work, or take what a former run with the same fingerprint measured.

    Args:
        folder: holds a file of results for each stage that is done.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     first = run_once("count", Path(folder), "v1", lambda _: [Measure("n", 2)], lambda done, total: None)
    ...     again = run_once("count", Path(folder), "v1", lambda _: [Measure("n", 3)], lambda done, total: None)
    >>> again.measures == first.measures, again.skipped
    (True, True)
    """
    done = folder / f"{stage}.json"
    if done.is_file():
        kept = json.loads(done.read_text(encoding="utf-8"))
        if kept["fingerprint"] == fingerprint:
            measures = tuple(Measure(**measure) for measure in kept["measures"])
            return StageResult(stage, kept["seconds"], measures, skipped=True)
    started = time.perf_counter()
    measures = tuple(work(advance))
    seconds = round(time.perf_counter() - started, 2)
    content = {"fingerprint": fingerprint, "seconds": seconds, "measures": [asdict(measure) for measure in measures]}
    beside = done.with_suffix(".new")
    beside.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    beside.replace(done)
    return StageResult(stage, seconds, measures)
