"""Says which files of the folders named a load does not read; archives are not listed, which would take a pass each."""

from __future__ import annotations

from pathlib import Path

from medomics_ehr.adapters.fhir.sources import sources
from medomics_ehr.record.not_read import by_extension


def unread_files(paths: list[Path]) -> str:
    """A sentence on the files that are no FHIR JSON, "" where there are none.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name in ("Patient.ndjson", "patients.xml"):
    ...         _ = (Path(folder) / name).write_text("x")
    ...     unread_files([Path(folder)])
    '1 file was not read, for it is no FHIR as JSON: 1 .xml'
    """
    read = {source.path for source in sources(paths)}
    inside = {file for folder in paths if folder.is_dir() for file in folder.rglob("*") if file.is_file()}
    unread = [file.name for file in inside - read]
    if not unread:
        return ""
    counted = (
        "1 file was not read, for it is" if len(unread) == 1 else f"{len(unread)} files were not read, for they are"
    )
    return f"{counted} no FHIR as JSON: {by_extension(unread)}"
