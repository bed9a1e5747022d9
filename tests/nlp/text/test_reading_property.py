"""Whatever a text holds, its tokens slice it, in order, and nothing but white space is left out."""

from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.vocab import Vocab

from nlp.assertion.spans import read_text
from nlp.text.fold import fold
from nlp.text.reading import Reading
from nlp.text.tokeniser import ReportTokeniser

TEXTS = st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=200)


@given(TEXTS)
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(TEXTS)
def test_tokens_cover_all_but_white_space(text: str) -> None:
    reading = Reading.of(text)
    kept = "".join(text[a:b] for a, b in zip(reading.starts, reading.ends, strict=True))
    assert kept == "".join(text.split()) or kept.split() == "".join(text.split()).split()
    assert all(a < b for a, b in zip(reading.starts, reading.ends, strict=True))


@given(TEXTS)
def test_the_document_is_the_source(text: str) -> None:
    assert ReportTokeniser(Vocab())(text).text == text


@settings(deadline=None)
@given(TEXTS)
def test_sentences_partition_the_tokens(text: str) -> None:
    reading = read_text(text)
    tokens = [token for s in reading.sentences for token in range(s.first, s.last)]
    assert tokens == list(range(len(reading)))
