"""Writes findings line by line so that a killed run goes on where it stopped, to the same bytes.

`OUT.part` and `OUT.failed.part` grow in the order of the input; `OUT.run.json` says which run they belong to. A run
that finds its own parts keeps their whole lines and skips their documents. At the end they are given their names.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from medomics_ehr.contracts.finding import Finding
from medomics_ehr.errors import EnvironmentFailed
from nlp.batch.document import Document, SetAside


@dataclass(slots=True)
class Counts:
    """Reports and findings written, reports set aside."""

    reports: int = 0
    findings: int = 0
    failed: int = 0


class FindingLines:
    """The output of one run.

    Args:
        out: the file to be.
        run: what the output follows from: configuration and input; parts of another run are thrown away.
    """

    def __init__(self, out: Path, run: dict[str, Any]) -> None:
        self.out = out
        self.counts = Counts()
        self._run = orjson.dumps(run, option=orjson.OPT_SORT_KEYS)
        self._marker = out.with_name(f"{out.name}.run.json")
        try:
            if not (self._marker.is_file() and self._marker.read_bytes() == self._run):
                self._forget()
            self._marker.write_bytes(self._run)
            self._good = _Part(out.with_name(f"{out.name}.part"))
            self._bad = _Part(out.with_name(f"{out.name}.failed.part"))
        except OSError as error:
            raise EnvironmentFailed(f"{out}: cannot be written ({error.strerror}); name another with --out") from error

    def unwritten(self, items: Iterable[Document | SetAside]) -> Iterator[Document | SetAside]:
        """The items that an earlier run has not written; torn and later lines of its parts are cut off."""
        remaining = iter(items)
        for item in remaining:
            row = self._row_of(item)
            if row is None:
                self._good.cut()
                self._bad.cut()
                yield item
                break
            self._count(row)
        else:
            self._good.cut()
            self._bad.cut()
        yield from remaining

    def _row_of(self, item: Document | SetAside) -> dict[str, Any] | None:
        """What an earlier run wrote of an item. Only its place tells one that failed from others of its identifier."""
        good = self._good.next_if(id=item.id) if isinstance(item, Document) else None
        return good or self._bad.next_if(id=item.id, place=item.place)

    def write(self, document: Document, findings: tuple[Finding, ...]) -> None:
        """Append a report's line."""
        by_heading = {"report_date": document.date} if document.is_dated_by_heading else {}
        row = {"id": document.id, **by_heading, "findings": _rows(document, findings)}
        self._good.append(row)
        self._count(row)

    def set_aside(self, item: SetAside) -> None:
        """Append a line to the list of what failed."""
        row = {"id": item.id, "place": item.place, "reason": item.reason}
        self._bad.append(row)
        self._count(row)

    def flush(self) -> None:
        """Hand what is written to the system."""
        self._good.stream.flush()
        self._bad.stream.flush()

    def finish(self) -> None:
        """Give the parts their names; the list of failures stays away where there are none."""
        for part in (self._good, self._bad):
            part.stream.close()
        failures = self.out.with_name(f"{self.out.name}.failed.jsonl")
        failures.unlink(missing_ok=True)
        if self.counts.failed:
            os.replace(self._bad.path, failures)
        if self.out.suffix.lower() == ".parquet":
            from nlp.batch.finding_table import write_parquet

            write_parquet(self._good.path, self.out)
        else:
            os.replace(self._good.path, self.out)
        self._forget()

    def _forget(self) -> None:
        for name in (f"{self.out.name}.part", f"{self.out.name}.failed.part", self._marker.name):
            self.out.with_name(name).unlink(missing_ok=True)

    def _count(self, row: dict[str, Any]) -> None:
        self.counts.reports += 1
        self.counts.findings += len(row.get("findings", ()))
        self.counts.failed += "reason" in row


class _Part:
    """A growing file of JSON lines, read from its start until it is cut, then written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stream: BinaryIO = path.open("r+b" if path.exists() else "w+b")
        self._place = 0
        self._row = self._read()

    def next_if(self, **told: str) -> dict[str, Any] | None:
        """The next row where it is this report's; it is then kept."""
        row = self._row
        if row is None or any(row.get(name) != value for name, value in told.items()):
            return None
        self._place = self.stream.tell()
        self._row = self._read()
        return row

    def cut(self) -> None:
        """Drop all that was not kept; from here on the part is written."""
        self.stream.seek(self._place)
        self.stream.truncate()

    def append(self, row: dict[str, Any]) -> None:
        self.stream.write(orjson.dumps(row) + b"\n")

    def _read(self) -> dict[str, Any] | None:
        line = self.stream.readline()
        if not line.endswith(b"\n"):
            return None
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError:
            return None
        return row if isinstance(row, dict) else None


def _rows(document: Document, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Each finding with its words, and the page or segment that they begin in."""
    rows = []
    for finding in findings:
        row = finding.to_json()
        row["words"] = document.text[finding.start : finding.end]
        for part in document.parts:
            if part.start <= finding.start < part.end:
                row["part"] = part.name
                break
        rows.append(row)
    return rows
