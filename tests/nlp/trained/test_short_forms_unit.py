"""Short forms are those that the report explains itself, in the manner of Schwartz and Hearst (PSB 2003)."""

from __future__ import annotations

import pytest

from nlp.trained.short_forms import long_forms, spelled_out


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Un carcinoma hepatocelular (CHC) de 3 cm.", {"CHC": "carcinoma hepatocelular"}),
        ("Metástasis de tumor neuroendocrino ( TNE ) G2", {"TNE": "tumor neuroendocrino"}),
        ("leucemia mieloide aguda (LMA), luego LMA (otra)", {"LMA": "leucemia mieloide aguda"}),
        ("TAC (TC) sin cambios", {}),
        ("lesión en pulmón (pT2)", {}),
        ("según la escala (ECOG 1)", {}),
        ("línea anterior: linfoma\nB de Burkitt (LB)", {}),
        ("", {}),
    ],
)
def test_long_forms_are_found_before_brackets(text: str, forms: dict[str, str]) -> None:
    assert long_forms(text) == forms


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("CHC", "carcinoma hepatocelular"),
        ("metástasis de CHC", "metástasis de carcinoma hepatocelular"),
        ("carcinoma hepatocelular (CHC) G2", "carcinoma hepatocelular G2"),
        ("(CHC)", "(carcinoma hepatocelular)"),
        ("CHCS", "CHCS"),
        ("chc", "chc"),
    ],
)
def test_a_short_form_is_spelled_out_as_a_whole_word(words: str, expected: str) -> None:
    assert spelled_out(words, {"CHC": "carcinoma hepatocelular"}) == expected


def test_a_long_form_stands_as_it_is_written() -> None:
    assert spelled_out("AB-1", {"AB-1": r"a\1 b"}) == r"a\1 b"


def test_a_hostile_text_ends_soon() -> None:
    assert long_forms("(" * 50_000 + "A" * 50_000) == {}
    assert long_forms("a " * 50_000 + "(AAAA)") == {"AAAA": "a a a a"}
