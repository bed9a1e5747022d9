"""How a report looks: title, person, sections in one of several styles, closing; then wear and tear.

All wear keeps the length of the text, so offsets stay true: line breaks replace spaces, capitals replace letters,
letters change places.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Any

from apps.demo.reports.marks import unmark
from apps.demo.reports.phrasebook import Voice
from apps.demo.reports.report import Report

_STYLES = ("inline", "block", "bullets", "numbered", "capitals", "letter")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading's key in the phrase files and its marked sentences."""

    heading: str
    sentences: list[str]


def compose(voice: Voice, kind: str, sections: list[Section]) -> str:
    """The whole marked text of a report."""
    rng, bank = voice.rng, voice.bank
    style = rng.choice(_STYLES)
    head = [voice.fill(rng.choice(bank["titles"][kind])), voice.fill(rng.choice(bank["people"]))]
    body = [
        _section(section, number, style, bank, rng) for number, section in enumerate(sections, 1) if section.sentences
    ]
    tail = [voice.fill(rng.choice(bank["closings"]))] if rng.random() < 0.8 else []
    blank = "\n\n" if rng.random() < 0.7 else "\n"
    return blank.join(["\n".join(head), *body, *tail])


def finish(voice: Voice, kind: str, marked: str, report_id: str, patient_id: str) -> Report:
    """Count the offsets, wear the text, and give repeat mentions the most specific code of the report."""
    text, findings = unmark(marked)
    text = _worn(text, voice.rng)
    findings = [{**finding, "text": text[finding["start"] : finding["end"]]} for finding in findings]
    _specify(findings, voice)
    return Report(report_id, patient_id, voice.lang, kind, voice.day, text, tuple(findings))


def _section(section: Section, number: int, style: str, bank: dict[str, Any], rng: random.Random) -> str:
    heading = rng.choice(bank["headings"][section.heading])
    if style == "letter":
        return " ".join(section.sentences)
    if style == "inline":
        return f"{heading}{' :' if rng.random() < 0.5 else ':'} " + " ".join(section.sentences)
    if style == "block":
        return f"{heading}\n" + "\n".join(section.sentences)
    if style == "bullets":
        return f"{heading} :\n" + "\n".join(f"- {sentence}" for sentence in section.sentences)
    if style == "numbered":
        return f"{number}) {heading}. " + " ".join(section.sentences)
    return f"{heading.upper()}\n" + " ".join(section.sentences)


def _worn(text: str, rng: random.Random) -> str:
    if rng.random() < 0.12:
        text = _mistyped(text, rng)
    if rng.random() < 0.35:
        text = _wrapped(text, rng.randint(68, 104))
    if rng.random() < 0.06 and len(text.upper()) == len(text):
        text = text.upper()
    if rng.random() < 0.06:
        text = text.translate(str.maketrans("éèêàâîôûùçÉÈÀÊ", "eeeaaiouucEEAE"))
    return text


def _mistyped(text: str, rng: random.Random) -> str:
    """Two letters change places inside one or two long words, wherever they stand."""
    words = [match.start() for match in re.finditer(r"[^\W\d_]{8,}", text)]
    characters = list(text)
    for start in rng.sample(words, min(len(words), rng.randint(1, 2))):
        first = start + rng.randint(2, 5)
        characters[first], characters[first + 1] = characters[first + 1], characters[first]
    return "".join(characters)


def _wrapped(text: str, width: int) -> str:
    """Break lines at a width, as a printer would, in the middle of a finding if need be."""
    characters, start, last_space = list(text), 0, -1
    for position, character in enumerate(text):
        if character == "\n":
            start, last_space = position + 1, -1
        elif character == " ":
            last_space = position
        if position - start > width and last_space > start:
            characters[last_space] = "\n"
            start, last_space = last_space + 1, -1
    return "".join(characters)


def _specify(findings: list[dict[str, Any]], voice: Voice) -> None:
    for generic, exact in (("dx_generic", "dx"), ("sarcoma_nos", "hist")):
        vague, sharp = voice.terms[generic].code, voice.terms[exact].code
        kind = voice.terms[exact].kind
        if any(finding.get("code") == sharp for finding in findings):
            for finding in findings:
                if finding["kind"] == kind and finding["code"] == vague and finding["assertion"] != "family":
                    finding["code"] = sharp
