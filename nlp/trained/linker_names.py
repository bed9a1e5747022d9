"""What a linker of one kind of mention knows by heart: how training coded its terms, and names of lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nlp.trained.code_parts import CodeParts
from nlp.trained.mention_lexicon import surface_of
from nlp.trained.name_index import KnownName


def term_of(words: str) -> str:
    """A mention's words as they are compared.

    >>> term_of("Carcinoma  Escamoso,")
    'carcinoma escamoso ,'
    """
    return " ".join(surface_of(words))


@dataclass(frozen=True, slots=True)
class LinkerNames:
    """The names of one kind's codes.

    Attributes:
        code_parts: the regular expression that takes a code apart.
        coded: training term to its codes with how often each.
        listed: (term, code) of lists.
        known_codes: codes that the lists hold, with or without a name.
    """

    code_parts: str
    coded: dict[str, dict[str, int]]
    listed: list[tuple[str, str]]
    known_codes: frozenset[str]

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> LinkerNames:
        """What `to_json` gave."""
        listed = [(str(term), str(code)) for term, code in row["listed"]]
        return cls(str(row["code_parts"]), dict(row["coded"]), listed, frozenset(row["known_codes"]))

    def to_json(self) -> dict[str, Any]:
        """As `names.json` holds it."""
        return {
            "code_parts": self.code_parts,
            "coded": self.coded,
            "listed": self.listed,
            "known_codes": sorted(self.known_codes),
        }

    def known_names(self) -> list[KnownName]:
        """All names, those of training first, each with the code that it has most often."""
        rows = [(term, max(sorted(codes), key=lambda c: codes[c]), False) for term, codes in sorted(self.coded.items())]
        rows += [(term, code, True) for term, code in self.listed]
        parts = CodeParts(self.code_parts)
        split = [(term, parts.split(code), is_listed) for term, code, is_listed in rows]
        return [KnownName(term, found, is_listed) for term, found, is_listed in split if found is not None]


def folded_names(rows: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """(term, code) of names as they are compared, each once."""
    return sorted({(term_of(name), code) for name, code in rows if term_of(name)})
