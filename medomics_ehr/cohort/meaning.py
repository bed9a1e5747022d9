"""What one term of a query means, and the facts that are meant by it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from medomics_ehr.cohort.definition import AnyOf, CodeSet, Facts, Near, NumberRange, Selection, TextValue

#: A histology that occurs at several sites counts with the site's cancer at most so many days away.
SITE_DAYS = 365


@dataclass(frozen=True, slots=True)
class Meaning:
    """How one term was understood.

    Attributes:
        term: as it was written.
        codes: what it means by itself; empty where only a histology at a site is meant.
        origin: where that comes from, such as `value set lung_cancer` or `displays in the record`.
        text: a value in words that goes with it (`EGFR mutated`).
        number: a value in numbers that says the same as the words (`RE positifs`: 10 % of the cells or more).
        histology: codes that mean it only beside `site`, a cancer of its site.
    """

    term: str
    codes: CodeSet
    origin: str
    text: TextValue | None = None
    number: NumberRange | None = None
    histology: CodeSet | None = None
    site: CodeSet | None = None


def meant(meaning: Meaning, facts: Facts) -> Selection:
    """The facts of a term.

    Args:
        facts: those of the term's codes, with all else that the query asks of them.

    >>> lung, adenocarcinoma = CodeSet("lung cancer", ()), CodeSet("adenocarcinoma", ())
    >>> term = Meaning("lung adenocarcinoma", CodeSet("", ()), "", histology=adenocarcinoma, site=lung)
    >>> meant(term, Facts(term.codes)) == Near(Facts(adenocarcinoma), Facts(lung), SITE_DAYS)
    True
    """
    ways: list[Selection] = [facts] if facts.codes.codes or meaning.histology is None else []
    if meaning.number is not None and facts.number is None:
        ways.append(replace(facts, text=None, number=meaning.number))
    if meaning.histology is not None and meaning.site is not None:
        here = Facts(meaning.site, tuple(dict.fromkeys((*facts.assertions, "present"))))
        ways.append(Near(replace(facts, codes=meaning.histology), here, SITE_DAYS))
    return ways[0] if len(ways) == 1 else AnyOf(tuple(ways))
