"""A day without a year that the text puts behind the report is no plan: its result is told, or its story goes on."""

from __future__ import annotations

import pytest

from nlp.coder import Coder, Report


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder.load(profile="fast")


def _found(coder: Coder, text: str, kind: str) -> tuple[str, str | None]:
    found = coder.code(Report("r", text, None, "2024-02-06", "consultation"))
    return next((f.assertion, f.date) for f in found if f.kind == kind)


@pytest.mark.parametrize(
    ("text", "kind", "assertion", "date"),
    [
        ("TEP 21/03 : fixation.", "exam", "present", "2023-03-21"),
        ("CT 21/03 showed a nodule.", "exam", "present", "2023-03-21"),
        ("Biopsie le 20/02 : adénocarcinome.", "exam", "present", "2023-02-20"),
        ("Nivolumab depuis le 20/02.", "drug", "present", "2023-02-20"),
        ("Mélanome, janvier 2023. Exérèse le 12 mars.", "treatment", "historical", "2023-03-12"),
    ],
)
def test_what_is_told_lies_behind(coder: Coder, text: str, kind: str, assertion: str, date: str) -> None:
    assert _found(coder, text, kind) == (assertion, date)


@pytest.mark.parametrize(
    ("text", "kind", "date"),
    [
        ("Scanner prévu le 21/03.", "exam", "2024-03-21"),
        ("Scanner le 21/03.", "exam", "2024-03-21"),
        ("Everolimus if the CT of 21 March shows progression.", "exam", "2024-03-21"),
        ("Alendronate à commencer le 1er mars.", "drug", "2024-03-01"),
    ],
)
def test_what_is_not_told_lies_ahead(coder: Coder, text: str, kind: str, date: str) -> None:
    assert _found(coder, text, kind) == ("planned", date)


def test_what_is_over_has_no_day_to_come(coder: Coder) -> None:
    assert _found(coder, "Tacrolimus arrêté en décembre.", "drug") == ("historical", "2023-12")
    assert _found(coder, "Oesophagectomy, pencilled for 6 March.", "treatment") == ("planned", "2024-03-06")
