"""`python -m nlp.evaluation GOLD.jsonl [CODED.jsonl]`: codes the reports where no output is given, and scores them."""

from __future__ import annotations

import sys
from pathlib import Path

from nlp.evaluation.gold import has_halves, read_findings, read_gold
from nlp.evaluation.summary import code_gold, scores_table


def main(arguments: list[str]) -> None:
    """Print F1 by level and kind for both halves of the gold file."""
    reports = read_gold(Path(arguments[0]))
    found = read_findings(Path(arguments[1])) if len(arguments) > 1 else code_gold(reports)
    print(scores_table(reports, found, has_halves(reports)))


if __name__ == "__main__":
    main(sys.argv[1:])
