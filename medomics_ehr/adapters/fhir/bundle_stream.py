"""Cuts a bundle too large for memory into its entries, without parsing what lies between them.

A cut is tried wherever one object ends and another begins, and holds only if the piece parses as one whole JSON
object, so brackets inside strings or nested objects cannot mislead it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import IO, Any

import orjson

_CHUNK = 4 * 2**20
_ENTRIES = re.compile(rb'"entry"\s*:\s*\[')
_BOUNDARY = re.compile(rb"\}\s*,\s*(?=\{\s*\"(?:fullUrl|resource|link|search|request|id|extension)\")")
_TARGET = re.compile(rb'"reference"\s*:\s*"([^"\\]+)"')


class BundleStream:
    """A bundle read as a stream, as often as needed.

    Attributes:
        damage: why the stream ended early, else "".
        damage_line: the line where it did.
    """

    def __init__(self, open_stream: Callable[[], IO[bytes]], limit: int) -> None:
        self._open = open_stream
        self._limit = limit
        self._full_urls: dict[str, tuple[str, str]] = {}
        self.damage = ""
        self.damage_line = 1

    def read_full_urls(self) -> None:
        """Read once through the bundle for type and id of each entry, so that references forward resolve too.

        Comes before `entries`: both read the same stream.
        """
        for _, data in self.entries():
            entry = _object(data) if data else None
            resource = entry.get("resource") if entry else None
            if entry and isinstance(resource, dict) and isinstance(entry.get("fullUrl"), str):
                self._full_urls[entry["fullUrl"]] = (str(resource.get("resourceType")), str(resource.get("id", "")))

    def referred(self, data: bytes) -> dict[str, tuple[str, str]]:
        """Type and id of those entries that an entry's references name by their `fullUrl`."""
        targets = {target.decode() for target in _TARGET.findall(data)}
        return {target: self._full_urls[target] for target in targets if target in self._full_urls}

    def entries(self) -> Iterator[tuple[int, bytes | None]]:
        """Each entry's bytes with the line it begins on; None for one beyond the limit."""
        self.damage, self.damage_line = "", 1
        stream = self._open()
        buffer, line = bytearray(stream.read(_CHUNK)), 1
        start = _ENTRIES.search(buffer)
        if start is None:
            self.damage = "not a FHIR bundle: no entries in its first 4 MiB"
            return
        line += buffer.count(b"\n", 0, start.end())
        del buffer[: start.end()]
        tried = 0
        while True:
            cut = _BOUNDARY.search(buffer, tried)
            if cut is None:
                more = stream.read(_CHUNK)
                if not more:
                    break
                tried = max(0, len(buffer) - 64)
                buffer += more
                if len(buffer) > self._limit + _CHUNK:
                    yield line, None
                    self.damage, self.damage_line = "entries beyond one of this length are not read", line
                    return
                continue
            piece = bytes(buffer[: cut.start() + 1])
            if _object(piece) is None:
                tried = cut.end()
                continue
            yield line, piece
            line += buffer.count(b"\n", 0, cut.end())
            del buffer[: cut.end()]
            tried = 0
        yield from self._last(bytes(buffer), line)

    def _last(self, rest: bytes, line: int) -> Iterator[tuple[int, bytes | None]]:
        end = rest.rfind(b"]")
        while end > 0:
            if _object(rest[:end].strip()) is not None:
                yield line, rest[:end].strip()
                return
            end = rest.rfind(b"]", 0, end)
        if rest.strip() not in {b"", b"]}", b"]"}:
            self.damage, self.damage_line = "the bundle is cut or malformed here", line


def _object(piece: bytes) -> dict[str, Any] | None:
    try:
        value = orjson.loads(piece)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None
