"""Codes report files to a file of findings: the way in for `medomics code --in … --out …`."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from medomics_ehr.compute import processes_here
from nlp.batch.cache import FindingCache
from nlp.batch.destination import check_findings_out, written_by
from nlp.batch.distinct import distinct
from nlp.batch.document import Document, SetAside
from nlp.batch.engine import Coded, code_documents, code_safely, report_of
from nlp.batch.output import FindingLines
from nlp.batch.readers import FORMATS, files_in, read_documents
from nlp.batch.readers.table_form import TableForm
from nlp.batch.settings import Settings

Advance = Callable[[int, int | None], None]
_FLUSH_EVERY = 64
#: Reports that an estimate codes.
SAMPLE = 20
_AS_IT_IS = TableForm()


@dataclass(frozen=True, slots=True)
class BatchResult:
    """The account of a batch: `reports` were read, `failed` of them set aside."""

    reports: int
    findings: int
    failed: int
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """The object that `medomics code --json` prints."""
        return {
            "reports": self.reports,
            "findings": self.findings,
            "failed": self.failed,
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a batch would take: reports (None where only reading all would tell), and seconds by a sample."""

    reports: int | None
    reports_per_second: float
    seconds: float | None


def code_files(
    source: Path,
    out: Path,
    settings: Settings,
    cache: Path | None = None,
    advance: Advance = lambda done, total: None,
    form: TableForm = _AS_IT_IS,
) -> BatchResult:
    """Code all reports of a file or folder; a killed run goes on where it stopped.

    A report whose identifier came before is set aside. What the run itself writes into the folder is no report.

    Args:
        out: `.jsonl`, a line for each report, or `.parquet`, a row for each finding.
        cache: an SQLite file to keep findings of known texts in.
        form: how tables name their columns and write their days.

    Raises:
        WrongUsage: the output is the input, a folder, or of another format.
        InputRefused: the source is missing, of an unknown format or a table without reports, or a lexicon is wrong.
        EnvironmentFailed: a model is missing or altered, the output cannot be written, or a process died.
    """
    began = time.monotonic()
    check_findings_out(source, out)
    own = written_by(out, cache)
    documents = read_documents(source, form, own)
    first = next(documents, None)  # refuses a missing source before anything is written
    settings.check()
    configuration = settings.configuration()
    run = {
        "configuration": configuration,
        "min_confidence": settings.min_confidence,
        "input": _identity(source, own),
        "form": asdict(form),
    }
    lines = FindingLines(out, run)
    known = FindingCache(cache, configuration) if cache else None
    total = count_documents(source, own)
    try:
        todo = lines.unwritten(distinct(_chained(first, documents)))
        for number, item in enumerate(code_documents(todo, settings, known), start=1):
            _write(lines, item)
            if number % _FLUSH_EVERY == 0:
                lines.flush()
                advance(lines.counts.reports, total)
    finally:
        lines.flush()
        if known:
            known.close()
    lines.finish()
    advance(lines.counts.reports, lines.counts.reports)
    counts = lines.counts
    return BatchResult(counts.reports, counts.findings, counts.failed, time.monotonic() - began)


def estimate(source: Path, settings: Settings, form: TableForm = _AS_IT_IS) -> Estimate:
    """How long a batch would take, by the first reports of the source coded in this process."""
    sample = list(islice(read_documents(source, form), SAMPLE))
    settings.check()
    return estimate_of(sample, count_documents(source), settings)


def estimate_of(sample: list[Document | SetAside], total: int | None, settings: Settings) -> Estimate:
    """How long `total` reports like those of the sample would take, the coder's start left out."""
    coder = settings.load()
    began = time.monotonic()
    for item in sample:
        if isinstance(item, Document):
            code_safely(coder, report_of(item))
    rate = max(1, len(sample)) / max(time.monotonic() - began, 1e-6) * (settings.processes or processes_here())
    return Estimate(total, rate, None if total is None else total / rate)


def count_documents(source: Path, left_out: Collection[Path] = ()) -> int | None:
    """How many reports a source holds, where that is known without reading them; None otherwise."""
    if source.is_dir():
        return len(files_in(source, left_out))
    kind = FORMATS.get(source.suffix.lower())
    if kind == "jsonl":
        with source.open("rb") as stream:
            return sum(1 for line in stream if line.strip())
    if kind == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            return int(pq.read_metadata(source).num_rows)
        except pa.ArrowInvalid:
            return None
    return None if kind in ("csv_table", "hl7v2") else 1


def _chained(first: Document | SetAside | None, rest: Iterator[Document | SetAside]) -> Iterator[Document | SetAside]:
    if first is not None:
        yield first
        yield from rest


def _write(lines: FindingLines, item: Coded) -> None:
    if isinstance(item, SetAside):
        lines.set_aside(item)
    else:
        lines.write(*item)


def _identity(source: Path, left_out: Collection[Path]) -> list[list[str | int]]:
    """Name, size and time of change of each file: a changed input starts a new run."""
    files = files_in(source, left_out) if source.is_dir() else [source]
    return [[str(file), file.stat().st_size, file.stat().st_mtime_ns] for file in files]
