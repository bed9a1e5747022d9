"""The pipeline's component that links what the rules missed; it runs in the profile `thorough`."""

from __future__ import annotations

from functools import cached_property, lru_cache

from nlp.candidates import Candidate
from nlp.linking.linker import Linker, RankedCode
from nlp.linking.missed import Window, missed_windows
from nlp.text.reading import Reading

#: A linked diagnosis is kept from this confidence on.
LEAST_CONFIDENCE = 0.6


class MissedDiagnoses:
    """Adds a diagnosis candidate for each window that links with enough confidence."""

    def __init__(self, encoder: str | None, least_confidence: float = LEAST_CONFIDENCE) -> None:
        self.encoder = encoder
        self.least_confidence = least_confidence
        self._link = lru_cache(maxsize=20_000)(self._link_one)

    @cached_property
    def linker(self) -> Linker:
        """Loaded with the first report that needs it: most need it not."""
        return Linker.load(self.encoder, kinds=("diagnosis",))

    def __call__(self, reading: Reading) -> None:
        """Link the missed windows of a reading in place."""
        for windows in missed_windows(reading):
            if not windows:
                continue
            window = self._nearest(reading, windows)
            best = self._link(reading.slice(window.first, window.last))
            if best is not None and best.confidence >= self.least_confidence:
                reading.candidates.append(
                    Candidate(
                        window.first,
                        window.last,
                        "diagnosis",
                        best.code,
                        rule=f"linker:{self.linker.name}",
                        prior=round(best.confidence, 3),
                    )
                )

    def _nearest(self, reading: Reading, windows: list[Window]) -> Window:
        texts = [reading.slice(window.first, window.last) for window in windows]
        nearness = self.linker.nearness(texts, "diagnosis")
        return windows[int(nearness.argmax())]

    def _link_one(self, text: str) -> RankedCode | None:
        ranked = self.linker.link(text, kind="diagnosis", top=1)
        return ranked[0] if ranked else None


@lru_cache(maxsize=2)
def missed_diagnoses(encoder: str | None = "minilm") -> MissedDiagnoses:
    """The component with the shipped linker, built once in a process."""
    return MissedDiagnoses(encoder)
