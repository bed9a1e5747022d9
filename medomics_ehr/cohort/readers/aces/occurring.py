"""Where a predicate occurs among the rows of a timeline, kept sparse: most rows hold none of most predicates. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

Ints = np.ndarray[Any, np.dtype[np.int64]]


class Occurring(Protocol):
    """Where a predicate occurs. Rows are numbered from 0; arrays of row numbers go in and come out."""

    @property
    def rows(self) -> Ints:
        """The rows where it occurs, ascending."""

    @property
    def length(self) -> int:
        """The number of all rows."""

    def before(self, row: Ints) -> Ints:
        """How many of its events lie in the rows before each row."""

    def following(self, row: Ints) -> Ints:
        """The first row at or after each row where it occurs; a row beyond all if there is none."""

    def preceding(self, row: Ints) -> Ints:
        """The last row before each row where it occurs; -1 if there is none."""

    def part(self, start: int, end: int) -> Occurring:
        """The same for some of the rows, numbered anew."""


@dataclass(frozen=True, slots=True)
class Somewhere:
    """A predicate that occurs in some rows.

    Attributes:
        rows: where it occurs, ascending.
        sums: how many of its events lie before each of these rows, and last how many there are.
        length: the number of all rows.

    >>> high = Somewhere.of(np.array([2, 5]), np.array([1, 3]), 7)
    >>> at = np.array([0, 3, 6])
    >>> high.before(at).tolist(), high.following(at).tolist(), high.preceding(at).tolist()
    ([0, 1, 4], [2, 5, 7], [-1, 2, 5])
    """

    rows: Ints
    sums: Ints
    length: int

    @classmethod
    def of(cls, rows: Ints, counts: Ints, length: int) -> Somewhere:
        """From how many events each of the rows holds."""
        sums = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum(counts, out=sums[1:])
        return cls(rows, sums, length)

    @classmethod
    def counted(cls, counts: Ints) -> Somewhere:
        """From a count for every row."""
        rows = np.flatnonzero(counts)
        return cls.of(rows, counts[rows], len(counts))

    def before(self, row: Ints) -> Ints:
        """See `Occurring`."""
        number: Ints = self.sums[np.searchsorted(self.rows, row)]
        return number

    def following(self, row: Ints) -> Ints:
        """See `Occurring`."""
        return np.append(self.rows, self.length)[np.searchsorted(self.rows, row)]

    def preceding(self, row: Ints) -> Ints:
        """See `Occurring`."""
        return np.append(self.rows, -1)[np.searchsorted(self.rows, row) - 1]

    def part(self, start: int, end: int) -> Somewhere:
        """See `Occurring`."""
        low, high = np.searchsorted(self.rows, (start, end))
        return Somewhere(self.rows[low:high] - start, self.sums[low : high + 1] - self.sums[low], end - start)


@dataclass(frozen=True, slots=True)
class Everywhere:
    """What every row holds once: an event of any code."""

    length: int

    @property
    def rows(self) -> Ints:
        """See `Occurring`."""
        return np.arange(self.length)

    def before(self, row: Ints) -> Ints:
        """See `Occurring`."""
        return row

    def following(self, row: Ints) -> Ints:
        """See `Occurring`."""
        return row

    def preceding(self, row: Ints) -> Ints:
        """See `Occurring`."""
        return row - 1

    def part(self, start: int, end: int) -> Everywhere:
        """See `Occurring`."""
        return Everywhere(end - start)


def all_of(parts: Sequence[Occurring], length: int) -> Occurring:
    """Once in each row where all of them occur."""
    return _once(parts, length, np.intersect1d)


def any_of(parts: Sequence[Occurring], length: int) -> Occurring:
    """Once in each row where any of them occurs."""
    return _once(parts, length, np.union1d)


def _once(parts: Sequence[Occurring], length: int, combine: Any) -> Somewhere:
    rows = parts[0].rows
    for part in parts[1:]:
        rows = combine(rows, part.rows)
    return Somewhere(rows, np.arange(len(rows) + 1), length)
