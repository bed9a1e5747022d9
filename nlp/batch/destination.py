"""Refuses a place to write to before any work is done: the input itself, a folder, an ending of another format."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson

from medomics_ehr.errors import WrongUsage

#: Endings of files of findings.
FINDINGS = (".jsonl", ".ndjson", ".parquet")


def check_findings_out(source: Path, out: Path) -> None:
    """Refuse an output that would replace a report file, or that is not one of findings.

    Raises:
        WrongUsage: it is the input, a folder, a file of reports in the input's folder, or of another format.
    """
    if out.suffix.lower() not in FINDINGS:
        raise WrongUsage(f"--out {out}: findings are written as {', '.join(FINDINGS)}; give it such an ending")
    for written in (out, *companions(out)):
        check_file_out(source, written)
    if source.is_dir() and _is_inside(out, source) and out.is_file() and not _holds_findings(out):
        raise WrongUsage(f"--out {out}: is one of the files in --in and holds no findings; name another")


def check_file_out(source: Path, out: Path) -> None:
    """Refuse an output that is the input, by whatever path or link, or a folder.

    Raises:
        WrongUsage: it is.
    """
    if out.is_dir():
        raise WrongUsage(f"--out {out}: is a folder; name a file in it")
    if out.exists() and source.exists() and out.samefile(source):
        raise WrongUsage(f"--out is the input ({out}), which would be lost; name another file")


def companions(out: Path) -> Iterator[Path]:
    """What a run writes beside its output."""
    return (
        out.with_name(f"{out.name}{end}") for end in (".part", ".failed.part", ".run.json", ".failed.jsonl", ".tmp")
    )


def written_by(out: Path, cache: Path | None) -> frozenset[Path]:
    """Resolved paths of all that a run writes, for a reader of the folder that it is written to."""
    caches = [cache.with_name(f"{cache.name}{end}") for end in ("", "-wal", "-shm")] if cache else []
    return frozenset(path.resolve() for path in (out, *companions(out), *caches))


def _is_inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def _holds_findings(path: Path) -> bool:
    """Whether a file is an earlier output: rows of findings without a text, or nothing."""
    if path.suffix.lower() == ".parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            return "report_id" in pq.read_schema(path).names
        except pa.ArrowInvalid:
            return False
    with path.open("rb") as stream:
        line = stream.readline()
    try:
        row = orjson.loads(line or b'{"findings": []}')
    except orjson.JSONDecodeError:
        return False
    return isinstance(row, dict) and "findings" in row and "text" not in row
