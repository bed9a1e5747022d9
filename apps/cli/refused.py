"""How refused input is shown: counted by file, field and reason first, then where; what does not fit is counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from apps.cli.console import say, table

#: Kinds of refusals shown on a screen; `medomics load status --json` has all.
SHOWN_KINDS = 30


def say_refused(kinds: Sequence[dict[str, Any]]) -> None:
    """Print refusals counted by file, element and reason, as `record.ledger` counts them."""
    shown: list[list[object]] = [
        [k["file"], k["element"] or k["resource_type"] or "", k["reason"], k["rows"], str(k["first_line"])]
        for k in kinds[:SHOWN_KINDS]
    ]
    say(table(["quarantined in", "field", "reason", "rows", "first line"], shown))
    rest = kinds[SHOWN_KINDS:]
    if rest:
        rows = sum(int(kind["rows"]) for kind in rest)
        say(f"and {rows:,} more in {len(rest):,} further kinds; `medomics load status --json` has all of them")


def and_more(shown: int, total: int, what: str, where: str = "") -> None:
    """Say how many were not shown, if any."""
    if total > shown:
        say(f"and {total - shown:,} more {what}{where}")
