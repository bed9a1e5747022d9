"""Finds JSON documents in what a user names: a file or folder of bundles and NDJSON, plain, `.gz` or in a `.tar.gz`.

Yields documents as bytes with their place, one line of NDJSON or one whole JSON file each, and never holds more than
`DOCUMENT_LIMIT` bytes of a line. It judges no content (see `judge`) and follows no link that leaves the named folder.
"""

from __future__ import annotations

import os
import re
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO, cast

from isal import igzip, isal_zlib

from medomics_ehr.adapters.fhir.bundle_stream import BundleStream
from medomics_ehr.adapters.fhir.document import Document, Refusal
from medomics_ehr.adapters.fhir.resource_types import RESOURCE_TYPES
from medomics_ehr.errors import InputRefused

#: A single line or entry longer than this is refused: no resource is that large, a decompression bomb is.
DOCUMENT_LIMIT = 64 * 2**20
#: A JSON file up to this size is read at once; a larger one is read as a stream of bundle entries.
WHOLE_FILE_LIMIT = 16 * 2**20

_DATA = re.compile(r"\.(json|ndjson|jsonl)(\.gz)?$", re.IGNORECASE)
_LINES = re.compile(r"\.(ndjson|jsonl)(\.gz)?$", re.IGNORECASE)
_ARCHIVE = re.compile(r"\.(tar|tar\.gz|tgz)$", re.IGNORECASE)
#: How a compressed file tells that it is damaged or cut.
_DAMAGE: tuple[type[Exception], ...] = (EOFError, zlib.error, cast(type[Exception], isal_zlib.error), igzip.BadGzipFile)
_TAR_DAMAGE: tuple[type[Exception], ...] = (tarfile.TarError, *_DAMAGE)
_GZIP = b"\x1f\x8b"
_NEUTRAL_NAME = re.compile(r"^([A-Z][A-Za-z]+)([._-]\d+)*\.(ndjson|json|jsonl)(\.gz)?$")
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Source:
    """One file, or one archive, to be read with `documents`."""

    path: Path
    label: str


def sources(paths: list[Path]) -> list[Source]:
    """The files that `paths` name, in a stable order.

    Raises:
        InputRefused: a path is missing, is nothing that can be read, or holds no FHIR file.
    """
    found: list[Source] = []
    for path in paths:
        if not path.exists():
            raise InputRefused(f"{path}: no such file or folder; check the path")
        inside = _folder_files(path) if path.is_dir() else [path]
        if not inside:
            kinds = ".json, .ndjson, .gz, .tar, .tar.gz or .tgz"
            raise InputRefused(f"{path}: holds no {kinds} file; name the folder of the export")
        if inside == [path] and _is_zip(path):
            raise InputRefused(f"{path}: a .zip archive is not read; unpack it, and name the folder")
        found += [Source(file, label(file.name, number)) for number, file in enumerate(inside, start=len(found) + 1)]
    return found


def _folder_files(folder: Path) -> list[Path]:
    home = folder.resolve()
    files = [p for p in sorted(folder.rglob("*")) if p.is_file() and p.resolve().is_relative_to(home)]
    return [p for p in files if _DATA.search(p.name) or _ARCHIVE.search(p.name)]


def label(name: str, number: int) -> str:
    """The name under which the record knows a file: its own if that tells nothing of a patient, else its position.

    >>> label("Patient.000.ndjson.gz", 3), label("Ann_Lee.tar.gz", 1), label("Lee.1951.json", 3)
    ('Patient.000.ndjson.gz', 'file-1.tar.gz', 'file-3.json')
    """
    neutral = _NEUTRAL_NAME.match(name)
    if neutral and neutral[1] in RESOURCE_TYPES:
        return name
    known = _ARCHIVE.search(name) or _DATA.search(name)
    return f"file-{number}{known[0].lower() if known else ''}"


