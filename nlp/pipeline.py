"""The spaCy pipeline: each component registered as a factory, so that any of them can be swapped.

Components hand a `Reading` to each other in `doc._.reading`; the last one writes `doc._.findings`, the truth, and
`doc.spans["findings"]`, a view of it (two spans with the same bounds share their extension values).
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import minibatch
from spacy.vocab import Vocab

from medomics_ehr.contracts.finding import Finding
from nlp.assertion.cues.compile import cue_trie
from nlp.assertion.factory import assert_candidates
from nlp.dates.ahead import look_ahead
from nlp.dates.attach import attach_dates
from nlp.dates.find import dates_of
from nlp.lexicon.entries import read_entries
from nlp.lexicon.mend import Mender
from nlp.lexicon.trie import Trie, drop_nested, stems_of
from nlp.parsers.biomarkers import parse_biomarkers
from nlp.parsers.diagnoses import parse_diagnoses
from nlp.parsers.diagnoses.patterns import HEAD_TRIE
from nlp.parsers.exams import parse_exams
from nlp.parsers.performance import parse_performance
from nlp.parsers.response import parse_response
from nlp.parsers.stage import parse_stage
from nlp.parsers.therapies import parse_therapies
from nlp.resolver import resolve
from nlp.text.language import mark_languages
from nlp.text.reading import Reading
from nlp.text.report_type import guess_report_type
from nlp.text.sections import mark_sections
from nlp.text.sentences import split_sentences
from nlp.text.tokeniser import ReportTokeniser

for _name, _default in (
    ("reading", None),
    ("findings", ()),
    ("report_date", ""),
    ("report_type", ""),
    ("report_lang", ""),
    ("report_text", None),
):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=_default)
if not Span.has_extension("finding"):
    Span.set_extension("finding", default=None)


def _dates(reading: Reading) -> None:
    reading.dates = dates_of(reading, look_ahead)


def _sentences(reading: Reading) -> None:
    reading.set_sentences(split_sentences(reading))


#: Component name to the step that it runs on a reading, in the order of the pipeline.
STEPS: dict[str, Callable[[Reading], None]] = {
    "medomics_sentences": _sentences,
    "medomics_language": mark_languages,
    "medomics_sections": mark_sections,
    "medomics_lexicon": lambda reading: None,
    "medomics_stage": parse_stage,
    "medomics_performance": parse_performance,
    "medomics_response": parse_response,
    "medomics_biomarkers": parse_biomarkers,
    "medomics_therapies": parse_therapies,
    "medomics_exams": parse_exams,
    "medomics_diagnoses": parse_diagnoses,
    "medomics_dates": _dates,
    "medomics_date_links": attach_dates,
    "medomics_assertion": assert_candidates,
}


class ReadingStep:
    """A spaCy component that runs one step on the document's reading.

    A step with a method `together` takes many readings at once, where it gains by that; the answers are the same.
    """

    def __init__(self, step: Callable[[Reading], None]) -> None:
        self.step = step

    def __call__(self, doc: Doc) -> Doc:
        self.step(doc._.reading)
        return doc

    def pipe(self, docs: Iterable[Doc], batch_size: int = 32) -> Iterator[Doc]:
        """Run the step over a stream, as `Language.pipe` does."""
        for batch in minibatch(docs, batch_size):  # type: ignore[no-untyped-call]
            self.run([doc._.reading for doc in batch])
            yield from batch

    def run(self, readings: Sequence[Reading]) -> None:
        """Run the step on readings in place."""
        if together := getattr(self.step, "together", None):
            together(readings)
        else:
            for reading in readings:
                self.step(reading)


@Language.component("medomics_reading")
def read_doc(doc: Doc) -> Doc:
    """Turn the document into a reading."""
    text = doc.text if doc._.report_text is None else doc._.report_text
    kind = doc._.report_type or guess_report_type(text)
    doc._.reading = Reading.of(text, doc._.report_date, kind, doc._.report_lang)
    return doc


def _register(name: str, step: Callable[[Reading], None]) -> None:
    @Language.factory(name)
    def create(nlp: Language, name: str) -> ReadingStep:
        return ReadingStep(step)


for _name, _step in STEPS.items():
    if _name != "medomics_lexicon":
        _register(_name, _step)


@Language.factory("medomics_lexicon", default_config={"folder": None})
def create_lexicon(nlp: Language, name: str, folder: str | None) -> ReadingStep:
    """The matcher over all lexicons; `folder` adds a workspace's own tables."""
    trie, mender = _compiled(folder)

    def match(reading: Reading) -> None:
        mender.mend(reading)
        reading.matches = trie.find(reading)
        drop_nested(reading.matches)

    return ReadingStep(match)


@lru_cache(maxsize=4)
def _compiled(folder: str | None) -> tuple[Trie, Mender]:
    with _all_kept():
        return _compile(folder)


