"""Reports a second, peak memory and cold start of `medomics code`, beside edsnlp's rule pipes in the same run.

    python -m benchmarks.code_reports [--reports 2000] [--profile fast] [--processes 2]

Reports: paragraphs of the gold reports in a shuffled order, 2 kB each, no two alike. edsnlp (own venv or extra) is
left out where it is not installed. Memory is the proportional set size of all processes together. `thorough` is also
set against measured tokens a second over tokens a report.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from apps.cli.console import table
from nlp.assertion.learnt.network import ROWS
from nlp.batch.files import code_files
from nlp.batch.settings import Settings
from nlp.coder import TOGETHER, Coder, Report
from nlp.linking.encoder import Encoder
from nlp.linking.half import halved

GOLD = Path(__file__).resolve().parents[1] / "tests" / "data" / "gold" / "open.jsonl"
#: Reports enough that every process has loaded all it needs.
LOADING = 4 * TOGETHER
EDSNLP_PIPES = ("eds.normalizer", "eds.sentences", "eds.drugs", "eds.tnm", "eds.negation", "eds.dates")


def reports_of(count: int, characters: int = 2000, seed: int = 7) -> list[dict[str, str]]:
    """So many distinct reports in one of two languages, each of the wanted length."""
    draw = random.Random(seed)
    paragraphs: dict[str, list[str]] = {"fr": [], "en": []}
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        report = json.loads(line)
        paragraphs[report["lang"]] += [part for part in report["text"].split("\n\n") if part.strip()]
    return [_report(number, draw, paragraphs, characters) for number in range(count)]


def _report(number: int, draw: random.Random, paragraphs: dict[str, list[str]], characters: int) -> dict[str, str]:
    lang = draw.choice(("fr", "fr", "en"))
    text = f"Dossier {number}\n\n"
    while len(text) < characters:
        text += draw.choice(paragraphs[lang]) + "\n\n"
    return {"id": str(number), "lang": lang, "date": "2023-05-16", "text": text[:characters]}


@contextmanager
def peak_memory() -> Iterator[list[float]]:
    """Largest sum of proportional set sizes, in GiB, of this process and its descendants."""
    peak, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.2):
            peak[0] = max(peak[0], sum(map(_pss, _family(os.getpid()))) / 2**20)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    yield peak
    over.set()
    watcher.join()


def _family(root: int) -> set[int]:
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
    family = {root}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return family


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def cold_start() -> float:
    """Seconds of a fresh process that codes one short report."""
    code = "from nlp.coder import TOGETHER, Coder, Report; Coder.load('fast').code(Report('1', 'TDM'))"
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.monotonic() - began


def medomics_rate(reports: list[dict[str, str]], profile: str, processes: int) -> tuple[float, float, float]:
    """Reports a second without the start (the time of one report is taken off), once all is loaded, and peak memory.

    One report seldom needs the transformer, so the first rate counts its loading; the second is what each further
    report takes beyond those that load everything in every process.
    """
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "reports.jsonl"
        settings = Settings(profile, processes=processes)  # type: ignore[arg-type]

        def seconds(count: int) -> float:
            lines = "".join(json.dumps(report) + "\n" for report in reports[:count])
            source.write_text(lines, encoding="utf-8")
            return code_files(source, Path(folder) / f"{count}.jsonl", settings).seconds

        start, loaded = seconds(1), seconds(LOADING)
        with peak_memory() as peak:
            whole = seconds(len(reports))
    return len(reports) / (whole - start), (len(reports) - LOADING) / (whole - loaded), peak[0]


def cpu_rate(reports: list[dict[str, str]], profile: str) -> float:
    """Reports a second of one core's own time, so that a busy machine does not blur it."""
    import torch

    torch.set_num_threads(1)  # A second thread's time would count as the core's own.
    coder = Coder.load(profile)  # type: ignore[arg-type]
    began = time.process_time()
    for _ in coder.code_many(Report(r["id"], r["text"], r["lang"], r["date"]) for r in reports[:300]):
        pass
    return len(reports[:300]) / (time.process_time() - began)


