"""Applies one ViewDefinition to resource files and hands the rows out as CSV, JSON or Parquet.

Reads files through the FHIR adapter's own readers; writes nothing but the file that is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb
import orjson
import pyarrow as pa

from medomics_ehr.adapters.fhir.document import Document, Refusal
from medomics_ehr.adapters.fhir.sources import documents, sources
from medomics_ehr.adapters.fhir.structure import NotJson, explain, fault, parse
from medomics_ehr.adapters.fhir.views.compiler import compile_view
from medomics_ehr.errors import EnvironmentFailed, InputRefused

Format = Literal["csv", "json", "parquet"]
_BATCH = 20_000


@dataclass(frozen=True, slots=True)
class ViewRows:
    """The rows of a view over files, and what of the files was refused."""

    rows: pa.Table
    refusals: tuple[Refusal, ...]


def read_definition(path: Path) -> dict[str, Any]:
    """A ViewDefinition file's content.

    Raises:
        InputRefused: the file is missing or holds no JSON object.
    """
    try:
        view = orjson.loads(path.read_bytes())
    except OSError as error:
        raise InputRefused(f"{path}: cannot be read ({error.strerror}); check the path") from error
    except orjson.JSONDecodeError as error:
        raise InputRefused(f"{path}:{error.lineno}: not JSON; mend the file") from error
    if not isinstance(view, dict):
        raise InputRefused(f"{path}: holds no ViewDefinition (a JSON object)")
    return view


def run_view(view: Mapping[str, Any], paths: list[Path]) -> ViewRows:
    """The rows of a view over the resources in files and folders.

    Raises:
        InputRefused: the view is refused, or a resource gives several values for a column that is no collection.
    """
    compiled = compile_view(view, "resources")
    refusals: list[Refusal] = []
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE resources (resource_type VARCHAR, resource JSON)")
        for batch in _batches(paths, str(view["resource"]), refusals):
            connection.register("batch", batch)
            connection.execute("INSERT INTO resources SELECT * FROM batch")
        try:
            rows = connection.sql(compiled.sql).to_arrow_table()
        except duckdb.InvalidInputException as error:
            raise InputRefused(str(error).removeprefix("Invalid Input Error: ").split("\n")[0]) from error
    return ViewRows(rows, tuple(refusals))


def _batches(paths: list[Path], resource_type: str, refusals: list[Refusal]) -> Iterator[pa.Table]:
    held: list[bytes] = []
    for source in sources(paths):
        for document in documents(source):
            if isinstance(document, Refusal):
                refusals.append(document)
                continue
            for resource in _resources(document, refusals):
                if resource.get("resourceType") == resource_type:
                    held.append(orjson.dumps(resource))
            if len(held) >= _BATCH:
                yield _table(held, resource_type)
                held = []
    yield _table(held, resource_type)


def _table(resources: list[bytes], resource_type: str) -> pa.Table:
    texts = pa.array(resources, pa.binary()).cast(pa.string())
    return pa.table({"resource_type": pa.array([resource_type] * len(resources), pa.string()), "resource": texts})


def _resources(document: Document, refusals: list[Refusal]) -> Iterator[dict[str, Any]]:
    """The resources of a document: itself, or the entries of a bundle; what is no resource is refused."""
    try:
        content = parse(document.data)
    except (NotJson, RecursionError) as error:
        refusals.append(Refusal(document.file, document.line, str(error) or "not JSON: nested too deep"))
        return
    if isinstance(content, dict) and content.get("resourceType") == "Bundle" and "entry" in content:
        entries = content["entry"] if isinstance(content["entry"], list) else []
        candidates = [entry.get("resource") for entry in entries if isinstance(entry, dict)]
    else:
        is_entry = document.full_urls is not None and isinstance(content, dict)
        candidates = [content.get("resource") if is_entry else content]
    for candidate in candidates:
        found = fault(candidate)
        if found is None and isinstance(candidate, dict):
            yield candidate
        elif found is not None:
            element, reason = explain(candidate, found) if isinstance(candidate, dict) else found
            refusals.append(Refusal(document.file, document.line, reason, element))


def write_rows(rows: pa.Table, target: Path | None, as_format: Format) -> str:
    """Write the rows to `target`, or return them as text where there is none (CSV and JSON only).

    In CSV a collection is a JSON array.

    Raises:
        EnvironmentFailed: the file cannot be written.
    """
    if as_format == "parquet":
        assert target is not None
        return _written(lambda: _write_parquet(rows, target), target)
    text = _csv(rows) if as_format == "csv" else json.dumps(rows.to_pylist(), ensure_ascii=False, indent=1) + "\n"
    if target is None:
        return text
    return _written(lambda: target.write_text(text, encoding="utf-8"), target)


def _written(write: Any, target: Path) -> str:
    try:
        write()
    except OSError as error:
        raise EnvironmentFailed(f"{target}: cannot be written ({error.strerror}); check folder and space") from error
    return ""


def _write_parquet(rows: pa.Table, target: Path) -> None:
    import pyarrow.parquet as pq

    pq.write_table(rows, target, compression="zstd")


def _csv(rows: pa.Table) -> str:
    import csv
    import io

    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(rows.column_names)
    for row in rows.to_pylist():
        writer.writerow(_csv_cell(value) for value in row.values())
    return stream.getvalue()


def _csv_cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
