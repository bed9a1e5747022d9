"""What few reports of another hand's make of the coder: carried on from what many taught, or learnt alone.

    python -m benchmarks.few_reports

Many are all own reports but five files of three hands; half of those five teach, the other half is scored, then the
other way round. Profile `default` without the transformer.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from nlp.assertion.learnt.weights import Weights, weights_of
from nlp.coder import Coder
from nlp.dates.learnt.ties import DateWeights, ties_of
from nlp.evaluation.gold import GoldReport
from nlp.evaluation.marked import read_marked_reports
from nlp.learnt.folder import FILES
from nlp.pipeline import build_pipeline
from nlp.trained.model_files import write_folder
from nlp.training.assertion.words import learn_words
from nlp.training.date_ties import learn_ties
from nlp.training.parts.figures import figures_of
from nlp.training.parts.reports import MarkedReport

REPORTS = Path(__file__).parents[1] / "tests" / "data" / "reports"
#: Those on which the record of the rules was counted.
ANOTHER_HANDS = ("registres", "rounds", "gazette", "rang", "ward_notes")
FEW = 10


def main() -> None:
    """Print a line for each way to learn and each half that is scored."""
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        many, others = _reports(place / "reports")
        made = _learnt(place / "many", many)
        begun = weights_of(made), ties_of(made)
        for name, own, scored in (("first", others[::2], others[1::2]), ("second", others[1::2], others[::2])):
            _say(f"{len(many)} reports", name, made, scored)
            for size in (FEW, len(own)):
                carried = _learnt(place / "carried", own[:size], begun)
                _say(f"… and {size} of theirs, carried on", name, carried, scored)
            _say(f"{len(own)} of theirs alone, and the bank", name, _learnt(place / "alone", own), scored)
            _say("all anew", name, _learnt(place / "all", [*many, *own]), scored)


def _reports(scratch: Path) -> tuple[list[GoldReport], list[GoldReport]]:
    """All own reports but those of another hand's, and those."""
    for path in sorted(REPORTS.glob("*/*.txt")):
        folder = scratch / ("others" if path.stem in ANOTHER_HANDS else "many") / path.parent.name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / path.name).write_bytes(path.read_bytes())
    return read_marked_reports(scratch / "many"), read_marked_reports(scratch / "others")


def _learnt(out: Path, reports: list[GoldReport], begun: tuple[Weights, DateWeights] | None = None) -> Path:
    words, ties = begun or (None, None)

    def fill(folder: Path) -> None:
        learn_words(reports, folder / FILES["words"], "own reports", words)
        learn_ties(reports, folder / FILES["dates"], "own reports", ties)

    write_folder(out, fill, {}, "")
    return out


def _say(coder: str, half: str, learnt: Path, scored: list[GoldReport]) -> None:
    asked = {half: [MarkedReport(report) for report in scored]}
    found = figures_of(Coder(build_pipeline(reads="none", learnt=learnt)), asked)[half]
    print(f"{coder:36} {half:7} " + "  ".join(f"{measure} {value:.3f}" for measure, value in found.items()), flush=True)


if __name__ == "__main__":
    main()
