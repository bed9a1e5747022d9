"""The most memory that this process has held so far."""

from __future__ import annotations

from pathlib import Path


def peak_gib() -> float:
    """Peak of the resident memory in GiB; Linux's VmHWM, as `getrusage` would count what the parent held too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 2**20
