"""Codes documents in their order: in chunks, in several processes or on a Ray cluster, a bounded number at a time.

A document on which the coder fails becomes a `SetAside` with the kind of error and its place in the code, never its
message: that may hold the report's words.
"""

from __future__ import annotations

import sys
import traceback
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor
from dataclasses import replace

from medomics_ehr.compute import map_in_order, processes_here
from medomics_ehr.contracts.finding import Finding
from medomics_ehr.errors import EnvironmentFailed
from nlp.batch.cache import FindingCache
from nlp.batch.document import Document, SetAside
from nlp.batch.settings import Settings
from nlp.batch.windows import WINDOW, windows
from nlp.coder import TOGETHER, Report, ReportCoder

Findings = tuple[Finding, ...]
Coded = tuple[Document, Findings] | SetAside
#: A chunk is sent once it holds so many documents or characters.
CHUNK_DOCUMENTS = TOGETHER
CHUNK_CHARACTERS = 200_000

_coder: ReportCoder | None = None


def code_documents(
    documents: Iterable[Document | SetAside], settings: Settings, cache: FindingCache | None = None
) -> Iterator[Coded]:
    """Each document with its findings, in order; what is set aside passes through in its place.

    Raises:
        EnvironmentFailed: a process died, or Ray is asked for and not installed.
    """
    waiting: deque[list[tuple[Document | SetAside, Findings | None]]] = deque()

    def tasks() -> Iterator[tuple[Report, ...]]:
        for chunk in _chunks(documents):
            known = [(item, cache.get(item) if cache and isinstance(item, Document) else None) for item in chunk]
            waiting.append(known)
            yield tuple(report_of(item) for item, found in known if isinstance(item, Document) and found is None)

    try:
        for answers in map_in_order(
            _code_chunk,
            tasks(),
            processes=settings.processes,
            engine=settings.engine,
            initializer=_start,
            initargs=(settings,),
        ):
            yield from _merged(waiting.popleft(), iter(answers), cache, settings.min_confidence)
    except BrokenExecutor:
        remedy = "give it more memory or fewer --processes, and run the same command to go on"
        raise EnvironmentFailed(f"a process of the coder died; {remedy}") from None


def _chunks(documents: Iterable[Document | SetAside]) -> Iterator[list[Document | SetAside]]:
    chunk: list[Document | SetAside] = []
    size = 0
    for item in documents:
        chunk.append(item)
        size += len(item.text) if isinstance(item, Document) else 0
        if len(chunk) >= CHUNK_DOCUMENTS or size >= CHUNK_CHARACTERS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _merged(
    known: list[tuple[Document | SetAside, Findings | None]],
    answers: Iterator[Findings | str],
    cache: FindingCache | None,
    min_confidence: float,
) -> Iterator[Coded]:
    for item, found in known:
        if isinstance(item, SetAside):
            yield item
            continue
        answer = found if found is not None else next(answers)
        if isinstance(answer, str):
            yield SetAside(item.id, item.place, answer)
            continue
        if cache and found is None:
            cache.put(item, answer)
        yield item, tuple(finding for finding in answer if finding.confidence >= min_confidence)


def report_of(document: Document) -> Report:
    """The document as the coder takes it."""
    return Report(document.id, document.text, document.lang, document.date, document.type)


def _start(settings: Settings) -> None:
    """Load the coder in a process, with its share of the cores: PyTorch would start a thread for each of them."""
    global _coder
    _coder = settings.load()
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(max(1, processes_here() // (settings.processes or processes_here())))


def _code_chunk(reports: tuple[Report, ...]) -> list[Findings | str]:
    assert _coder is not None
    if all(len(report.text) <= WINDOW for report in reports):
        try:
            return list(_coder.code_many(reports))
        except EnvironmentFailed:
            raise
        except Exception:  # one of them fails the coder: find out which
            pass
    return [code_safely(_coder, report) for report in reports]


def code_safely(coder: ReportCoder, report: Report) -> Findings | str:
    """The findings of a report, or why it has none: the kind of error and its place in the code."""
    try:
        return _code_whole_or_in_windows(coder, report)
    except EnvironmentFailed:  # a model that is missing or altered fails every report
        raise
    except Exception as error:  # whatever one report does to the coder, the others go on
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} in the coder at {frame.name}:{frame.lineno}"


def _code_whole_or_in_windows(coder: ReportCoder, report: Report) -> Findings:
    if len(report.text) <= WINDOW:
        return coder.code(report)
    found: list[Finding] = []
    for start, text in windows(report.text):
        for finding in coder.code(replace(report, text=text)):
            found.append(replace(finding, start=finding.start + start, end=finding.end + start))
    return tuple(found)
