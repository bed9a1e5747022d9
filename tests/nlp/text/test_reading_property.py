"""A reading made of remembered chunks is what the tokeniser's pattern and the normaliser say of the whole text."""

from hypothesis import given
from hypothesis import strategies as st

from nlp.text.fold import fold, fold_word, stem
from nlp.text.reading import Reading
from nlp.text.tokeniser.patterns import TOKEN

TEXTS = st.text(alphabet="aéŒN0M1 \t\n\r\u00a0\u2009-'.,_Tp\u0301’²ß", max_size=60) | st.text(max_size=60)


@given(TEXTS)
def test_its_tokens_are_those_of_the_whole_text(text: str) -> None:
    tokens = [match for match in TOKEN.finditer(text) if not match.group().isspace()]
    reading = Reading.of(text)
    assert [*zip(reading.starts, reading.ends, strict=True)] == [token.span() for token in tokens]
    assert reading.words == [fold_word(token.group()) for token in tokens]
    assert reading.stems == [stem(word) for word in reading.words]


@given(TEXTS)
def test_its_folded_text_keeps_every_offset(text: str) -> None:
    assert Reading.of(text).folded == fold(text)


@given(TEXTS)
def test_a_bound_cuts_a_word_where_letters_or_digits_touch_on_both_sides(text: str) -> None:
    reading = Reading.of(text)
    for token in range(1, len(reading)):
        touching = reading.starts[token] == reading.ends[token - 1]
        between = (reading.words[token - 1][:1].isalnum(), reading.words[token][:1].isalnum())
        assert reading.cuts[token] == (touching and all(between))
    assert not any(reading.cuts[len(reading) :])


@given(st.text(alphabet="ab \n", max_size=30), st.frozensets(st.sampled_from(["a", "b", "ab", "ba"])))
def test_offsets_of_words_are_those_of_whole_tokens(text: str, words: frozenset[str]) -> None:
    tokens = [match for match in TOKEN.finditer(text) if match.group() in words]
    assert Reading.of(text).offsets_of(words) == [token.start() for token in tokens]
    assert Reading.of(text).holds(words) == bool(tokens)
