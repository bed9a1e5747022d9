"""Says in one sentence what a full disk, a lost server or a lost process did, whichever library met it first.

Messages of databases may quote rows; nothing of them is repeated.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager

from medomics_ehr.errors import EnvironmentFailed, MedomicsError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
#: How DuckDB words `_FULL`.
_FULL_WORDS = ("no space left", "disk quota", "file too large", "not enough space", "out of disk")
_KEPT = "what was committed is kept: run the same command again"


@contextmanager
def failures_told(place: str) -> Iterator[None]:
    """Turn a failure of disk or server within the context into `EnvironmentFailed`; other errors pass.

    >>> with failures_told("record.duckdb"):
    ...     raise OSError(errno.ENOSPC, "No space left on device")
    Traceback (most recent call last):
    medomics_ehr.errors.EnvironmentFailed: record.duckdb failed: the disk is full; free space, what was committed ...
    """
    try:
        yield
    except MedomicsError:
        raise
    except Exception as error:
        reason = plain_reason(error)
        if reason is None:
            raise
        raise EnvironmentFailed(f"{place} {reason}") from error


def plain_reason(error: BaseException) -> str | None:
    """What a failure of disk or server means for people; None for any other error."""
    return next(filter(None, map(_reason, _chain(error))), None)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, what it wraps, and what it arose from: a failed commit is often hidden by a failed rollback."""
    while error is not None:
        yield error
        wrapped = getattr(error, "orig", None)
        if isinstance(wrapped, BaseException):
            yield wrapped
        error = error.__cause__ or error.__context__


def _reason(error: BaseException) -> str | None:
    if isinstance(error, BrokenExecutor):
        return f"failed: a worker process died; free memory, {_KEPT}"
    words = str(error).lower() if type(error).__module__.endswith("duckdb") else ""
    if (isinstance(error, OSError) and error.errno in _FULL) or any(sign in words for sign in _FULL_WORDS):
        return f"failed: the disk is full; free space, {_KEPT}"
    if any(kind.__name__ == "OperationalError" and kind.__module__.startswith("psycopg") for kind in type(error).mro()):
        return f"failed: the server is down or went away ({type(error).__name__}); when it is back, {_KEPT}"
    return None
