"""A run that is killed goes on where it stopped, to the same bytes; torn and foreign parts do no harm."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medomics_ehr.contracts.finding import Finding
from nlp.batch.distinct import distinct
from nlp.batch.document import Document, SetAside
from nlp.batch.output import FindingLines

ITEMS = [
    SetAside(f"r{n}", f"f:{n}", "no text") if n % 7 == 3 else Document(f"r{n % 5}", f"TDM {n}", f"f:{n}")
    for n in range(40)
]
#: Each identifier refused, then taken, then met again.
MET_AGAIN = [
    SetAside(f"r{n // 3}", f"f:{n}", "no text") if n % 3 == 0 else Document(f"r{n // 3}", f"TDM {n}", f"f:{n}")
    for n in range(40)
]
RUN = {"configuration": "c", "input": []}


def write(lines: FindingLines, items: list[Document | SetAside]) -> None:
    for item in items:
        if isinstance(item, SetAside):
            lines.set_aside(item)
        else:
            lines.write(item, (Finding(0, 3, "exam", value="ct"),))


def finished(out: Path, items: list[Document | SetAside]) -> tuple[bytes, bytes]:
    lines = FindingLines(out, RUN)
    write(lines, list(lines.unwritten(items)))
    failed = sum(isinstance(item, SetAside) for item in items)
    assert (lines.counts.reports, lines.counts.failed, lines.counts.findings) == (40, failed, 40 - failed)
    lines.finish()
    return out.read_bytes(), out.with_name(f"{out.name}.failed.jsonl").read_bytes()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    items=st.sampled_from([ITEMS, list(distinct(MET_AGAIN))]),
    written=st.integers(0, 40),
    torn_good=st.integers(0, 200),
    torn_bad=st.integers(0, 120),
)
def test_parts_cut_anywhere_lead_to_the_same_bytes(tmp_path_factory, items, written, torn_good, torn_bad):
    folder = tmp_path_factory.mktemp("resume")
    whole = finished(folder / "whole.jsonl", items)
    out = folder / "out.jsonl"
    lines = FindingLines(out, RUN)
    write(lines, list(lines.unwritten(items))[:written])
    lines.flush()
    for name, torn in (("out.jsonl.part", torn_good), ("out.jsonl.failed.part", torn_bad)):
        part = folder / name
        os.truncate(part, max(0, part.stat().st_size - torn))
    assert finished(out, items) == whole


def test_parts_of_another_run_are_thrown_away(tmp_path):
    out = tmp_path / "out.jsonl"
    earlier = FindingLines(out, RUN | {"configuration": "older"})
    write(earlier, ITEMS[:20])
    earlier.flush()
    lines = FindingLines(out, RUN)
    assert len(list(lines.unwritten(ITEMS))) == 40


@pytest.mark.deep
def test_a_killed_command_goes_on_to_the_same_bytes(tmp_path):
    from tests.nlp.batch.conftest import lines_of

    source, out = tmp_path / "r.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(lines_of(800)) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "apps.cli.main", "code", "--in", str(source), "--profile", "fast"]
    part = tmp_path / "out.jsonl.part"
    process = subprocess.Popen([*command, "--out", str(out)], start_new_session=True, stderr=subprocess.DEVNULL)
    while process.poll() is None and (not part.exists() or part.stat().st_size < 20_000):
        time.sleep(0.02)
    assert process.poll() is None, "the run ended before it could be killed"
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    kept = part.read_bytes()
    assert not out.exists()
    assert len(kept) >= 20_000
    subprocess.run([*command, "--out", str(out)], check=True)
    subprocess.run([*command, "--out", str(tmp_path / "whole.jsonl")], check=True)
    assert out.read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    assert out.read_bytes().startswith(kept[: kept.rfind(b"\n") + 1])
