"""The coder by rules alone, loaded once for the tests of all parsers."""

import pytest

from nlp.coder import Coder


@pytest.fixture(scope="session")
def coder() -> Coder:
    return Coder.load("fast")
