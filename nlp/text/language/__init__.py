"""Language: French or English, for the report and for each sentence of a mixed one."""

from nlp.text.language.factory import mark_languages

__all__ = ["mark_languages"]