@contextmanager
def _all_kept() -> Iterator[None]:
    """What is made here lives as long as the process: the collector stays away from it, now and in its later rounds.

    That saves a third of the time of loading, and a fifth of that of coding.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect()
        gc.freeze()
        if collects:
            gc.enable()


def _compile(folder: str | None) -> tuple[Trie, Mender]:
    entries = list(read_entries(Path(folder) if folder else None))
    trie = Trie(entries)
    named = (entry.term for entry in entries if entry.category in ("site", "morphology", "diagnosis"))
    diseases = {word for term in named for word in stems_of(term)}
    return trie, Mender(diseases | HEAD_TRIE.vocabulary, trie.vocabulary | cue_trie().vocabulary)


@Language.component("medomics_resolver")
def resolve_doc(doc: Doc) -> Doc:
    """Freeze the findings and write their view."""
    doc._.findings = resolve(doc._.reading)
    return doc


@Language.factory("medomics_missed", default_config={"encoder": "minilm"})
def create_missed(nlp: Language, name: str, encoder: str | None) -> ReadingStep:
    """The linker of diseases that the rules missed; `encoder` is `minilm`, a folder, a hub id, or None for n-grams."""
    from nlp.linking.component import missed_diagnoses

    return ReadingStep(missed_diagnoses(encoder))


@Language.factory("medomics_date_years", default_config={"learnt": None})
def create_date_years(nlp: Language, name: str, learnt: str | None) -> ReadingStep:
    """The dates, with the years that marked reports taught; `learnt` is a folder of learnt parts."""
    from nlp.dates.learnt.ties import ties_of
    from nlp.dates.learnt.years import YearArbiter

    return ReadingStep(YearArbiter(ties_of(Path(learnt) if learnt else None).years))


@Language.factory("medomics_date_ties", default_config={"learnt": None})
def create_date_ties(nlp: Language, name: str, learnt: str | None) -> ReadingStep:
    """What marked reports taught of which date dates which finding; `learnt` is a folder of learnt parts."""
    from nlp.dates.learnt.ties import TieArbiter, ties_of

    return ReadingStep(TieArbiter(ties_of(Path(learnt) if learnt else None).ties))


@Language.factory("medomics_arbiter", default_config={"reads": "unsure", "encoder": "minilm", "learnt": None})
def create_arbiter(nlp: Language, name: str, reads: str, encoder: str, learnt: str | None) -> ReadingStep:
    """What marked reports taught of assertion; `reads` says what the transformer reads: `none`, `unsure` or `all`."""
    from nlp.assertion.learnt.arbiter import Arbiter

    return ReadingStep(Arbiter(reads, encoder, Path(learnt) if learnt else None))  # type: ignore[arg-type]


def build_pipeline(
    lexicon_folder: Path | None = None,
    encoder: str = "minilm",
    reads: str | None = None,
    learnt: Path | None = None,
    links: bool = False,
) -> Language:
    """The pipeline: rules, and where they are asked for what was learnt.

    Args:
        lexicon_folder: a workspace's own tables.
        encoder: of the transformer that reads around findings, and of the linker.
        reads: what the transformer reads to weigh the assertions, `none`, `unsure` or `all`; None leaves assertions
            and dates to the rules.
        learnt: folder of learnt parts that stand in for those shipped.
        links: whether diseases that the rules missed are linked, after their parser.

    >>> build_pipeline().pipe_names[:3]
    ['medomics_reading', 'medomics_sentences', 'medomics_language']
    """
    nlp = Language(Vocab())
    nlp.tokenizer = ReportTokeniser(nlp.vocab)
    nlp.max_length = 50_000_000
    nlp.add_pipe("medomics_reading")
    for name in STEPS:
        config = {"folder": str(lexicon_folder) if lexicon_folder else None} if name == "medomics_lexicon" else {}
        nlp.add_pipe(name, config=config)
    if links:
        nlp.add_pipe("medomics_missed", after="medomics_diagnoses", config={"encoder": encoder})
    if reads is not None:
        own = {"learnt": str(learnt) if learnt else None}
        nlp.add_pipe("medomics_date_years", after="medomics_dates", config=own)
        nlp.remove_pipe("medomics_dates")
        nlp.add_pipe("medomics_date_ties", after="medomics_date_links", config=own)
        nlp.add_pipe("medomics_arbiter", config={"reads": reads, "encoder": encoder, **own})
    nlp.add_pipe("medomics_resolver")
    nlp.add_pipe("medomics_view")
    return nlp


@Language.component("medomics_view")
def write_view(doc: Doc) -> Doc:
    """Write `doc.spans["findings"]`: a span for each finding, labelled by kind, for display."""
    spans = [doc.char_span(f.start, f.end, label=f.kind, alignment_mode="expand") for f in doc._.findings]
    doc.spans["findings"] = [span for span in spans if span is not None]
    return doc


class Written(Protocol):
    """A text and what is known of its report: ISO day, type and language."""

    @property
    def text(self) -> str: ...
    @property
    def date(self) -> str | None: ...
    @property
    def type(self) -> str | None: ...
    @property
    def lang(self) -> str | None: ...


def code_reports(nlp: Language, reports: Sequence[Written]) -> list[tuple[Finding, ...]]:
    """The findings of each report. A spaCy document, a tenth of the time, is made only where a component needs one."""
    components = [component for _, component in nlp.pipeline]
    if components != [read_doc, *(c for c in components if isinstance(c, ReadingStep)), resolve_doc, write_view]:
        return [tuple(code_doc(nlp, report)._.findings) for report in reports]
    return [resolve(reading) for reading in read_reports(nlp, reports)]


def read_reports(nlp: Language, reports: Sequence[Written]) -> list[Reading]:
    """The reports after all steps of a pipeline save the resolver: their candidates are open still."""
    readings = [
        Reading.of(report.text, report.date or "", report.type or guess_report_type(report.text), report.lang or "")
        for report in reports
    ]
    for _, component in nlp.pipeline:
        if isinstance(component, ReadingStep):
            component.run(readings)
    return readings


def code_doc(nlp: Language, report: Written) -> Any:
    """Run the pipeline over a report."""
    doc = nlp.make_doc(report.text)
    doc._.report_text = report.text
    doc._.report_date, doc._.report_type, doc._.report_lang = report.date or "", report.type or "", report.lang or ""
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc
