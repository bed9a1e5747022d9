"""Codes the record's own notes: the way in for `medomics code --workspace …`.

Notes are read in pages and coded without holding the record; what they gave is committed every few hundred notes, so
that nobody waits long. A note coded by the same configuration from the same text is left alone.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import duckdb
import pyarrow as pa
import sqlalchemy as sa

import medomics_ehr
from medomics_ehr.errors import EnvironmentFailed
from medomics_ehr.record.exchange import create_memory_tables, visit_of
from medomics_ehr.record.store import Record
from medomics_ehr.record.tables import coded_note, note_text
from medomics_ehr.terminology.labels import label_of
from medomics_ehr.workspace import Workspace
from nlp.batch.document import Document, SetAside
from nlp.batch.engine import code_documents
from nlp.batch.files import SAMPLE, Advance, BatchResult, Estimate, estimate_of
from nlp.batch.note_rows import Note, Rows, rows_of
from nlp.batch.readers.rows import TYPES, language_of
from nlp.batch.settings import Settings

_PAGE = 500
#: Notes for one commit: their rows are written well within two seconds.
_COMMIT_NOTES = 1000
_TABLES = ("medomics.finding", "cdm.note_nlp", "medomics.event", "medomics.coded_note")


def code_notes(workspace: Workspace, settings: Settings, advance: Advance = lambda done, total: None) -> BatchResult:
    """Code the notes that are new, changed, or were coded by another configuration.

    Raises:
        InputRefused: nothing was loaded yet, or a lexicon is wrong.
        EnvironmentFailed: another coding is at work here, the database stays locked, or a process died.
    """
    began = time.monotonic()
    settings.check()
    record, configuration = Record.of(workspace), settings.configuration()
    if settings.min_confidence:
        configuration = f"{configuration}>={settings.min_confidence}"
    with _only_coding(workspace):
        commit = _Commit(record, workspace.secret(), settings.profile, configuration)
        total = _count(record, configuration)
        pages: dict[str, Note] = {}
        documents = _documents(record, configuration, pages)
        for item in code_documents(documents, settings):
            if isinstance(item, SetAside):
                commit.add(pages.pop(item.id), (), item.reason)
            else:
                document, findings = item
                commit.add(pages.pop(document.id), findings, None)
            if commit.waiting >= _COMMIT_NOTES:
                commit.write()
                advance(commit.reports, total)
        commit.write()
        advance(commit.reports, total)
    result = BatchResult(commit.reports, commit.findings, commit.failed, time.monotonic() - began)
    workspace.write_manifest("code", [], result.to_json() | {"configuration": configuration}, result.seconds)
    return result


def estimate_notes(workspace: Workspace, settings: Settings) -> Estimate:
    """How long the notes that wait would take, by the first of them; nothing is written."""
    settings.check()
    record, configuration = Record.of(workspace), settings.configuration()
    sample = list(islice(_documents(record, configuration, {}), SAMPLE))
    return estimate_of(list(sample), _count(record, configuration), settings)


class _Commit:
    """Gathers rows and writes them in one short transaction."""

    def __init__(self, record: Record, secret: bytes, profile: str, configuration: str) -> None:
        self.reports = self.findings = self.failed = self.waiting = 0
        self._record, self._secret, self._configuration = record, secret, configuration
        self._system = f"medomics-ehr {medomics_ehr.__version__} {profile}"
        self._today = dt.date.today()
        self._displayed: set[str] = set()
        self._rows: Rows = {table: [] for table in _TABLES}

    def add(self, note: Note, findings: tuple[Any, ...], failed: str | None) -> None:
        rows = rows_of(note, findings, self._secret, self._system, self._today)
        for table, found in rows.items():
            self._rows[table].extend(found)
        self._rows["medomics.coded_note"].append(
            {
                "note_id": note.note_id,
                "configuration": self._configuration,
                "text_sha256": note.sha256,
                "failed": failed,
            }
        )
        self.reports += 1
        self.waiting += 1
        self.findings += len(rows["medomics.finding"])
        self.failed += failed is not None

    def write(self) -> None:
        """Replace what these notes were coded to before; a note that changed meanwhile is left for the next run."""
        if not self.waiting:
            return
        memory = duckdb.connect(":memory:")
        try:
            create_memory_tables(memory, _TABLES)
            for table, rows in self._rows.items():
                _fill(memory, table, rows)
            memory.execute("CREATE TABLE coded AS SELECT note_id, text_sha256 FROM medomics.coded_note")
            self._label(memory)
            visit = visit_of(self._record, memory)
            with visit.writing():
                visit.stage("coded")
                visit.stage("display")
                visit.execute(_NEW_DISPLAYS)
                _delete(visit, "SELECT note_id FROM staged_coded")
                for table in _TABLES:
                    visit.push(table)
                _delete(visit, _CHANGED)
        finally:
            memory.close()
        self._rows = {table: [] for table in _TABLES}
        self.waiting = 0

    def _label(self, memory: duckdb.DuckDBPyConnection) -> None:
        """The labels, in both languages, of codes that this run meets for the first time."""
        codes = {row["code"] for row in self._rows["medomics.event"]} - self._displayed
        self._displayed |= codes
        labels = {(code, label) for code in codes for lang in ("fr", "en") if (label := label_of(code, lang))}
        memory.execute("CREATE TABLE display (code VARCHAR, display VARCHAR)")
        if labels:
            memory.executemany("INSERT INTO display VALUES (?, ?)", sorted(labels))


_NEW_DISPLAYS = """
INSERT INTO medomics.code_display
SELECT n.code, n.display FROM staged_display n
WHERE NOT EXISTS (SELECT 1 FROM medomics.code_display d WHERE d.code = n.code AND d.display = n.display)
"""

_CHANGED = """
SELECT c.note_id FROM staged_coded c
WHERE NOT EXISTS (SELECT 1 FROM medomics.note_text n WHERE n.note_id = c.note_id AND n.sha256 = c.text_sha256)
"""


def _delete(visit: Any, notes: str) -> None:
    for table in _TABLES:
        mine = "source_table = 'finding' AND " if table == "medomics.event" else ""
        visit.execute(f"DELETE FROM {table} WHERE {mine}note_id IN ({notes})")  # noqa: S608 names of our own tables


def _fill(memory: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        staged = pa.Table.from_pylist(rows)
        memory.register("staged_rows", staged)
        memory.execute(f"INSERT INTO {table} BY NAME SELECT * FROM staged_rows")  # noqa: S608
        memory.unregister("staged_rows")


def _documents(record: Record, configuration: str, pages: dict[str, Note]) -> Iterator[Document]:
    """The notes to code, page by page; `pages` holds those under way, by document id."""
    last = -1
    while notes := _page(record, configuration, last):
        for note in notes:
            pages[str(note.note_id)] = note
            date = note.date.date().isoformat() if note.date else None
            yield Document(str(note.note_id), note.text, "note", note.language, date, note.type)
        last = notes[-1].note_id


def _page(record: Record, configuration: str, after: int) -> list[Note]:
    n = note_text
    columns = (n.c.note_id, n.c.subject_id, n.c.text, n.c.sha256, n.c.note_date, n.c.available_at, n.c.language)
    statement = (
        sa.select(*columns, n.c.note_type)
        .where(_uncoded(configuration), n.c.note_id > after)
        .order_by(n.c.note_id)
        .limit(_PAGE)
    )
    with record.read() as connection:
        rows = connection.execute(statement).fetchall()
    return [Note(*row[:6], language_of(row[6]), row[7] if row[7] in TYPES else None) for row in rows]


def _count(record: Record, configuration: str) -> int:
    with record.read() as connection:
        statement = sa.select(sa.func.count()).select_from(note_text).where(_uncoded(configuration))
        return int(connection.execute(statement).scalar_one())


def _uncoded(configuration: str) -> sa.ColumnElement[bool]:
    c = coded_note
    same = (c.c.note_id == note_text.c.note_id, c.c.configuration == configuration)
    return ~sa.exists().where(*same, c.c.text_sha256 == note_text.c.sha256)


@contextmanager
def _only_coding(workspace: Workspace) -> Iterator[None]:
    """Hold the workspace's coding lock."""
    with (workspace.folder / "code.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EnvironmentFailed(f"{workspace.folder}: another coding is at work here; run this after it") from None
        yield
