"""A code taken apart: `8140/33` of ICD-O is a histology, a behaviour and a grade, and each is easier to learn alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class CodeParts:
    """Splits codes by the groups of a regular expression; without one, a code is one part.

    >>> CodeParts(r"(\\d{4})(/\\d)(\\d?)").split("8140/33")
    ('8140', '/3', '3')
    >>> CodeParts("").split("C34.1")
    ('C34.1',)
    """

    pattern: str

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern or r"(.+)", re.S)

    @property
    def count(self) -> int:
        """How many parts a code has."""
        return self._compiled.groups

    def split(self, code: str) -> tuple[str, ...] | None:
        """The parts, "" for one that is not there; None for a code that they do not make up again."""
        match = self._compiled.fullmatch(code)
        parts = tuple(part or "" for part in match.groups()) if match else ()
        return parts if parts and "".join(parts) == code else None
