"""Fills the phrases of one language with the facts of one report.

A phrase is a string with choices, `[a|b|]`, and slots, `{name}`. A slot is either a term, whose words become a
finding (`{liver_metastasis!absent@ct_day}`: assertion after `!`, the slot that dates it after `@`), or plain text.
A term's own words may hold slots, which inherit assertion and date: so an organ and a histology nest.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from apps.demo.reports.marks import capitalised, mark

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)(?:!(\w+))?(?:@(\w+))?\}")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that state one finding: `say` holds alternatives, `code` and `value` what they mean."""

    kind: str
    say: tuple[str, ...]
    code: str | None = None
    value: str | None = None


@cache
def phrases(lang: str) -> dict[str, Any]:
    """All phrases of a language, as its YAML file holds them."""
    text = files("apps.demo.reports").joinpath("phrases", f"{lang}.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


@cache
def fixed_terms(lang: str) -> dict[str, Term]:
    """The terms that mean the same in every report, such as comorbidities and drugs."""
    terms = {}
    for name, (kind, meaning, say) in phrases(lang)["terms"].items():
        code, _, value = str(meaning).partition("=")
        if kind in {"diagnosis", "morphology", "drug"}:
            terms[name] = Term(kind, tuple(say), code=code)
        elif kind == "biomarker":
            terms[name] = Term(kind, tuple(say), code=code, value=value)
        else:
            terms[name] = Term(kind, tuple(say), value=code)
    return terms


@dataclass(slots=True)
class Voice:
    """One report's author: a language, habits drawn at random, and the facts to speak of.

    Attributes:
        lang: `fr` or `en`.
        rng: source of all choices, so that the same seed speaks the same words.
        day: the report's date; other dates are given with the findings that they date.
        values: plain slots; dates among them are written in the author's habit.
        terms: what slots may state, fixed terms and this report's own.
    """

    lang: str
    rng: random.Random
    day: dt.date
    values: dict[str, Any] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)
    date_style: int = 0

    def __post_init__(self) -> None:
        self.terms = {**fixed_terms(self.lang), **self.terms}
        self.date_style = self.rng.randrange(len(self.bank["date_styles"]))

    @property
    def bank(self) -> dict[str, Any]:
        """All phrases of the author's language."""
        return phrases(self.lang)

    def say(self, key: str) -> str:
        """One of the phrases under a key such as `imaging.liver_clear`, filled and marked."""
        section, _, name = key.partition(".")
        words = self.fill(self.rng.choice(self.bank[section][name]))
        return capitalised(re.sub(" {2,}", " ", words))

    def fill(self, phrase: str, assertion: str = "present", dated: str | None = None) -> str:
        """A phrase with its choices made and its slots filled."""
        while (choice := _CHOICE.search(phrase)) is not None:
            phrase = phrase[: choice.start()] + self.rng.choice(choice[1].split("|")) + phrase[choice.end() :]
        return _SLOT.sub(lambda slot: self._slot(slot[1], slot[2] or assertion, slot[3] or dated), phrase)

    def _slot(self, name: str, assertion: str, dated: str | None) -> str:
        if name not in self.terms:
            value = self.values[name]
            return self.date_words(value) if isinstance(value, dt.date) else str(value)
        term = self.terms[name]
        words = self.fill(self.rng.choice(term.say), assertion, dated)
        return mark(words, term.kind, code=term.code, value=term.value, assertion=assertion, date=self._date(dated))

    def _date(self, dated: str | None) -> str | None:
        when = self.values[dated] if dated else None
        return None if when is None or when == self.day else str(when)

    def date_words(self, day: dt.date) -> str:
        """A date in the author's habit."""
        bank = self.bank
        words = bank["date_styles"][self.date_style]
        return str(words).format(
            d=day.day,
            dd=f"{day.day:02d}",
            mm=f"{day.month:02d}",
            month=bank["months"][day.month - 1],
            mon=bank["short_months"][day.month - 1],
            yyyy=day.year,
            yy=f"{day.year % 100:02d}",
        )
