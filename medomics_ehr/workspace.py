"""A workspace: one folder that holds a project's settings, record, tables, models and runs.

It knows where things lie and under which key identifiers are hashed; it opens no database (see `record.store`).
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import secrets
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from struct import Struct
from typing import Any

import medomics_ehr
from medomics_ehr.errors import EnvironmentFailed, InputRefused

FORMAT = 2
SETTINGS = "medomics.toml"
_RECORD_URL = re.compile(r"duckdb$|postgres(ql)?(\+psycopg)?://")
KEY = "workspace.key"
#: Bits of a key: what a BIGINT holds without its sign.
KEY_BITS = 63
#: Bits of a file's mode that let others than its owner in.
OTHERS = 0o077
FOLDERS = ("omics", "cohorts", "features", "predictions", "models", "lexicon", "fhir", "runs")
#: Those that people fill by hand, before there is a workspace too.
ADDED = frozenset({"lexicon", "fhir"})

_DEFAULT_SETTINGS = """\
# Settings of this workspace.
format = {format}

[record]
# "duckdb" keeps the record in record.duckdb beside this file; a postgresql:// URL keeps it on a server.
url = "{url}"
# Instants with another offset are turned into this zone; dates without a time are read in it.
time_zone = "{time_zone}"
"""

_INVENTED = """\
# The people of this workspace are invented, and its key is public: it takes no one else's data.
invented = true

"""


@dataclass(frozen=True, slots=True)
class Workspace:
    """An opened workspace.

    Attributes:
        folder: its absolute path.
        settings: what `medomics.toml` holds.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     workspace = Workspace.create(Path(folder) / "project")
    ...     workspace.key_of("Patient", "42") == Workspace.open(workspace.folder).key_of("Patient", "42")
    True
    """

    folder: Path
    settings: Mapping[str, Any]

    @classmethod
    def create(
        cls,
        folder: Path | str,
        url: str = "duckdb",
        time_zone: str = "Europe/Paris",
        invented: str | None = None,
    ) -> Workspace:
        """Make the folder with its settings and key, or open the workspace that is already there.

        A folder made here is its owner's alone; one that was there keeps its mode (see `open_to_others`). Settings that
        were written by hand get their key and folders at the first use.

        Args:
            invented: names a set of invented people. The key then follows from the name, so that every machine gives
                them the same identifiers, and the workspace takes no one else's data.

        Raises:
            InputRefused: the folder holds something that is not a workspace, or invented people; its key was lost.
            EnvironmentFailed: the folder cannot be written.
        """
        folder = Path(folder).absolute()
        if (folder / SETTINGS).is_file():
            opened = cls.open(folder)
            if opened.settings.get("invented") and invented is None:
                raise InputRefused(f"{folder}: holds invented people under a public key; name another folder")
            opened._finish(_new_key(invented))
            return opened
        if folder.exists() and not _is_begun(folder):
            raise InputRefused(f"{folder}: not a workspace and not empty; name another folder with --workspace")
        try:
            folder.mkdir(0o700, parents=True, exist_ok=True)
            _make_folders(folder)
            _write_private(folder / KEY, _new_key(invented))
            text = _DEFAULT_SETTINGS.format(format=FORMAT, url=url, time_zone=time_zone)
            _write_private(folder / SETTINGS, text if invented is None else _INVENTED + text)
        except OSError as error:
            raise EnvironmentFailed(f"{folder}: cannot create the workspace ({error.strerror})") from error
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path | str) -> Workspace:
        """Open an existing workspace.

        Raises:
            InputRefused: there is none, its settings cannot be read, or another version wrote it.
        """
        folder = Path(folder).absolute()
        try:
            settings = tomllib.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise InputRefused(f"{folder}: no workspace here; `medomics load` or `medomics demo` makes one") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise InputRefused(f"{folder / SETTINGS}: not readable as TOML ({error}); mend the file") from error
        if settings.get("format") != FORMAT:
            raise InputRefused(
                f"{folder / SETTINGS}: format {settings.get('format')!r}, this release reads format {FORMAT}; "
                f"use the release that made it, load into a new workspace, or begin a new file with `format = {FORMAT}`"
            )
        if not _RECORD_URL.match(str(settings.get("record", {}).get("url", "duckdb"))):
            raise InputRefused(f'{folder / SETTINGS}: record.url is neither "duckdb" nor a postgresql:// URL; mend it')
        return cls(folder, settings)

    def _finish(self, key: str) -> None:
        """Make the key and folders of a workspace whose settings were written by hand.

        Raises:
            InputRefused: there are data whose identifiers were made under a key that is gone.
            EnvironmentFailed: the folder cannot be written.
        """
        if (self.folder / KEY).exists():
            return
        runs = self.folder / "runs"
        if (self.folder / "record.duckdb").exists() or (runs.is_dir() and any(runs.iterdir())):
            raise InputRefused(f"{self.folder / KEY}: is missing, and data were loaded under it; restore your copy")
        try:
            _make_folders(self.folder)
            _write_private(self.folder / KEY, key)
        except OSError as error:
            raise EnvironmentFailed(f"{self.folder}: cannot be written ({error.strerror}); check its rights") from error

    @property
    def record_url(self) -> str:
        """SQLAlchemy URL of the record."""
        url = str(self.settings.get("record", {}).get("url", "duckdb"))
        own = f"duckdb:///{self.folder / 'record.duckdb'}"
        return own if url == "duckdb" else re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)

    @property
    def time_zone(self) -> str:
        """IANA name of the instance's one time zone."""
        return str(self.settings.get("record", {}).get("time_zone", "Europe/Paris"))

    def key_of(self, kind: str, logical_id: str) -> int:
        """A 63-bit key: HMAC-SHA256 under the workspace's key over type and logical id, never 0."""
        return keyed_hash(self.secret(), kind, logical_id)

    def secret(self) -> bytes:
        """The workspace's key, for `keyed_hash` over many identifiers.

        Raises:
            InputRefused: it is not there yet, or no more; or it is no key.
        """
        path = self.folder / KEY
        try:
            return bytes.fromhex(path.read_text(encoding="ascii").strip())
        except FileNotFoundError:
            raise InputRefused(f"{path}: no key; the first `medomics load` makes it, a lost one is restored") from None
        except ValueError as error:
            raise InputRefused(f"{path}: holds no key of this workspace; restore your copy of it") from error

    def open_to_others(self) -> list[str]:
        """Names of the files that other users of the machine can read; none where the folder lets nobody else in."""
        if not self.folder.stat().st_mode & OTHERS:
            return []
        return sorted(path.name for path in self.folder.iterdir() if path.is_file() and path.stat().st_mode & OTHERS)

    def path(self, room: str, *parts: str) -> Path:
        """A path inside one of the workspace's folders, such as `path("cohorts", "lung.yaml")`.

        Raises:
            InputRefused: the parts lead out of that folder.
        """
        base = (self.folder / room).resolve()
        target = base.joinpath(*parts).resolve()
        if not (target.is_relative_to(base) and base.is_relative_to(self.folder.resolve())):
            raise InputRefused("a name that leads out of the workspace was refused; use a plain name")
        return target

    def write_manifest(
        self, command: str, inputs: Iterable[Path | tuple[str, Path]], counts: Mapping[str, Any], seconds: float
    ) -> Path:
        """Record a run in `runs/`: command, inputs with sha256, versions, counts and seconds.

        Args:
            inputs: files, with another name where their own may tell of a patient.
        """
        named = [(each.name, each) if isinstance(each, Path) else each for each in inputs]
        now = datetime.now(UTC)
        manifest = {
            "command": command,
            "at": now.isoformat(timespec="seconds"),
            "inputs": [{"name": name, "sha256": _sha256_if_readable(path)} for name, path in named if path.is_file()],
            "versions": {"medomics-ehr": medomics_ehr.__version__, "python": platform.python_version()},
            "counts": dict(counts),
            "seconds": round(seconds, 3),
        }
        name = f"{now:%Y%m%dT%H%M%S%f}-{command.replace(' ', '-')}.json"
        target = self.folder / "runs" / name
        target.write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
        return target


