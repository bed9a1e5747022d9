"""The language marker, and its spaCy factory."""

from __future__ import annotations

from nlp.text.language.patterns import ENGLISH, FRENCH
from nlp.text.reading import Reading

#: How many more small words a sentence must have of the other language to leave the report's.
MARGIN = 2


def mark_languages(reading: Reading) -> None:
    """Write the report's language, where it is not given, and each sentence's.

    >>> from nlp.text.sentences import split_sentences
    >>> reading = Reading.of("Pas de métastase dans le foie. The patient was seen in the clinic and is well.")
    >>> reading.set_sentences(split_sentences(reading)); mark_languages(reading)
    >>> [s.lang for s in reading.sentences]
    ['fr', 'en']
    """
    french = [word in FRENCH for word in reading.words]
    english = [word in ENGLISH for word in reading.words]
    if not reading.lang:
        reading.lang = "en" if sum(english) > sum(french) else "fr"
    for sentence in reading.sentences:
        balance = sum(english[sentence.first : sentence.last]) - sum(french[sentence.first : sentence.last])
        sentence.lang = "en" if balance >= MARGIN else "fr" if balance <= -MARGIN else reading.lang
