"""Windows are the text, whole and in order, none too long."""

from hypothesis import given
from hypothesis import strategies as st

from nlp.batch.windows import windows


@given(st.text(alphabet="ab \n", max_size=300), st.integers(2, 50))
def test_windows_put_together_are_the_text(text, longest):
    found = list(windows(text, longest))
    assert "".join(part for _, part in found) == text
    assert [start for start, _ in found] == [sum(len(p) for _, p in found[:n]) for n in range(len(found))]
    assert all(len(part) <= longest for _, part in found)
