"""A clinician's way through the app in a real browser: question, person, report, prediction, decision.

The record is the synthetic centre's; only predictions are written by the test, so that the journey needs no model.
"""

from __future__ import annotations

import datetime as dt
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from apps.cli.main import main
from apps.demo import centre
from apps.review.service.decisions import ReviewLog
from medomics_ehr.adapters.fhir.load import load_fhir
from medomics_ehr.contracts import FeatureContribution, Prediction, predictions_frame
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (Debian's package `chromium`)")


@dataclass(frozen=True)
class Served:
    """The app's address and its workspace."""

    address: str
    workspace: Workspace


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("review")
    workspace = Workspace.create(folder / "w")
    centre.build(folder / "centre", patients=12, seed=5)
    load_fhir(workspace, [folder / "centre" / "fhir"])
    _write_predictions(workspace)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "apps.cli.main", "app", "--workspace", str(workspace.folder), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield Served(f"http://127.0.0.1:{port}", workspace)
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture
def page(served: Served) -> Iterator[Any]:
    """A browser page that notes each request that leaves this machine."""
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        opened = browser.new_page(viewport={"width": 1440, "height": 1000})
        outside: list[str] = []
        opened.on("request", lambda r: outside.append(r.url) if not _is_local(r.url) else None)
        yield opened
        broken = opened.get_by_test_id("stException").all_inner_texts()
        browser.close()
        assert broken == []
        assert outside == []


def test_a_question_gives_a_count_a_waterfall_and_people(page: Any, served: Served) -> None:
    page.goto(served.address)
    box = page.get_by_role("textbox", name="Question")
    box.fill("breast cancer")
    box.press("Enter")
    page.get_by_text("How it was understood").wait_for(timeout=60_000)
    assert page.get_by_test_id("stMetricValue").first.inner_text().isdigit()


def test_a_term_nobody_knows_is_answered_with_a_sentence(page: Any, served: Served) -> None:
    page.goto(served.address)
    box = page.get_by_role("textbox", name="Question")
    box.fill("zzqqxx")
    box.press("Enter")
    page.get_by_test_id("stAlert").wait_for(timeout=60_000)
    assert "zzqqxx" in page.get_by_test_id("stAlert").inner_text()


def test_a_patient_shows_timeline_and_reports(page: Any, served: Served) -> None:
    record = Record.of(served.workspace)
    note = record.frame(tables.note_text.select().limit(1))
    page.goto(f"{served.address}/patient?subject={note['subject_id'][0]}")
    page.get_by_role("tab", name="Reports").click(timeout=60_000)
    report = page.locator(".report")
    report.wait_for(timeout=60_000)
    assert len(report.inner_text()) > 100


def test_a_decision_with_one_key_is_kept(page: Any, served: Served) -> None:
    page.goto(f"{served.address}/predictions")
    reviewer = page.get_by_role("textbox", name="Reviewer")
    reviewer.fill("Dr Journey", timeout=60_000)
    reviewer.press("Enter")
    accept = page.get_by_role("button", name="Accept")
    accept.wait_for(timeout=60_000)
    page.wait_for_function("!document.querySelector('button[kind=primary]')?.disabled", timeout=60_000)
    page.get_by_role("heading", name="Predictions").click()
    page.keyboard.press("a")
    page.get_by_text("1 of 12 reviewed").wait_for(timeout=60_000)
    (entry,) = ReviewLog.of(served.workspace).entries()
    assert (entry.who, entry.verdict, entry.target) == ("Dr Journey", "accept", "prediction")


def test_from_a_driver_to_its_evidence_and_to_the_record_of_that_day(page: Any, served: Served) -> None:
    """The key K alone keeps nothing; the reviewer's name goes with them; the record is not that of today."""
    before = len(ReviewLog.of(served.workspace).entries())
    page.goto(f"{served.address}/predictions")
    reviewer = page.get_by_role("textbox", name="Reviewer")
    reviewer.fill("Dr Journey", timeout=60_000)
    reviewer.press("Enter")
    page.wait_for_function("!document.querySelector('button[kind=primary]')?.disabled", timeout=60_000)
    page.get_by_role("heading", name="Predictions").click()
    page.keyboard.press("k")
    page.get_by_role("combobox", name="Where it comes from").click()
    page.get_by_role("option", name="age: 61 years (ehr)").click()
    page.get_by_text("the person's record").wait_for(timeout=60_000)
    assert len(ReviewLog.of(served.workspace).entries()) == before
    page.get_by_role("button", name="Open the record").click()
    page.get_by_text("As known on 2022-05-01").wait_for(timeout=60_000)
    assert page.get_by_role("textbox", name="Reviewer").input_value() == "Dr Journey"
    page.get_by_text("Show what came after 2022-05-01").click()
    page.get_by_text("The whole record").wait_for(timeout=60_000)
    page.get_by_role("link", name="Predictions").click()
    page.wait_for_function("document.querySelector('button[kind=primary]')?.disabled === false", timeout=60_000)


def test_a_saved_cohort_shows_its_pathways_and_its_survival(page: Any, served: Served) -> None:
    folder = str(served.workspace.folder)
    assert main(["cohort", "save", "cancer", "--name", "everybody", "--workspace", folder]) == 0
    page.goto(f"{served.address}/follow-up")
    page.get_by_text("people, from each one's index date").wait_for(timeout=60_000)
    page.get_by_test_id("stImage").nth(1).wait_for(timeout=60_000)
    page.get_by_role("tab", name="Survival").click()
    groups = page.get_by_role("textbox", name="Groups")
    groups.fill("last ct")
    groups.press("Enter")
    page.get_by_text("must be known at the index date").wait_for(timeout=60_000)
    groups.fill("sex")
    groups.press("Enter")
    page.get_by_text("log-rank").first.wait_for(timeout=60_000)


def _write_predictions(workspace: Workspace) -> None:
    people = Record.of(workspace).frame(tables.metadata.tables["cdm.person"].select())["person_id"]
    drivers = (
        FeatureContribution("stage IV", "text", 1.0, 0.7),
        FeatureContribution("age", "ehr", 61.0, 0.3),
        FeatureContribution("GLCM contrast", "radiomics", 3.1, 0.2),
    )
    made = [
        Prediction(int(p), dt.datetime(2022, 5, 1), "fusion", 730, 0.1 + 0.05 * i, 0.05, 0.9, {"text": 0.7}, drivers)
        for i, p in enumerate(people)
    ]
    predictions_frame(made).to_parquet(workspace.path("predictions", "survival.parquet"))


def _wait_for(address: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except OSError:
            time.sleep(0.5)
    raise TimeoutError("the app did not start")


def _is_local(url: str) -> bool:
    return url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:"))
