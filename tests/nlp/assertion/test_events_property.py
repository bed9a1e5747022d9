"""Whatever order words of grammar come in, each span gets one assertion, and all that are held are known ones."""

from hypothesis import given, settings
from hypothesis import strategies as st

from medomics_ehr.contracts.finding import ASSERTIONS
from nlp.assertion import assert_spans, assertions_of_spans
from nlp.text.word_set import word_set

WORDS = word_set(
    "no not neither nor without fever , ; : . ( ) and or but if whether that which should will may could be was were"
    " has been noted seen ruled out excluded suspected history of in 1998 years ago 3 weeks the a patient denies cough"
    " only ne n' pas plus aucun rien ni sans mais et ou que qu' si peut être était a été retrouvé évoqué probable du la"
    " l' les antécédents de à au dans il y deux ans sera pourrait négatif négative test culture PMH: - 1."
)


@settings(deadline=None, max_examples=150)
@given(words=st.lists(st.sampled_from(sorted(WORDS)), max_size=25), lang=st.sampled_from(["fr", "en"]))
def test_any_order_of_words(words: list[str], lang: str) -> None:
    text = " ".join(words)
    spans = [(start, start + 3) for start in range(0, len(text), 5)]
    assert set(assert_spans(text, spans, lang)) <= set(ASSERTIONS)
    assert all(held <= set(ASSERTIONS) for held in assertions_of_spans(text, spans, lang))
