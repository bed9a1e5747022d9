"""How fast FHIR loads, in ratios within one run: against parsing alone, a delta, the same again, PostgreSQL.

    python benchmarks/load_fhir.py SYNTHEA_R4.tar.gz [--vocabulary ATHENA_DIR] [--postgresql URL] [--large-mb 500]

Prints resources/s, seconds, shares and peak memory of each step; each step runs in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import tarfile
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PARSED = 2000


def main() -> None:
    """Read the arguments, run the steps, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--vocabulary", type=Path)
    parser.add_argument("--postgresql", default="")
    parser.add_argument("--large-mb", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="medomics-bench-") as name:
        folder = Path(name)
        delta, parsed = _write_samples(given.archive, folder)
        parse = _apart(_parse, parsed)
        full = _apart(_load, given.archive, folder / "w", given.vocabulary, "duckdb")
        rows = [
            ("fhir.resources parses alone", parse),
            ("load, with concept joins" if given.vocabulary else "load", full),
            ("the same again", _apart(_load, given.archive, folder / "w", None, "duckdb")),
            ("a delta of 1 %", _apart(_load, delta, folder / "w", None, "duckdb")),
        ]
        if given.postgresql:
            rows.append(("load into PostgreSQL", _apart(_load, given.archive, folder / "p", None, given.postgresql)))
        if given.large_mb:
            large = _large_bundle(given.archive, folder / "Bundle.json", given.large_mb)
            rows.append((f"one bundle of {given.large_mb} MB", _apart(_load, large, folder / "l", None, "duckdb")))
    _print(rows, parse, full)


def _print(rows: list[tuple[str, dict[str, Any]]], parse: dict[str, Any], full: dict[str, Any]) -> None:
    print(f"{'step':30} {'resources':>9} {'seconds':>8} {'per s':>8} {'of full load':>12} {'peak MiB':>8}")
    for title, step in rows:
        share = step["seconds"] / full["seconds"]
        rate = step["resources"] / step["seconds"]
        print(f"{title:30} {step['resources']:9} {step['seconds']:8.2f} {rate:8.0f} {share:12.2f} {step['peak']:8.0f}")
    ratio = (full["resources"] / full["seconds"]) / (parse["resources"] / parse["seconds"])
    print(f"loading is {ratio:.1f} times as fast as parsing with fhir.resources alone")


def _apart(work: Callable[..., int], *arguments: Any) -> dict[str, Any]:
    """Run in a fresh process, which warms its imports first; seconds of the work, and peak memory with its children."""
    context = multiprocessing.get_context("spawn")
    results: Any = context.Queue()
    process = context.Process(target=_measured, args=(results, work, arguments))
    process.start()
    found = results.get()
    process.join()
    return dict(found)


def _measured(results: Any, work: Callable[..., int], arguments: tuple[Any, ...]) -> None:
    import fhir.resources.R4B.observation  # noqa: F401

    import medomics_ehr.adapters.fhir.load  # noqa: F401

    seconds, count = work(*arguments)
    peaks = [resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    results.put({"resources": count, "seconds": seconds, "peak": sum(peaks)})


def _load(path: Path, folder: Path, vocabulary: Path | None, url: str) -> tuple[float, int]:
    from medomics_ehr.adapters.fhir.load import load_fhir
    from medomics_ehr.workspace import Workspace

    workspace = Workspace.create(folder, url=url)
    if vocabulary is not None:
        from medomics_ehr.adapters.omop.vocabulary import load_vocabulary

        load_vocabulary(workspace, str(vocabulary), lambda done, total: None)
    began = time.perf_counter()
    result = load_fhir(workspace, [path])
    return time.perf_counter() - began, result.account.read


def _parse(path: Path) -> tuple[float, int]:
    from fhir.resources.R4B import get_fhir_model_class

    resources = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for kind in {r["resourceType"] for r in resources}:
        get_fhir_model_class(kind)
    began = time.perf_counter()
    for content in resources:
        get_fhir_model_class(content["resourceType"]).model_validate(content)
    return time.perf_counter() - began, len(resources)


def _write_samples(archive: Path, folder: Path) -> tuple[Path, Path]:
    """1 % of the mapped resources, changed; and every n-th resource of all types, for parsing."""
    delta, parsed = folder / "Delta.ndjson", folder / "parsed.ndjson"
    entries = [(entry["fullUrl"], entry["resource"]) for bundle in _bundles(archive) for entry in bundle["entry"]]
    kinds = {url: f"{r['resourceType']}/{r['id']}" for url, r in entries}
    changed = [r for _, r in entries if r["resourceType"] == "Observation"][:: max(1, 14556 // (len(entries) // 100))]
    with delta.open("w", encoding="utf-8") as stream:
        for content in changed:
            text = json.dumps(content | {"status": "amended"})
            for reference in (content["subject"]["reference"], content["encounter"]["reference"]):
                text = text.replace(reference, kinds[reference])
            stream.write(text + "\n")
    with parsed.open("w", encoding="utf-8") as stream:
        for _, content in entries[:: max(1, len(entries) // PARSED)]:
            stream.write(json.dumps(content) + "\n")
    return delta, parsed


def _large_bundle(archive: Path, path: Path, megabytes: int) -> Path:
    """The archive's entries over and over under new ids, until the bundle has the size."""
    entries = [entry for bundle in _bundles(archive) for entry in bundle["entry"]]
    written, turn = 0, 0
    with path.open("w", encoding="utf-8") as stream:
        stream.write('{"resourceType": "Bundle", "type": "collection", "entry": [\n')
        while written < megabytes * 2**20:
            for entry in entries:
                text = json.dumps(entry | {"fullUrl": f"{entry['fullUrl']}{turn}"})
                text = text.replace('"urn:uuid:', f'"urn:uuid:t{turn}-').replace('"id": "', f'"id": "t{turn}-')
                stream.write((",\n" if written else "") + text)
                written += len(text)
            turn += 1
        stream.write("]}\n")
    return path


def _bundles(archive: Path) -> list[dict[str, Any]]:
    found = []
    with tarfile.open(archive) as tar:
        for member in tar:
            stream = tar.extractfile(member)
            if stream is not None and member.name.endswith(".json"):
                found.append(json.load(stream))
    return found


if __name__ == "__main__":
    main()
