"""Names of diseases and histologies as the lexicons hold them: which of them are meant."""

from __future__ import annotations

import re

from nlp.lexicon.trie import Match, abbreviation_fits
from nlp.parsers.diagnoses.other_meanings import states_nothing
from nlp.text.headings import in_title
from nlp.text.reading import Reading
from nlp.text.word_set import word_set


def one_per_span(reading: Reading, matches: list[Match]) -> list[Match]:
    """One entry for each span, in the sentence's language where both have one."""
    chosen: dict[tuple[int, int], Match] = {}
    for match in matches:
        if match.entry.code.startswith("8000"):
            continue
        if not abbreviation_fits(reading, match) or in_title(reading, match.first) or states_nothing(reading, match):
            continue
        if _names_syndrome(reading, match) or (_is_paget(match, "8540/3") and not _of_the_nipple(reading, match)):
            continue
        key = (match.first, match.last)
        if key not in chosen or match.entry.lang == reading.sentence(match.first).lang:
            chosen[key] = match
    return list(chosen.values())


def names_another_disease(match: Match, whole: list[Match]) -> bool:
    """`syndrome carcinoïde`, `polypose nasale`: a tumour's word inside the longer name of another disease."""
    return any(
        other.first <= match.first
        and match.last <= other.last
        and other.last - other.first > match.last - match.first
        and not other.entry.code.startswith(("C", "D0", "D1", "D2", "D3", "D4"))
        for other in whole
    )


def _names_syndrome(reading: Reading, match: Match) -> bool:
    """`carcinoid syndrome` is a disease of its own: the tumour in its name is not stated."""
    longer = (d for d in reading.matches.get("diagnosis", ()) if d.first <= match.first and match.last < d.last)
    return any(not d.entry.code.startswith(("C", "D0", "D1", "D2", "D3", "D4")) for d in longer)


def inside(match: Match, others: list[Match]) -> bool:
    """Whether a match lies within one of others."""
    return any(other.first <= match.first and match.last <= other.last for other in others)


def whole_is_meant(reading: Reading, match: Match) -> bool:
    """Whether a lexicon name states its disease where it stands."""
    entry, sentence = match.entry, reading.sentence(match.first)
    if not abbreviation_fits(reading, match) or in_title(reading, match.first) or states_nothing(reading, match):
        return False
    if reading.words[match.first] == "progression" or (_is_paget(match, "M88.9") and _of_the_nipple(reading, match)):
        return False
    following = reading.words[match.last] if match.last < len(reading) else ""
    if entry.abbr and ((entry.ctx and following.isdigit()) or _is_gene(reading, match)):
        return False
    if entry.ctx and match.first and reading.words[match.first - 1] in ("never", "not", "jamais", "known"):
        return True
    return not entry.ctx or sentence.section in ("history", "conclusion", "indication") or match.last - match.first > 1


_NIPPLE = re.compile(r"mamelon|areol|nipple|\bseins?\b|breast|mammaire|epiderm|squam|eczema")


def _is_paget(match: Match, code: str) -> bool:
    """`Maladie de Paget` alone, which is a disease of the bone or of the nipple."""
    return match.entry.ctx and match.entry.code == code


def _of_the_nipple(reading: Reading, match: Match) -> bool:
    """Whether Paget's disease is that of the nipple, by what stands before it; else it is the bone's (ICD-10: M88)."""
    start = reading.starts[match.first]
    return bool(_NIPPLE.search(reading.folded[max(0, start - 90) : reading.ends[match.last - 1] + 25]))


#: What a laboratory says of a gene that has the name of its syndrome: `NF1 muté`, `mutation MEN1`.
_OF_A_GENE = word_set("mute mutee mutes mutation sauvage variant variation deletion mutated mutant wild wild-type gene")


def _is_gene(reading: Reading, match: Match) -> bool:
    if not match.entry.code.startswith(("Q85", "D44.8", "E31", "Z15")):
        return False
    beside = {*reading.words[max(0, match.first - 2) : match.first], *reading.words[match.last : match.last + 2]}
    return not _OF_A_GENE.isdisjoint(beside)
