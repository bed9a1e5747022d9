"""Remembers findings by a hash of text and configuration; it holds no text, no identifier and no words.

One SQLite file. Only the process that hands out work uses it, so that workers never wait for one another.
"""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import orjson

from medomics_ehr.contracts.finding import Finding
from medomics_ehr.errors import EnvironmentFailed
from nlp.batch.document import Document

_COMMIT_EVERY = 1000


class FindingCache:
    """Findings of documents coded before under one configuration.

    >>> import tempfile; folder = Path(tempfile.mkdtemp())
    >>> cache = FindingCache(folder / "cache.sqlite", "c0ffee")
    >>> cache.put(Document("1", "TDM", ""), (Finding(0, 3, "exam", value="ct"),))
    >>> cache.get(Document("other", "TDM", ""))[0].value, cache.get(Document("1", "IRM", ""))
    ('ct', None)
    """

    def __init__(self, path: Path, configuration: str) -> None:
        self._configuration = configuration
        self._unsaved = 0
        try:
            self._file = sqlite3.connect(path)
            self._file.execute("PRAGMA journal_mode = WAL")
            self._file.execute("CREATE TABLE IF NOT EXISTS finding (key BLOB PRIMARY KEY, findings BLOB) WITHOUT ROWID")
        except sqlite3.Error as error:
            raise EnvironmentFailed(f"{path}: the cache cannot be opened; delete it or name another") from error

    def get(self, document: Document) -> tuple[Finding, ...] | None:
        """The findings of a document coded before, or None."""
        row = self._file.execute("SELECT findings FROM finding WHERE key = ?", (self._key(document),)).fetchone()
        return None if row is None else tuple(Finding.from_json(found) for found in orjson.loads(row[0]))

    def put(self, document: Document, findings: tuple[Finding, ...]) -> None:
        """Remember what a document was coded to."""
        rows = [finding.to_json() | {"confidence": finding.confidence} for finding in findings]
        self._file.execute("INSERT OR REPLACE INTO finding VALUES (?, ?)", (self._key(document), orjson.dumps(rows)))
        self._unsaved += 1
        if self._unsaved >= _COMMIT_EVERY:
            self.save()

    def save(self) -> None:
        """Write what is remembered to the file."""
        self._file.commit()
        self._unsaved = 0

    def close(self) -> None:
        """Save, and let go of the file."""
        self.save()
        self._file.close()

    def _key(self, document: Document) -> bytes:
        about = (self._configuration, document.lang, document.date, document.type)
        head = "\x1f".join(part or "" for part in about).encode()
        return hashlib.sha256(head + b"\x1e" + document.text.encode("utf-8", "surrogatepass")).digest()
