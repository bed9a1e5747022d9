"""How many ATLAS definitions find somebody in an invented record, and how long each takes.

    python -m benchmarks.phenotypes WORKSPACE DEFINITIONS_DIR [--show]

WORKSPACE is what `benchmarks.generate_cdm --definitions DEFINITIONS_DIR` filled. Each definition runs once, to the
spells of all its people.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

from medomics_ehr.cohort.atlas import atlas_people, read_atlas
from medomics_ehr.cohort.running import reading
from medomics_ehr.errors import InputRefused
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace


def main() -> None:
    """Read the arguments, run every definition, print the account."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("definitions", type=Path)
    parser.add_argument("--show", action="store_true", help="a line for each definition")
    given = parser.parse_args()
    record = Record.of(Workspace.open(given.workspace))
    found: list[int] = []
    seconds: list[float] = []
    for path in sorted(given.definitions.glob("*.json")):
        began = time.perf_counter()
        people = people_of(record, path)
        seconds.append(time.perf_counter() - began)
        found.append(people)
        if given.show:
            print(f"{path.stem:10} {people:8,} people {seconds[-1]:7.2f} s", flush=True)
    print(f"definitions {len(found)}, run {sum(n >= 0 for n in found)}, find somebody {sum(n > 0 for n in found)}; "
          f"seconds median {statistics.median(seconds):.2f}, longest {max(seconds):.2f}")  # fmt: skip


def people_of(record: Record, path: Path) -> int:
    """How many people a definition finds; -1 where it is refused."""
    try:
        with reading(record, 600) as opened:
            return len(atlas_people(opened, read_atlas(path, path.read_text(encoding="utf-8"))))
    except InputRefused as refused:
        print(f"{path.stem}: {refused}")
        return -1


if __name__ == "__main__":
    main()
