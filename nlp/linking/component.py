"""The pipeline's component that links what the rules missed; it runs in the profile `thorough`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

from nlp.candidates import Candidate
from nlp.linking.linker import Linker, RankedCode
from nlp.linking.missed import Window, missed_windows
from nlp.text.reading import Reading

#: A linked diagnosis is kept from this confidence on.
LEAST_CONFIDENCE = 0.6
#: Texts whose code is remembered.
REMEMBERED = 20_000


class MissedDiagnoses:
    """Adds a diagnosis candidate for each window that links with enough confidence."""

    def __init__(self, encoder: str | None, least_confidence: float = LEAST_CONFIDENCE) -> None:
        self.encoder = encoder
        self.least_confidence = least_confidence
        self._best: dict[str, RankedCode | None] = {}
        self._nearness: dict[str, float] = {}

    @cached_property
    def linker(self) -> Linker:
        """Loaded with the first report that needs it: most need it not."""
        return Linker.load(self.encoder, kinds=("diagnosis",))

    def __call__(self, reading: Reading) -> None:
        """Link the missed windows of a reading in place."""
        self.together([reading])

    def together(self, readings: Sequence[Reading]) -> None:
        """Link the missed windows of readings in place: as one by one, but their words are embedded together."""
        open_ = [(reading, windows) for reading in readings for windows in missed_windows(reading) if windows]
        self._compare(reading.slice(w.first, w.last) for reading, windows in open_ for w in windows)
        missed = [(reading, self._nearest(reading, windows)) for reading, windows in open_]
        asked = [(reading, window, reading.slice(window.first, window.last)) for reading, window in missed]
        self._link(text for _, _, text in asked)
        for reading, window, text in asked:
            best = self._best[text]
            if best is not None and best.confidence >= self.least_confidence:
                rule, prior = f"linker:{self.linker.name}", round(best.confidence, 3)
                reading.candidates.append(
                    Candidate(window.first, window.last, "diagnosis", best.code, rule=rule, prior=prior)
                )

    def _nearest(self, reading: Reading, windows: list[Window]) -> Window:
        return max(windows, key=lambda window: self._nearness[reading.slice(window.first, window.last)])

    def _compare(self, texts: Iterable[str]) -> None:
        """Remember how near each text lies to a known name."""
        if len(self._nearness) > REMEMBERED:
            self._nearness.clear()
        new = list(dict.fromkeys(texts).keys() - self._nearness.keys())
        if new:
            self._nearness.update(zip(new, self.linker.nearness(new, "diagnosis").tolist(), strict=True))

    def _link(self, texts: Iterable[str]) -> None:
        """Remember the best code of each text; what is remembered is forgotten when it grows large."""
        wanted = list(dict.fromkeys(texts))
        if len(self._best) > REMEMBERED:
            self._best.clear()
        new = [text for text in wanted if text not in self._best]
        ranked = self.linker.link_all(new, kinds=["diagnosis"] * len(new), top=1) if new else []
        self._best.update((text, codes[0] if codes else None) for text, codes in zip(new, ranked, strict=True))


@lru_cache(maxsize=2)
def missed_diagnoses(encoder: str | None = "minilm") -> MissedDiagnoses:
    """The component with the shipped linker, built once in a process."""
    return MissedDiagnoses(encoder)
