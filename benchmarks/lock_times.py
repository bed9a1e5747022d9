"""How long each command keeps others from the DuckDB record: every spell of the write lock, seen from outside.

    python -m benchmarks.lock_times --fhir SYNTHEA_R4.tar.gz --fhir NOTES_FOLDER --code
    python -m benchmarks.lock_times --omop GIBLEED.tar --vocabulary ATHENA --meds FOLDER

Asks the system every two milliseconds whether a process holds the file for writing; opens no database itself.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_POLL_SECONDS = 0.002
#: struct flock of 64-bit Linux: type, whence, start, length, process.
_FLOCK = "hhqqi4x"


def main() -> None:
    """Run the commands that were asked for, in order, in one workspace; print a row for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("fhir", "omop", "vocabulary", "meds"):
        parser.add_argument(f"--{name}", action="append", default=[])
    parser.add_argument("--code", action="store_true")
    given = parser.parse_args()
    commands = [
        ["load", name, path] for name in ("vocabulary", "omop", "meds", "fhir") for path in getattr(given, name)
    ]
    if given.code:
        commands.append(["code", "--profile", "fast"])
    print(f"{'command':40} {'seconds':>8} {'commits':>8} {'longest s':>10} {'median s':>9} {'held':>6}")
    with tempfile.TemporaryDirectory(prefix="medomics-locks-") as folder:
        for command in commands:
            seconds, spells = _observed(command, Path(folder) / "w")
            title = " ".join([*command[:2], *(Path(part).name for part in command[2:])])
            longest, median, share = max(spells), statistics.median(spells), sum(spells) / seconds
            print(
                f"{title:40.40} {seconds:8.1f} {len(spells):8} {longest:10.2f} {median:9.3f} {share:6.0%}", flush=True
            )


def _observed(command: list[str], workspace: Path) -> tuple[float, list[float]]:
    """Seconds that a command took, and those of each spell during which it held the record for writing."""
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "apps.cli.main", *command, "--workspace", str(workspace)], stdout=subprocess.DEVNULL
    )
    spells: list[float] = []
    since: float | None = None
    while process.poll() is None:
        held = _is_write_locked(workspace / "record.duckdb")
        now = time.monotonic()
        if held and since is None:
            since = now
        elif not held and since is not None:
            spells.append(now - since)
            since = None
        time.sleep(_POLL_SECONDS)
    return time.monotonic() - began, spells or [0.0]


def _is_write_locked(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        asked = struct.pack(_FLOCK, fcntl.F_RDLCK, os.SEEK_SET, 0, 0, 0)
        return struct.unpack(_FLOCK, fcntl.fcntl(descriptor, fcntl.F_GETLK, asked))[0] != fcntl.F_UNLCK
    finally:
        os.close(descriptor)


if __name__ == "__main__":
    main()
