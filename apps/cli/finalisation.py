"""A quiet end: DuckDB's bindings report what lives to the interpreter's end as leaks, which is noise to a user."""

from __future__ import annotations

import atexit
import os
import sys


def end_quietly() -> None:
    """From the last exit handler on, standard error goes nowhere.

    Call it first thing: handlers run in reverse order, so every other one has had its say by then.
    """
    atexit.register(_close_standard_error)


def _close_standard_error() -> None:
    sys.stderr.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