def keyed_hash(secret: bytes, kind: str, logical_id: str) -> int:
    """HMAC-SHA256 over `kind` and `logical_id`, cut to `KEY_BITS`; 0 is kept free for "no row".

    >>> keyed_hash(b"k", "Patient", "1") != keyed_hash(b"k", "Encounter", "1")
    True
    """
    return keyed_identity(secret, kind, logical_id)[0]


#: 64 bits of a digest, and the 32 after them.
_FIRST_BITS = Struct(">QI")


def keyed_identity(secret: bytes, kind: str, logical_id: str) -> tuple[int, int]:
    """`keyed_hash`, and 32 further bits of the HMAC that tell two identities of the same key apart.

    >>> keyed_identity(b"k", "Patient", "1")[0] == keyed_hash(b"k", "Patient", "1")
    True
    """
    begun, around = _hmac_begun(secret)
    inner, outer = begun.copy(), around.copy()
    inner.update(f"{kind}\x1f{logical_id}".encode())
    outer.update(inner.digest())
    first, check = _FIRST_BITS.unpack_from(outer.digest())
    return (first >> (64 - KEY_BITS)) or 1, check


@lru_cache(maxsize=8)
def _hmac_begun(secret: bytes) -> tuple[Any, Any]:
    """The two hashes of an HMAC-SHA256 (RFC 2104) with its key taken in: three times as fast as `hmac.digest`."""
    block = (secret if len(secret) <= 64 else hashlib.sha256(secret).digest()).ljust(64, b"\0")
    return hashlib.sha256(bytes(byte ^ 0x36 for byte in block)), hashlib.sha256(bytes(byte ^ 0x5C for byte in block))


def sha256_of(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sha256_if_readable(path: Path) -> str | None:
    """A file that may not be read was accounted for as refused."""
    try:
        return sha256_of(path)
    except OSError:
        return None


def _new_key(invented: str | None) -> str:
    return secrets.token_hex(32) if invented is None else hashlib.sha256(invented.encode()).hexdigest()


def _make_folders(folder: Path) -> None:
    for name in FOLDERS:
        (folder / name).mkdir(0o700, exist_ok=True)


def _is_begun(folder: Path) -> bool:
    """Whether a folder holds at most what `create` makes before the settings, its last file, and what people add."""
    return folder.is_dir() and all(
        entry.name in ADDED or not any(entry.iterdir())
        if entry.is_dir() and entry.name in FOLDERS
        else entry.name.startswith(KEY)
        for entry in folder.iterdir()
    )


def _write_private(path: Path, text: str) -> None:
    """Write a file that is there whole or not at all; one that another process made first is left alone."""
    part = path.with_name(f"{KEY}.{path.name}.{os.getpid()}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        part.rename(path)
    part.unlink(missing_ok=True)
