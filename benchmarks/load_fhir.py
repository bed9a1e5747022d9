"""How fast FHIR loads, in ratios within one run: against parsing alone, a delta, the same again, PostgreSQL, a bundle.

    python -m benchmarks.load_fhir SYNTHEA_R4.tar.gz [--vocabulary ATHENA] [--postgresql] [--large-mb 500] [--repeat 3]

Each step runs in a process of its own; of several repeats the shortest counts. Prints a Markdown table of resources/s,
wall and processor seconds (without imports), the share of the full load's time and peak memory (workers
included), the coverage by domain where a vocabulary is given, and the ratios. `--postgresql` starts a server for it.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tarfile
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measured import Measured, apart
from benchmarks.throwaway_postgresql import server

#: Resources of all types that are parsed to measure how fast `fhir.resources` parses.
PARSED = 2000


@dataclass(frozen=True, slots=True)
class Step:
    """A row of the table: how often it counts against the others is told by its resources."""

    title: str
    measured: Measured

    @property
    def resources(self) -> int:
        """How many it read."""
        return int(self.measured.result[0])

    @property
    def rate(self) -> float:
        """Resources a second."""
        return self.resources / self.measured.seconds


def main() -> None:
    """Read the arguments, run the steps, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--vocabulary", type=Path)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--large-mb", type=int, default=0)
    parser.add_argument("--repeat", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="medomics-bench-") as name:
        folder = Path(name)
        delta, parsed = write_samples(given.archive, folder)
        parse = shortest("fhir.resources parses alone", given.repeat, lambda: apart(parse_all, parsed))
        loads = _loads(given.archive, delta, folder, given.vocabulary, given.repeat)
        if given.postgresql:
            loads.append(_into_postgresql(given.archive, folder, given.vocabulary, given.repeat))
        if given.large_mb:
            large = large_bundle(given.archive, folder / "Bundle.json", given.large_mb)
            megabytes = large.stat().st_size / 2**20
            apart(prepare, folder / "large", None, "duckdb")
            loads.append(Step(f"one bundle of {megabytes:.0f} MiB", apart(load, large, folder / "large")))
    _print(parse, loads)


def _loads(archive: Path, delta: Path, folder: Path, vocabulary: Path | None, repeat: int) -> list[Step]:
    """A full load, the same again and a delta, in turn in one workspace; each repeat begins with a new one."""
    steps = {"load": archive, "the same again": archive, "a delta of 1 %": delta}
    found: dict[str, list[Measured]] = {title: [] for title in steps}
    for turn in range(repeat):
        apart(prepare, folder / f"w{turn}", vocabulary, "duckdb")
        for title, path in steps.items():
            found[title].append(apart(load, path, folder / f"w{turn}"))
        shutil.rmtree(folder / f"w{turn}")
    return [Step(title, min(runs, key=lambda run: run.seconds)) for title, runs in found.items()]


def _into_postgresql(archive: Path, folder: Path, vocabulary: Path | None, repeat: int) -> Step:
    runs = []
    for turn in range(repeat):
        with server() as url:
            apart(prepare, folder / f"p{turn}", vocabulary, url)
            runs.append(apart(load, archive, folder / f"p{turn}"))
    return Step("load into PostgreSQL", min(runs, key=lambda run: run.seconds))


def shortest(title: str, repeat: int, run: Any) -> Step:
    """The shortest of several runs."""
    return Step(title, min((run() for _ in range(repeat)), key=lambda measured: measured.seconds))


def _print(parse: Step, loads: list[Step]) -> None:
    full = loads[0]
    print("| step | resources | wall s | processor s | resources/s | of the load's wall | peak MiB |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for step in (parse, *loads):
        run, share = step.measured, step.measured.seconds / full.measured.seconds
        print(
            f"| {step.title} | {step.resources} | {run.seconds:.2f} | {run.processor:.1f} | {step.rate:.0f} "
            f"| {share:.2f} | {run.peak:.0f} |"
        )
    processor = (parse.measured.processor / parse.resources) / (full.measured.processor / full.resources)
    print(f"\nLoading is {full.rate / parse.rate:.1f} times as fast as parsing with `fhir.resources` alone,")
    print(f"and takes 1/{processor:.1f} of its processor time.")
    for step in loads:
        if step.title == "load into PostgreSQL":
            print(f"PostgreSQL takes the load at {step.rate / full.rate:.2f} of DuckDB's speed.")
    print(full.measured.result[1])


def prepare(folder: Path, vocabulary: Path | None, url: str) -> tuple[float, None]:
    """Make a workspace, with its vocabulary."""
    from medomics_ehr.adapters.omop.vocabulary import load_vocabulary
    from medomics_ehr.workspace import Workspace

    workspace = Workspace.create(folder, url=url)
    if vocabulary is not None:
        load_vocabulary(workspace, str(vocabulary), lambda done, total: None)
    return 0.0, None


def load(path: Path, folder: Path) -> tuple[float, tuple[int, str]]:
    """Load into a prepared workspace; seconds of the load alone, count and coverage."""
    from medomics_ehr.adapters.fhir.load import load_fhir
    from medomics_ehr.workspace import Workspace

    workspace = Workspace.open(folder)
    began = time.perf_counter()
    result = load_fhir(workspace, [path])
    return time.perf_counter() - began, (result.account.read, result.coverage_text())


def parse_all(path: Path) -> tuple[float, tuple[int, str]]:
    """Parse with the models of `fhir.resources`, imported before the clock starts."""
    from fhir.resources.R4B import get_fhir_model_class

    resources = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for kind in {r["resourceType"] for r in resources}:
        get_fhir_model_class(kind)
    began = time.perf_counter()
    for content in resources:
        get_fhir_model_class(content["resourceType"]).model_validate(content)
    return time.perf_counter() - began, (len(resources), "")


def write_samples(archive: Path, folder: Path) -> tuple[Path, Path]:
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


def large_bundle(archive: Path, path: Path, megabytes: int) -> Path:
    """The archive's entries over and over under new ids, until the bundle has the size."""
    entries = [entry for bundle in _bundles(archive) for entry in bundle["entry"]]
    written, turn = 0, 0
    with path.open("w", encoding="utf-8") as stream:
        stream.write('{"resourceType": "Bundle", "type": "collection", "entry": [\n')
        while written < megabytes * 2**20:
            for entry in entries:
                text = json.dumps(entry)
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
