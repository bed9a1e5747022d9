"""Trying a pattern at its places alone finds what trying it everywhere finds."""

import re

from hypothesis import given
from hypothesis import strategies as st

from nlp.dates.months import named_dates
from nlp.dates.words import MONTH_NUMBER
from nlp.parsers.stage.factory import component_places
from nlp.parsers.stage.patterns import RUN
from nlp.text.fold import fold
from nlp.text.places import beginnings, matches_at, places_of
from nlp.text.reading import Reading

WORDS = st.lists(st.sampled_from(["le", "la", "les", "du", "n'", "r-iss", "l"]), min_size=1, max_size=4, unique=True)


@given(WORDS, st.text(alphabet="leasdun'r-i \n", max_size=40))
def test_beginnings_are_where_a_bound_and_a_word_stand(words: list[str], text: str) -> None:
    plain = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})")
    everywhere = [place for place in range(len(text)) if plain.match(text, place)]
    assert places_of(beginnings(" ".join(words)), text) == everywhere


@given(st.sampled_from([r"a+b?", r"(?<!b)ab", r"\bba", r"(?:ab)+"]), st.text(alphabet="ab ", max_size=30))
def test_matches_at_all_places_are_those_of_finditer(pattern: str, text: str) -> None:
    compiled = re.compile(pattern)
    found = [match.span() for match in matches_at(compiled, text, range(len(text) + 1))]
    assert found == [match.span() for match in compiled.finditer(text)]


@given(st.sampled_from(sorted(MONTH_NUMBER)), st.sampled_from(["", "er", "th", " ", "er ", "th of "]))
def test_every_month_is_found_with_its_day(month: str, between: str) -> None:
    text = f"vu le 3{between}{month} 2021."
    [date] = named_dates(Reading.of(text))
    assert (date.value, text[date.start : date.end]) == (f"2021-{MONTH_NUMBER[month]:02d}-03", text[6:-1])


@given(st.text(alphabet="pcyrastnmTN012x (),\n", max_size=25))
def test_components_of_a_stage_are_looked_for_wherever_one_may_match(text: str) -> None:
    folded = fold(text)
    tried = list(component_places(folded))
    assert {match.start() for match in RUN.finditer(folded)} <= set(tried)
    assert tried == sorted(tried)
