"""Character n-grams as scikit-learn counts and weighs them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from nlp.linking.ngrams import NGramIndex, folded

WORDS = st.text(st.characters(codec="utf-8", min_codepoint=1, max_codepoint=0xD7FF), min_size=1, max_size=12)
TERMS = st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=6)
NAMES = ["Polyarthrite rhumatoïde", "maladie de Crohn", "œdème aigu", "a", "HTA", "a b"]


@given(TERMS)
def test_cosines_are_those_of_scikit_learn(terms: list[str]) -> None:
    theirs = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), preprocessor=folded, dtype=np.float32)
    indexed = theirs.fit_transform(NAMES + terms)
    asked = [*terms, *NAMES, "", " ", "rhumatoide", "x"]
    expected = (theirs.transform(asked) @ indexed.T).toarray()
    np.testing.assert_allclose(NGramIndex(NAMES + terms).similarity(asked), expected, atol=1e-5)
