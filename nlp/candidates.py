"""A candidate: a finding on its way through the pipeline, before the resolver freezes it.

Parsers make candidates; assertion, dates and the resolver fill them in. Nothing outside the coder sees them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from medomics_ehr.contracts.finding import Assertion, Finding, Kind
from nlp.text.reading import Reading


@dataclass(slots=True)
class Candidate:
    """Tokens `first` to `last` (exclusive) that may state a finding.

    Attributes:
        rule: what found it, such as `lexicon:drug`, for the finding's `rule_or_model`.
        prior: how much the parser trusts it against others on the same words, 0 to 1.
        likely: probability of its assertion by what was learnt, None where the rules alone decided.
        role: what the resolver must know: `metastasis`, `recurrence`, `bare`, `site`, or "".
        group: candidates that one list or one value joins share a number, -1 where alone.
        fixed: the parser itself knows the assertion (a carrier in the family, a value stated as absent).
        needs: what the code lacks until the resolver fills it from the report, `site` or "".
    """

    first: int
    last: int
    kind: Kind
    code: str | None = None
    value: str | None = None
    assertion: Assertion = "present"
    date: str | None = None
    rule: str = ""
    prior: float = 0.9
    likely: float | None = None
    role: str = ""
    group: int = -1
    fixed: bool = False
    cues: list[str] = field(default_factory=list)
    data: dict[str, str] = field(default_factory=dict)

    def to_finding(self, reading: Reading, confidence: float) -> Finding:
        """The frozen finding, with character offsets into the source."""
        section = reading.sentence(self.first).section
        return Finding(
            reading.starts[self.first], reading.ends[self.last - 1], self.kind, self.code, self.value,
            self.assertion, self.date, confidence, self.rule, section,
        )  # fmt: skip
