"""A place in the tokens of a query, from which the readers of its parts take what they know."""

from __future__ import annotations

from dataclasses import dataclass

from medomics_ehr.cohort.readers.text.lexer import Token
from medomics_ehr.cohort.readers.text.words import Kind
from medomics_ehr.errors import InputRefused


@dataclass(slots=True)
class Cursor:
    """Tokens, and how many of them are read."""

    found: list[Token]
    place: int = 0

    def peek(self, ahead: int = 0) -> Token | None:
        """The next token, or one further ahead."""
        place = self.place + ahead
        return self.found[place] if place < len(self.found) else None

    def take(self, *kinds: Kind) -> Token | None:
        """The next token, if it is of these kinds; it then is read."""
        token = self.peek()
        if token is None or token.kind not in kinds:
            return None
        self.place += 1
        return token

    def skip_soft(self) -> None:
        """Pass over words such as "with", which mean nothing by themselves."""
        while self.take("soft"):
            pass


def misplaced(token: Token | None) -> InputRefused:
    """Says that a token cannot stand where it stands."""
    if token is None:
        return InputRefused("the query ends where a term is expected; add one, such as `ct`")
    return InputRefused(
        f"character {token.start + 1} of the query: `{token.text[:30]}` cannot stand there; "
        "put a term between operators, and words that are part of a term in quotes"
    )
