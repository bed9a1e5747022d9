"""Blanks before a heading cost the coder no more than their number: a scanned page may open with thousands of them."""

import time

from nlp.coder import Coder, Report

#: Between linear (4) and quadratic (16) growth.
MOST_GROWTH = 9.0
#: Processor time below which no growth can be told, in seconds.
TOO_SHORT_TO_TELL = 0.05


def seconds(coder: Coder, blanks: int) -> float:
    """Processor time of the whole coder, the better of two."""
    taken = []
    for _ in range(2):
        began = time.process_time()
        coder.code(Report("x", " " * blanks + "x Sein G : carcinome lobulaire infiltrant", "fr", "2024-01-15"))
        taken.append(time.process_time() - began)
    return min(taken)


def test_a_heading_behind_blanks_is_read_in_linear_time() -> None:
    coder = Coder.load("fast")
    short = seconds(coder, 3_000)
    assert short < 1
    later = seconds(coder, 12_000)
    assert later < TOO_SHORT_TO_TELL or later < MOST_GROWTH * short
