"""A batch from file to file: the same bytes however many processes, whatever the engine, cached or not."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from medomics_ehr.errors import EnvironmentFailed
from nlp.batch.cache import FindingCache
from nlp.batch.document import Document, SetAside
from nlp.batch.engine import code_documents, code_safely
from nlp.batch.files import code_files, count_documents, estimate
from nlp.batch.readers import read_documents
from nlp.batch.settings import Settings
from nlp.coder import Coder, Report

FAST = Settings("fast", processes=1)


def rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_two_processes_write_the_bytes_of_one(reports, tmp_path):
    one = code_files(reports, tmp_path / "one.jsonl", FAST)
    two = code_files(reports, tmp_path / "two.jsonl", Settings("fast", processes=2))
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()
    assert (one.reports, one.failed) == (two.reports, two.failed) == (150, 0)
    assert one.findings == sum(len(row["findings"]) for row in rows(tmp_path / "one.jsonl")) > 300


def test_findings_are_those_of_the_coder_with_their_words(reports, tmp_path):
    code_files(reports, tmp_path / "out.jsonl", FAST)
    texts = {document.id: document.text for document in read_documents(reports)}
    coder = Coder.load("fast")
    for row in rows(tmp_path / "out.jsonl")[:10]:
        expected = coder.code(Report(row["id"], texts[row["id"]], date="2023-05-16"))
        assert [(f["start"], f["kind"], f["assertion"]) for f in row["findings"]] == [
            (f.start, f.kind, f.assertion) for f in expected
        ]
        assert all(texts[row["id"]][f["start"] : f["end"]] == f["words"] for f in row["findings"])


def test_a_report_without_a_date_has_that_of_its_heading(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text("RCP du 06/02/2024\nNé le 01/03/1950\n\nTEP du 30/01 : pas de métastase.")
    (folder / "b.txt").write_text("TEP du 30/01.")
    code_files(folder, tmp_path / "out.jsonl", FAST)
    dated, undated = rows(tmp_path / "out.jsonl")
    assert dated["report_date"] == "2024-02-06"
    assert {f["date"] for f in dated["findings"]} == {"2024-01-30"}
    assert "report_date" not in undated
    assert "date" not in undated["findings"][0]


def test_what_fails_is_told_and_the_others_go_on(tmp_path):
    source = tmp_path / "r.jsonl"
    source.write_text('{"id": "a", "text": "IRM"}\n{"id": "b", "text": 3}\n{"id": "c", "text": "TDM"}\n')
    result = code_files(source, tmp_path / "out.jsonl", FAST)
    assert (result.reports, result.failed) == (3, 1)
    assert [row["id"] for row in rows(tmp_path / "out.jsonl")] == ["a", "c"]
    assert rows(tmp_path / "out.jsonl.failed.jsonl") == [{"id": "b", "place": "r.jsonl:2", "reason": "no text"}]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.jsonl", "out.jsonl.failed.jsonl", "r.jsonl"]


def test_a_coder_that_fails_names_the_place_and_never_the_words():
    class Broken(Coder):
        def code(self, report):
            raise ValueError(report.text)

    coder = Broken.__new__(Broken)
    reason = code_safely(coder, Report("1", "Mme SECRET"))
    assert isinstance(reason, str)
    assert reason.startswith("ValueError in the coder at code:")
    assert "SECRET" not in reason


def test_the_cache_answers_as_the_coder_does_and_holds_no_text(reports, tmp_path):
    cache = tmp_path / "cache.sqlite"
    code_files(reports, tmp_path / "one.jsonl", FAST, cache)
    code_files(reports, tmp_path / "two.jsonl", FAST, cache)
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()
    content = b"".join(path.read_bytes() for path in tmp_path.glob("cache.sqlite*"))
    for words in ("Dossier", "Cisplatine", "infiltrant", "reports.jsonl", "r149"):
        assert words.encode() not in content


def test_the_cache_is_asked_before_the_coder(tmp_path):
    cache = FindingCache(tmp_path / "cache.sqlite", "x")
    document = Document("1", "cisplatine", "")
    cache.put(document, ())
    [(_, findings)] = code_documents([document], FAST, cache)
    assert findings == ()


def test_a_cache_that_is_no_cache_is_refused(tmp_path):
    (tmp_path / "cache").write_bytes(b"no database at all, but long enough to be read as one" * 40)
    with pytest.raises(EnvironmentFailed, match="cache"):
        FindingCache(tmp_path / "cache", "x")


def test_min_confidence_leaves_out_what_is_below_it(reports, tmp_path):
    code_files(reports, tmp_path / "all.jsonl", FAST)
    code_files(reports, tmp_path / "some.jsonl", Settings("fast", min_confidence=0.93, processes=1))
    kept = [f for row in rows(tmp_path / "all.jsonl") for f in row["findings"] if f["confidence"] >= 0.93]
    assert kept == [f for row in rows(tmp_path / "some.jsonl") for f in row["findings"]]


def test_parquet_out_holds_a_row_for_each_finding(reports, tmp_path):
    result = code_files(reports, tmp_path / "out.parquet", FAST)
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.num_rows == result.findings
    assert set(table["report_id"].to_pylist()) <= {f"r{n}" for n in range(150)}


def test_set_aside_documents_keep_their_place_in_the_order():
    items = [Document("1", "TDM", ""), SetAside("2", "", "no text"), Document("3", "IRM", "")]
    coded = list(code_documents(items, FAST))
    assert [item.id if isinstance(item, SetAside) else item[0].id for item in coded] == ["1", "2", "3"]


def test_an_estimate_counts_without_writing(reports, tmp_path):
    found = estimate(reports, FAST)
    assert found.reports == count_documents(reports) == 150
    assert found.seconds is not None
    assert found.seconds > 0
    assert [path.name for path in tmp_path.iterdir()] == ["reports.jsonl"]


ODD = (
    "",
    " \n\t\r\n",
    "\u202eמטופל עם סרטן ריאה\u202c",
    "Ã©tat gÃ©nÃ©ral conservÃ©",
    "é" * 10_000,
    "(" * 5000,
    "\ufeff\x0c",
)


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_are_coded_or_left_without_findings(text):
    [(document, findings)] = code_documents([Document("1", text, "")], FAST)
    assert all(0 <= f.start < f.end <= len(document.text) for f in findings)


@pytest.mark.deep
def test_ten_megabytes_are_coded():
    line = "TDM thoracique : pas de métastase hépatique. Cisplatine.\n"
    text = line * (10_000_000 // len(line))
    [(_, findings)] = code_documents([Document("1", text, "")], FAST)
    drugs = [f for f in findings if f.kind == "drug"]
    assert len(drugs) == 10_000_000 // len(line)
    assert {text[f.start : f.end] for f in drugs} == {"Cisplatine"}


@pytest.mark.deep
def test_a_ray_cluster_of_two_nodes_writes_the_same_bytes(reports, tmp_path):
    ray = pytest.importorskip("ray", reason="Ray is not installed (extra `cluster`)")
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    cluster.add_node(num_cpus=1)
    ray.init(address=cluster.address, log_to_driver=False)
    try:
        assert len([node for node in ray.nodes() if node["Alive"]]) == 2
        code_files(reports, tmp_path / "ray.jsonl", Settings("fast", engine="ray", processes=2))
    finally:
        ray.shutdown()
        cluster.shutdown()
    code_files(reports, tmp_path / "local.jsonl", FAST)
    assert (tmp_path / "ray.jsonl").read_bytes() == (tmp_path / "local.jsonl").read_bytes()
