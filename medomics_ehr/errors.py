"""The three ways a command can fail, each with its exit status.

Every message is one sentence that says what went wrong, where (file:line or table.row) and what to do.
It never holds a patient's words, name or identifier.
"""

from __future__ import annotations


class MedomicsError(Exception):
    """Base of all errors a user should read as one sentence instead of a traceback."""

    exit_status = 1


class InputRefused(MedomicsError):
    """An input is missing, malformed or refused (exit status 1)."""

    exit_status = 1


class WrongUsage(MedomicsError):
    """The command or function was called in a way that makes no sense (exit status 2)."""

    exit_status = 2


class EnvironmentFailed(MedomicsError):
    """The database, the disk, a model file or an optional library failed (exit status 3)."""

    exit_status = 3
