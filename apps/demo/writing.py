"""Writes the centre's files so that the same seed gives the same bytes: no clock, no platform line ends."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """One line each, UTF-8, `\\n` at each end."""
    path.write_bytes("".join(f"{line}\n" for line in lines).encode())


def write_ndjson(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """One JSON object a line, keys in the order given."""
    write_lines(path, (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows))