def _is_zip(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(len(_ZIP)) == _ZIP
    except OSError:
        return False  # what cannot be read is told of when it is read


def documents(source: Source) -> Iterator[Document | Refusal]:
    """The documents of one file or archive; damage is given as a refusal at the line where it begins."""
    try:
        if _ARCHIVE.search(source.path.name):
            yield from _archive(source)
        else:
            with source.path.open("rb") as raw:
                yield from _file(raw, source.path.name, source.label, os.fstat(raw.fileno()).st_size)
    except OSError as error:
        yield Refusal(source.label, 1, f"cannot be read ({error.strerror or type(error).__name__})")


def _archive(source: Source) -> Iterator[Document | Refusal]:
    number = 0
    try:
        with source.path.open("rb") as raw, _opened(raw) as archive:
            for number, member in enumerate(archive, start=1):
                name = Path(member.name).name
                place = f"{source.label}#{label(name, number)}"
                if not member.isfile():
                    if not member.isdir():
                        yield Refusal(place, 1, "a link or device in an archive is not followed")
                elif _DATA.search(name):
                    stream = archive.extractfile(member)
                    if stream is not None:
                        yield from _file(stream, name, place, member.size)
    except _TAR_DAMAGE:
        yield Refusal(f"{source.label}#{number + 1}", 1, "the archive is damaged or cut here")


def _opened(raw: IO[bytes]) -> tarfile.TarFile:
    """An archive, compressed in any way that tar knows."""
    start = raw.read(len(_GZIP))
    raw.seek(0)
    if start == _GZIP:
        return tarfile.open(fileobj=_inflated(raw), mode="r:")
    return tarfile.open(fileobj=raw, mode="r:*")


def _inflated(raw: IO[bytes]) -> IO[bytes]:
    """What gzip compressed; ISA-L inflates three times as fast as zlib, and one process inflates for all."""
    return cast(IO[bytes], igzip.IGzipFile(fileobj=raw))  # type: ignore[no-untyped-call]


def _file(raw: IO[bytes], name: str, place: str, size: int) -> Iterator[Document | Refusal]:
    line = 0
    zipped = name.lower().endswith(".gz")
    try:
        stream = _inflated(raw) if zipped else raw
        if _LINES.search(name):
            lines = _lines(stream)
            first = list(islice(lines, 2))
            if _is_spread(first):
                yield from _json_file(_rewound(raw, zipped), raw, zipped, place, size)
                return
            for line, data in chain(first, lines):
                yield Document(place, line, data) if data is not None else _too_long(place, line)
            return
        yield from _json_file(stream, raw, zipped, place, size)
    except _DAMAGE:
        yield Refusal(place, line + 1, "the compressed file is damaged or cut here")


def _is_spread(first: list[tuple[int, bytes | None]]) -> bool:
    """Whether one document goes over all lines, which the name `.ndjson` promises it does not.

    >>> _is_spread([(1, b"{\\n"), (2, b'  "resourceType": "Patient",\\n')]), _is_spread([(1, b"{\\n"), (2, b"{}\\n")])
    (True, False)
    """
    heads = [data.removeprefix(b"\xef\xbb\xbf").strip() for _, data in first if data]
    return len(heads) == 2 and heads[0] == b"{" and heads[1].startswith(b'"')


def _json_file(stream: IO[bytes], raw: IO[bytes], zipped: bool, place: str, size: int) -> Iterator[Document | Refusal]:
    is_small = 0 < size <= WHOLE_FILE_LIMIT and not zipped  # a read up to a limit takes memory for all of it
    head = stream.read() if is_small else stream.read(WHOLE_FILE_LIMIT + 1)
    if len(head) <= WHOLE_FILE_LIMIT:
        yield Document(place, 1, head)
        return
    rewound = _rewound(raw, zipped)
    first = next(_lines(rewound), (1, None))[1]
    if first is not None and first.rstrip().endswith(b"}") and first.lstrip().startswith(b"{"):
        for line, data in _lines(_rewound(raw, zipped)):
            yield Document(place, line, data) if data is not None else _too_long(place, line)
        return
    bundle = BundleStream(lambda: _rewound(raw, zipped), DOCUMENT_LIMIT)
    bundle.read_full_urls()
    for line, data in bundle.entries():
        yield _too_long(place, line) if data is None else Document(place, line, data, bundle.referred(data))
    if bundle.damage:
        yield Refusal(place, bundle.damage_line, bundle.damage)


def _rewound(raw: IO[bytes], zipped: bool) -> IO[bytes]:
    raw.seek(0)
    return _inflated(raw) if zipped else raw


def _lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """Non-empty lines with their number; None for one beyond the limit, which is skipped without being held."""
    number = 0
    while data := stream.readline(DOCUMENT_LIMIT + 1):
        number += 1
        if len(data) > DOCUMENT_LIMIT:
            while data and not data.endswith(b"\n"):
                data = stream.readline(DOCUMENT_LIMIT + 1)
            yield number, None
        elif data.strip():
            yield number, data


def _too_long(place: str, line: int) -> Refusal:
    return Refusal(place, line, f"longer than {DOCUMENT_LIMIT // 2**20} MiB; no single resource is that large")