def token_bound(reports: list[dict[str, str]], processes: int) -> float:
    """Reports a second if the transformer did nothing but read each of their tokens once, in full batches."""
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as cores:
        tokens_a_second = sum(cores.map(_tokens_a_second, [8.0] * processes))
    tokenizer = Encoder.load().tokenizer
    tokens = [len(ids) for ids in tokenizer([report["text"] for report in reports[:300]], verbose=False)["input_ids"]]
    return tokens_a_second * len(tokens) / sum(tokens)


def share_read(reports: list[dict[str, str]], profile: str) -> float:
    """Word pieces that the transformer reads around findings, by those of the reports; overlaps count twice."""
    coder = Coder.load(profile)  # type: ignore[arg-type]
    sample = reports[:300]
    for _ in coder.code_many(Report(r["id"], r["text"], r["lang"], r["date"]) for r in sample):
        pass
    reader = coder.pipeline.get_pipe("medomics_arbiter").step.reader  # type: ignore[attr-defined]
    pieces = Encoder.load().tokenizer([report["text"] for report in sample], verbose=False)["input_ids"]
    return float(reader.pieces_read / sum(map(len, pieces)))


def _tokens_a_second(seconds: float) -> float:
    import torch

    torch.set_num_threads(1)
    model = halved(Encoder.load().model)
    width = 160  # The shape that is read soonest.
    ids = torch.randint(1000, 20_000, (ROWS[width], width))
    read = torch.ones_like(ids)
    with torch.inference_mode():
        model(input_ids=ids, attention_mask=read)
        began, batches = time.monotonic(), 0
        while time.monotonic() < began + seconds:
            model(input_ids=ids, attention_mask=read)
            batches += 1
        return batches * ids.numel() / (time.monotonic() - began)


def edsnlp_rate(reports: list[dict[str, str]]) -> tuple[float, float, float] | None:
    """Reports a second of edsnlp's rule pipes, by the clock and by the core, and its start; None if not installed."""
    began = time.monotonic()
    try:
        import edsnlp
    except ImportError:
        return None
    pipeline = edsnlp.blank("eds")
    for name in EDSNLP_PIPES:
        pipeline.add_pipe(name)
    pipeline(reports[0]["text"])
    start, began, core = time.monotonic() - began, time.monotonic(), time.process_time()
    for report in reports:
        pipeline(report["text"])
    return len(reports) / (time.monotonic() - began), len(reports) / (time.process_time() - core), start


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=2000)
    parser.add_argument("--profile", choices=("fast", "default", "thorough"), default="fast")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    reports = reports_of(options.reports)
    assert len({report["text"] for report in reports}) == len(reports)
    rate, loaded, memory = medomics_rate(reports, options.profile, options.processes)
    core = cpu_rate(reports, options.profile)
    name = f"medomics {options.profile}"
    rows: list[list[object]] = [[name, options.processes, rate, loaded, core, cold_start(), f"{memory:.2f}"]]
    anchor = edsnlp_rate([report for report in reports if report["lang"] == "fr"][:200])
    if anchor:
        rows.append([f"edsnlp, {len(EDSNLP_PIPES)} rule pipes", 1, anchor[0], *anchor, ""])
        print(f"{rate / anchor[0]:.1f} times edsnlp's reports a second\n")
    head = ["coder", "processes", "reports/s", "once loaded", "per core second", "cold start s", "peak GiB"]
    print(table(head, rows))
    if options.profile != "fast":
        print(f"\nword pieces that the transformer reads: {share_read(reports, options.profile):.3f} of the reports'")
    if options.profile == "thorough":
        bound = token_bound(reports, options.processes)
        print(f"\n{rate / bound:.2f} of what the transformer's own speed allows, {bound:.1f} reports/s;", end=" ")
        print(f"once loaded {loaded / bound:.2f}")


if __name__ == "__main__":
    main()
