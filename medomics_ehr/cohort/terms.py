"""What a term of a query means: from value sets, terminology tables, code patterns, and displays in the record.

`Terms` remembers what it was asked, so that a command can say how each term was understood. It reads no events;
`TermsOf.record` fetches the displays, and the descendants that a loaded vocabulary knows.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from medomics_ehr.cohort.definition import Code, CodeSet, Condition
from medomics_ehr.cohort.hierarchy import Descendants, nobody_below
from medomics_ehr.cohort.meaning import Meaning
from medomics_ehr.cohort.parts import parts_of
from medomics_ehr.cohort.stage_words import staged
from medomics_ehr.cohort.value_words import Stated, is_vague, share_of, stated_by_a_term, text_of, with_value_word
from medomics_ehr.errors import InputRefused
from medomics_ehr.terminology import value_sets
from medomics_ehr.terminology.matcher import fold
from medomics_ehr.terminology.value_sets import ValueSet

_CODE = re.compile(r"^(?P<system>[A-Z][A-Za-z0-9-]*)//(?P<value>\S+)$")
_BARE_CODES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ICD10", re.compile(r"^[A-Z]\d{2}(\.[0-9A-Z]{1,4})?$")),
    ("ATC", re.compile(r"^[A-Z]\d{2}[A-Z]([A-Z](\d{2})?)?$")),
    ("LOINC", re.compile(r"^\d{2,6}-\d$")),
    ("ICDO3", re.compile(r"^\d{4}/\d$")),
    ("CCAM", re.compile(r"^[A-Z]{4}\d{3}$")),
)
_RECORDED_CODE = re.compile(r"^(?=.*\d)\S{4,}$")
#: Systems of acts: a value set with such members means acts, and in these systems a display that begins with its name
#: is a sort of that act (`Mastectomie totale`). A disease's name does not work so (`hypertension portale`).
_ACTS = frozenset({"CCAM", "CPT"})
_ACTS_IN_THE_RECORD = re.compile(r"^(?:CCAM|CPT|TEXT|LOCAL[^/]*)//")
#: Displays that speak of something other than the patient's own, certain fact.
_NOT_THE_FACT = re.compile(
    r"\b(suspected|suspicion|family history|no (known )?|history of|screening|risk|at risk|depistage|antecedents?|"
    r"education|counsel\w*|vaccin\w*|absence|without|sans|rule out|fear of)\b"
)
_TAG = re.compile(r" \((disorder|finding|procedure|situation|event|regime/therapy|substance|product|person)\)$")
_MAX_SUGGESTIONS = 5
#: Systems of diseases, drugs and acts, whose facts have no value.
_WITHOUT_VALUES = ("ICD10//", "ICDO3//", "ATC//", "TREATMENT//", "EXAM//")
_LIKE_A_DATE = re.compile(r"(?<!\w)(?:(?:19|20)\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})(?!\w)")
#: Signs that fold to nothing, so that `HER2-` would be found as HER2.
_DENYING_SIGNS = ("-", "−")


class Terms:
    """A vocabulary for queries over one record.

    Args:
        displays: event code to the displays that the sources gave it.
        lang: language whose terms go first, `fr` or `en`.
        below: codes below a code, from a vocabulary loaded into the record.

    `cohorts` may be set to what gives the rules of a saved cohort by its name. `notes` gathers what a reader should
    tell of how the query was read.

    >>> Terms().meaning("C34.1").codes.codes
    (Code(code='ICD10//C34.1', descend=True),)
    """

    def __init__(
        self,
        displays: Mapping[str, tuple[str, ...]] | None = None,
        lang: str = "en",
        below: Descendants = nobody_below,
    ) -> None:
        self.displays = displays or {}
        self.lang = lang
        self.below = below
        self.understood: dict[str, Meaning] = {}
        self.cohorts: Callable[[str], Condition | None] = lambda name: None
        self.notes: list[str] = []

    def knows(self, phrase: str) -> bool:
        """Whether the phrase as it stands is a term of the terminology."""
        return bool(value_sets.find(phrase)) or fold(phrase) in self._by_display

    def cohort(self, name: str) -> Condition | None:
        """The rules of a saved cohort; None where the word names none."""
        return self.cohorts(name)

    def can_mean(self, phrase: str) -> bool:
        """Whether a phrase means something, or several things, as words."""
        try:
            return self._found(phrase) is not None
        except InputRefused:
            return bool(value_sets.find(phrase))

    def meaning(self, phrase: str) -> Meaning:
        """What a term means.

        Raises:
            InputRefused: nobody knows it (near terms are named), or it means several things (they are named).
        """
        if phrase not in self.understood:
            self.understood[phrase] = self._widened(self._find(phrase))
        return self.understood[phrase]

    def _find(self, phrase: str) -> Meaning:
        found = self._found(phrase)
        if found is None:
            raise InputRefused(_unknown(phrase, self._near(phrase), self._known_inside(phrase)))
        return found

    def _found(self, phrase: str) -> Meaning | None:
        denied = self._marked(phrase) if phrase.endswith(_DENYING_SIGNS) else None
        found = self._written_code(phrase) or denied or self._listed(phrase) or staged(phrase)
        found = found or self._marked(phrase) or self._displayed(phrase)
        return found or self._recorded_code(phrase) or self._valued(phrase)

    def parts(self, phrase: str) -> tuple[str, ...]:
        """The phrases that a phrase is made of, each a condition: the phrase itself where it means something whole.

        >>> Terms().parts("stage IV lung cancer"), Terms().parts("lung cancer")
        (('lung cancer', 'stage IV'), ('lung cancer',))
        """
        return parts_of(phrase, self.can_mean, self._qualifies) or (phrase,)

    def _qualifies(self, phrase: str) -> bool:
        return staged(phrase) is not None or self._marked(phrase) is not None

    def _marked(self, phrase: str) -> Meaning | None:
        """A marker with a value in words: `HER2 négatif`, `mutation EGFR`, `KRAS G12C`, `dMMR`."""
        stated = stated_by_a_term(phrase)
        if stated is not None:
            code, value = stated
            return self._with_value(phrase, (Code(f"BIOMARKER//{code}"),), "marker and value", value)
        rest, found = with_value_word(phrase)
        if found is None:
            return None
        for marker in value_sets.find(rest):
            if any(member.system == "BIOMARKER" for member in marker.members):
                codes = tuple(Code(member.event_code, member.descend) for member in marker.members)
                return self._with_value(phrase, codes, f"{marker.kind} {marker.name}", found)
        marker_code = value_sets.marker(rest)
        codes = (Code(f"BIOMARKER//{marker_code}"),) if marker_code else ()
        return self._with_value(phrase, codes, f"marker {marker_code}", found) if codes else None

    def _valued(self, phrase: str) -> Meaning | None:
        """Another term with a value in words, such as a test that the record displays."""
        rest, value = with_value_word(phrase)
        inner = (self._listed(rest) or self._displayed(rest)) if value is not None else None
        if inner is not None and any(code.code.startswith(_WITHOUT_VALUES) for code in inner.codes.codes):
            return None
        return self._with_value(phrase, inner.codes.codes, inner.origin, value) if inner and value else None

    def _with_value(self, phrase: str, codes: tuple[Code, ...], origin: str, value: Stated) -> Meaning:
        markers = [code.code.partition("//")[2] for code in codes if code.code.startswith("BIOMARKER//")]
        if markers and is_vague(value, markers):
            raise InputRefused(
                f"`{phrase[:60]}` has no value in words that findings write; ask with a bound, such as `Ki67 >= 20 %`"
            )
        return Meaning(phrase, CodeSet(phrase, codes), origin, text_of(value, markers), share_of(value, markers))

    def _known_inside(self, phrase: str) -> str:
        """The longest run of words at either end of a phrase that means something."""
        words = phrase.split()[:12]
        for length in range(len(words) - 1, 0, -1):
            for part in (" ".join(words[:length]), " ".join(words[-length:])):
                if len(part) > 3 and value_sets.find(part):
                    return part
        return ""

    def _written_code(self, phrase: str) -> Meaning | None:
        """A code itself, with its system (`ICD10//C34`) or in a shape that only one system has (`C34.1`).

        Sources may have put a bare code under a system of their own: the one that the record shows is meant too.
        """
        match = _CODE.match(phrase)
        if match:
            return Meaning(phrase, CodeSet(phrase, (Code(phrase),)), "code")
        bare = phrase.upper()
        codes = [Code(f"{system}//{bare}") for system, shape in _BARE_CODES if shape.match(bare)]
        if not codes:
            return None
        recorded = self._by_bare_code.get(bare, ())
        codes += [Code(code) for code in recorded if len(recorded) == 1]
        return Meaning(phrase, CodeSet(phrase, tuple(dict.fromkeys(codes))), "code")

    def _recorded_code(self, phrase: str) -> Meaning | None:
        """A bare code of the record that only one of its systems has."""
        found = self._by_bare_code.get(phrase.upper(), ())
        if len(found) > 1:
            raise InputRefused(f"`{phrase[:60]}` is a code of several systems: {', '.join(found)}; write one of them")
        return Meaning(phrase, CodeSet(phrase, (Code(found[0]),)), "code in the record") if found else None

    def _listed(self, phrase: str) -> Meaning | None:
        """A term of the terminology, and codes of the record that are displayed just so, or as a sort of the act."""
        found = value_sets.find(phrase)
        if not found:
            return None
        _refuse_ambiguous(phrase, found)
        codes = dict.fromkeys(Code(m.event_code, m.descend) for value_set in found for m in value_set.members)
        names = {fold(phrase), *(fold(label) for value_set in found for label in value_set.labels)}
        codes.update(dict.fromkeys(Code(code) for name in sorted(names) for code in self._by_display.get(name, ())))
        origin = ", ".join(f"{value_set.kind} {value_set.name}" for value_set in found)
        more = [code for code in self._sorts_of_an_act(names, found) if Code(code) not in codes]
        if more:
            codes.update(dict.fromkeys(map(Code, more)))
            origin += ", displays in the record"
        meaning = Meaning(phrase, CodeSet(phrase, tuple(codes)), origin)
        sited = next((one for one in found if one.histologies), None)
        if sited is None or all(Code(m.event_code, m.descend) in codes for m in sited.histologies):
            return meaning
        histology, site = (
            tuple(Code(m.event_code, m.descend) for m in part) for part in (sited.histologies, sited.site)
        )
        return replace(
            meaning, histology=CodeSet(f"histology of {phrase}", histology), site=CodeSet(sited.site_name, site)
        )

    def _sorts_of_an_act(self, names: Iterable[str], found: Iterable[ValueSet]) -> list[str]:
        """Codes of acts in the record whose display begins with a name of the act, and with no longer one of another.

        Not for treatments (`TREATMENT`), as departments and side effects are named after them.
        """
        systems = {member.system for value_set in found for member in value_set.members}
        if not systems & _ACTS or "TREATMENT" in systems:
            return []
        begins = tuple(f"{name} " for name in names if len(name) >= 3)
        shown = ((text, code) for text, codes in self._by_display.items() for code in codes)
        return sorted(
            code
            for text, code in shown
            if text.startswith(begins)
            and _ACTS_IN_THE_RECORD.match(code)
            and not _NOT_THE_FACT.search(text)
            and not _is_another(text, begins, found)
        )

    def _displayed(self, phrase: str) -> Meaning | None:
        """Codes of the record displayed as the term, else those whose display holds it as words."""
        word = fold(phrase)
        codes = self._by_display.get(word)
        if not codes and len(word) >= 3:
            holds = re.compile(rf"\b{re.escape(word)}\b")
            named = {c: shown for shown, found in self._by_display.items() for c in found if holds.search(shown)}
            codes = tuple(
                c for c, shown in named.items() if not _NOT_THE_FACT.search(shown) or _NOT_THE_FACT.search(word)
            )
        if not codes:
            return None
        return Meaning(phrase, CodeSet(phrase, tuple(Code(code) for code in sorted(codes))), "displays in the record")

    def _widened(self, meaning: Meaning) -> Meaning:
        """With the codes below, where a vocabulary is loaded and the code system's spelling does not show them."""
        widened = replace(meaning, codes=self._with_below(meaning.codes))
        return replace(widened, site=self._with_below(meaning.site)) if meaning.site is not None else widened

    def _with_below(self, codes: CodeSet) -> CodeSet:
        more = self.below(tuple(code.code for code in codes.codes if code.descend))
        return replace(codes, codes=tuple(dict.fromkeys((*codes.codes, *(Code(code, descend=False) for code in more)))))

    @cached_property
    def _by_display(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for code, shown in self.displays.items():
            for text in shown:
                found.setdefault(_without_tag(text), {})[code] = None
        return {text: tuple(codes) for text, codes in found.items()}

    @cached_property
    def _by_bare_code(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for code in self.displays:
            system, _, value = code.partition("//")
            if system != "TEXT" and _RECORDED_CODE.match(value):
                found.setdefault(value.upper(), []).append(code)
        return {value: tuple(sorted(codes)) for value, codes in found.items()}

    def _near(self, phrase: str) -> list[str]:
        word = fold(phrase)
        shown = [text for text in self._by_display if abs(len(text) - len(word)) < 4]
        close = difflib.get_close_matches(word, shown, n=_MAX_SUGGESTIONS, cutoff=0.75)
        return list(dict.fromkeys([*value_sets.near(phrase), *close]))[:_MAX_SUGGESTIONS]


def _is_another(text: str, begins: tuple[str, ...], found: Iterable[ValueSet]) -> bool:
    """Whether a display begins with a longer term, which names something else (`mastectomie partielle`)."""
    words, meant = text.split(), {value_set.name for value_set in found}
    shortest = min(len(begin.split()) for begin in begins if text.startswith(begin))
    longer = (" ".join(words[:length]) for length in range(shortest + 1, len(words) + 1))
    return any(known and not meant & {one.name for one in known} for known in map(value_sets.find, longer))


def _refuse_ambiguous(phrase: str, found: Iterable[ValueSet]) -> None:
    """Sets of one kind that share no code are different things under one name."""
    kinds: dict[str, list[ValueSet]] = {}
    for value_set in found:
        kinds.setdefault(value_set.kind, []).append(value_set)
    for same in kinds.values():
        shared = set.intersection(*({m.event_code for m in (*one.members, *one.histologies)} for one in same))
        if len(same) > 1 and not shared:
            choices = ", ".join(f"{value_set.name} ({value_set.labels[0]})" for value_set in same)
            raise InputRefused(f"`{phrase[:60]}` means several things: {choices}; write one of them instead")


def _unknown(phrase: str, near: list[str], inside: str) -> str:
    said = f"`{phrase[:60]}` is no term of the terminology and no display in the record"
    if _LIKE_A_DATE.search(phrase):
        return (
            f"{said}; days are written 2020-03-01, 01/03/2020 or `1er mars 2020`, after a word such as `depuis` or `in`"
        )
    if inside:
        joined = f"; `{inside[:40]}` is known: join what else is asked to it with `et` or `and`"
        return said + joined + (f"; near ones: {', '.join(near)}" if near else "")
    if near:
        return f"{said}; near ones: {', '.join(near)}"
    return f"{said}; write another word, or a code such as ICD10//C34"


def _without_tag(display: str) -> str:
    """A display folded, without the tag that SNOMED adds.

    >>> _without_tag("Essential hypertension (disorder)")
    'essential hypertension'
    """
    return fold(_TAG.sub("", display))
