"""MEDS in and out: what is written is valid by the `meds` package, and comes back as the same events."""

from __future__ import annotations

import datetime as dt
import hashlib
import importlib.metadata
import json
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from meds import schema as meds_schema
from meds.schema import CodeMetadataSchema, DataSchema, DatasetMetadataSchema, SubjectSplitSchema

from medomics_ehr.adapters.meds import shards
from medomics_ehr.adapters.meds.columns import CODES, CORE, DATA, DATASET, MEDS_VERSION, SUBJECT_SPLITS, arrow_schemas
from medomics_ehr.adapters.meds.export import export_meds
from medomics_ehr.adapters.meds.generate_arrow_schemas import encoded_schemas
from medomics_ehr.adapters.meds.load import load_meds
from medomics_ehr.adapters.meds.write import write_dataset
from medomics_ehr.errors import InputRefused
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

EVENTS = [
    (1, None, "GENDER//female", None, None),
    (1, dt.datetime(1957, 11, 3), "MEDS_BIRTH", None, None),
    (1, dt.datetime(2022, 9, 12, 14, 30), "ICD10//C34.1", None, None),
    (1, dt.datetime(2022, 9, 13), "LOINC//718-7", 12.5, None),
    (1, dt.datetime(2022, 9, 13), "LOINC//718-7", 12.5, None),
    (1, dt.datetime(2023, 4, 1), "MEDS_DEATH", None, None),
    (2, dt.datetime(2022, 1, 1, 8), "NOTE//CR", None, "words"),
]


def table(events: list[tuple[Any, ...]]) -> pa.Table:
    names = ("subject_id", "time", "code", "numeric_value", "text_value")
    columns = dict(zip(names, zip(*events, strict=True), strict=True))
    return pa.table(columns, schema=pa.schema([DataSchema.schema().field(name) for name in names]))


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    folder = tmp_path / "meds"
    (folder / "data" / "train").mkdir(parents=True)
    (folder / "metadata").mkdir()
    pq.write_table(table(EVENTS), folder / "data" / "train" / "0.parquet")
    codes = {"code": ["ICD10//C34.1"], "description": ["upper lobe"], "parent_codes": [None]}
    pq.write_table(pa.table(codes, schema=CodeMetadataSchema.schema()), folder / "metadata" / "codes.parquet")
    return folder


def rows(workspace: Workspace, query: str) -> list[dict[str, Any]]:
    return Record.of(workspace).frame(sa.text(query)).to_dict("records")


@pytest.fixture(params=["duckdb", "postgresql"])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Workspace:
    url = "duckdb" if request.param == "duckdb" else request.getfixturevalue("postgresql_url")
    return Workspace.create(tmp_path / "project", url=url)


def test_events_and_persons_are_taken(project: Workspace, dataset: Path) -> None:
    account = load_meds(project, dataset)
    assert (account.read, account.count("loaded")) == (7, 7)
    persons = rows(project, "SELECT person_id, gender_concept_id AS g, year_of_birth AS y FROM cdm.person ORDER BY 1")
    assert persons == [{"person_id": 1, "g": 8532, "y": 1957}, {"person_id": 2, "g": 0, "y": 0}]
    assert rows(project, "SELECT CAST(death_date AS VARCHAR) AS d FROM cdm.death") == [{"d": "2023-04-01"}]
    diagnosis = rows(project, "SELECT * FROM medomics.event WHERE code = 'ICD10//C34.1'")[0]
    assert (diagnosis["time_precision"], diagnosis["available_at"]) == ("second", dt.datetime(2022, 9, 12, 14, 30))
    laboratory = rows(project, "SELECT * FROM medomics.event WHERE code = 'LOINC//718-7'")
    assert len(laboratory) == 2
    assert laboratory[0]["available_at"] == dt.datetime(2022, 9, 13, 23, 59, 59, 999999)
    displays = rows(project, "SELECT code, display FROM medomics.code_display")
    assert displays == [{"code": "ICD10//C34.1", "display": "upper lobe"}]


def test_loading_twice_changes_nothing_and_a_changed_subject_is_replaced(project: Workspace, dataset: Path) -> None:
    load_meds(project, dataset)
    assert load_meds(project, dataset).count("unchanged") == 7
    changed = [event for event in EVENTS if event[2] != "ICD10//C34.1"]
    pq.write_table(table(changed), dataset / "data" / "train" / "0.parquet")
    account = load_meds(project, dataset)
    assert (account.count("loaded"), account.count("unchanged")) == (5, 1)
    assert rows(project, "SELECT count(*) AS n FROM medomics.event") == [{"n": 6}]
    assert rows(project, "SELECT count(*) AS n FROM cdm.person") == [{"n": 2}]


def test_what_is_written_is_valid_and_comes_back(project: Workspace, dataset: Path, tmp_path: Path) -> None:
    load_meds(project, dataset)
    written = export_meds(project, tmp_path / "out")
    assert (written.subjects, written.events) == (2, 7)
    files = sorted((tmp_path / "out" / "data").rglob("*.parquet"))
    assert len(files) == written.files
    for path in files:
        DataSchema.validate(pq.read_table(path, partitioning=None))
    metadata = tmp_path / "out" / "metadata"
    codes = pq.read_table(metadata / "codes.parquet")
    CodeMetadataSchema.validate(codes)
    parents = dict(zip(codes["code"].to_pylist(), codes["parent_codes"].to_pylist(), strict=True))
    assert set(parents) == {event[2] for event in EVENTS} | {"ICD10//C34"}
    assert (parents["ICD10//C34.1"], parents["ICD10//C34"]) == (["ICD10//C34"], None)
    splits = pq.read_table(metadata / "subject_splits.parquet")
    SubjectSplitSchema.validate(splits)
    described = dict(splits.to_pydict())
    for subject, split in zip(described["subject_id"], described["split"], strict=True):
        assert subject in pq.read_table(tmp_path / "out" / "data" / split)["subject_id"].to_pylist()
    DatasetMetadataSchema.validate(json.loads((metadata / "dataset.json").read_text()))

    again = Workspace.create(tmp_path / "again")
    load_meds(again, tmp_path / "out")
    query = "SELECT subject_id, time, code, numeric_value, text_value, assertion, available_at, time_precision "
    query += "FROM medomics.event ORDER BY 1, 2, 3"
    assert str(rows(again, query)) == str(rows(project, query))


def test_only_present_and_dated_facts_go_out(workspace: Workspace, dataset: Path, tmp_path: Path) -> None:
    load_meds(workspace, dataset)
    with Record.of(workspace).write() as connection:
        for assertion, at in (("absent", "'2022-01-01'"), ("historical", "NULL"), ("present", "NULL")):
            connection.execute(
                sa.text(
                    "INSERT INTO medomics.event (subject_id, time, code, assertion, time_precision, source_table, "
                    f"source_id) VALUES (1, {at}, 'ICD10//C50.9', '{assertion}', 'day', 'finding', 1)"
                )
            )
    written = export_meds(workspace, tmp_path / "out")
    assert (written.events, written.left_out) == (7, {"absent": 1, "historical": 1, "undated": 1})
    written = export_meds(workspace, tmp_path / "all", ("present", "absent"))
    assert written.events == 8


def test_rows_without_subject_or_code_are_quarantined(workspace: Workspace, dataset: Path) -> None:
    broken = table([*EVENTS, (2, None, "X", None, None)]).to_pydict()
    broken["subject_id"][0], broken["code"][1] = None, None
    pq.write_table(pa.table(broken), dataset / "data" / "train" / "0.parquet")
    account = load_meds(workspace, dataset)
    assert (account.read, account.count("quarantined")) == (8, 2)
    told = rows(workspace, "SELECT line, element FROM medomics.quarantine ORDER BY line")
    assert told == [{"line": 1, "element": "subject_id"}, {"line": 2, "element": "code"}]


@pytest.mark.parametrize("column", ["subject_id", "time", "code"])
def test_a_shard_without_a_column_of_meds_is_refused(workspace: Workspace, dataset: Path, column: str) -> None:
    pq.write_table(table(EVENTS).drop_columns([column]), dataset / "data" / "train" / "0.parquet")
    with pytest.raises(InputRefused, match=column):
        load_meds(workspace, dataset)


def test_an_empty_or_broken_dataset_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="no Parquet"):
        load_meds(workspace, tmp_path)
    (tmp_path / "0.parquet").write_bytes(b"PAR1 cut")
    with pytest.raises(InputRefused, match="no whole Parquet"):
        load_meds(workspace, tmp_path)


@settings(deadline=None)
@given(sizes=st.lists(st.integers(1, 9), min_size=1, max_size=12), limit=st.integers(1, 12))
def test_a_subject_lies_in_one_shard_of_the_split_its_id_asks_for(sizes: list[int], limit: int) -> None:
    events = [(subject, None, f"C{n}", None, None) for subject, size in enumerate(sizes) for n in range(size)]
    with (
        tempfile.TemporaryDirectory() as folder,
        duckdb.connect() as memory,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(shards, "SHARD_EVENTS", limit)
        memory.register("given", table(events))
        memory.execute("CREATE SCHEMA medomics; CREATE VIEW medomics.code_display AS SELECT '' AS code, '' AS display")
        columns = "*, CAST(NULL AS VARCHAR) AS unit, 0 AS source_id"
        memory.execute(f"CREATE TABLE medomics.event AS SELECT {columns} FROM given")
        written = write_dataset(memory, Path(folder), ("unit",))
        files = sorted((Path(folder) / "data").rglob("*.parquet"))
        found = {path: pq.read_table(path, partitioning=None)["subject_id"].to_pylist() for path in files}
    assert (written.files, written.events, written.subjects) == (len(files), len(events), len(sizes))
    assert sorted(subject for file in found.values() for subject in file) == [event[0] for event in events]
    assert sum(len(set(file)) for file in found.values()) == len(sizes)
    for path, subjects in found.items():
        assert subjects == sorted(subjects)
        assert {split_by_digest(subject) for subject in subjects} == {path.parent.name}
        assert len(subjects) - subjects.count(subjects[-1]) < limit


def split_by_digest(subject: int) -> str:
    """80, 10 and 10 % of the subjects, by the first 64 bits of the MD5 of the id."""
    share = int(hashlib.md5(str(subject).encode()).hexdigest()[:16], 16) / 2**64
    return "train" if share < 0.8 else "tuning" if share < 0.9 else "held_out"


def test_columns_files_and_schemas_are_those_of_the_meds_package() -> None:
    assert arrow_schemas() == encoded_schemas()
    assert importlib.metadata.version("meds") == MEDS_VERSION
    assert tuple(CORE) == tuple(DataSchema.schema().names)
    assert (meds_schema.data_subdirectory, meds_schema.code_metadata_filepath) == (DATA, CODES)
    assert (meds_schema.subject_splits_filepath, meds_schema.dataset_metadata_filepath) == (SUBJECT_SPLITS, DATASET)
    assert list(shards.SPLITS) == [meds_schema.train_split, meds_schema.tuning_split, meds_schema.held_out_split]


def test_parents_come_from_the_spelling_and_from_the_vocabulary(workspace: Workspace, tmp_path: Path) -> None:
    """An invented vocabulary: an ingredient above a drug, and a code that maps to a standard one."""
    folder = tmp_path / "in"
    folder.mkdir()
    day = dt.datetime(2020, 1, 1)
    codes = ["ATC//L01FF02", "ICD10//J96.00", "STAGE//IIIA", "RXNORM//2", "NDC//1", "LOCAL//x"]
    pq.write_table(table([(1, day, code, None, None) for code in codes]), folder / "0.parquet")
    load_meds(workspace, folder)
    concepts = [(1, "NDC", "1"), (2, "RxNorm", "2"), (3, "RxNorm", "3")]
    dates = "DATE '1970-01-01', DATE '2099-12-31'"
    with Record.of(workspace).write() as connection:
        for number, vocabulary, code in concepts:
            connection.execute(
                sa.text(
                    "INSERT INTO cdm.concept (concept_id, concept_name, domain_id, vocabulary_id, concept_class_id, "
                    "concept_code, valid_start_date, valid_end_date) "
                    f"VALUES ({number}, 'invented', 'Drug', '{vocabulary}', 'c', '{code}', {dates})"
                )
            )
        connection.execute(sa.text("INSERT INTO cdm.concept_ancestor VALUES (3, 2, 1, 1), (2, 2, 0, 0)"))
        connection.execute(
            sa.text(
                "INSERT INTO cdm.concept_relationship (concept_id_1, concept_id_2, relationship_id, valid_start_date, "
                f"valid_end_date) VALUES (1, 2, 'Maps to', {dates}), (2, 2, 'Maps to', {dates})"
            )
        )
    export_meds(workspace, tmp_path / "out")
    written = pq.read_table(tmp_path / "out" / CODES)
    CodeMetadataSchema.validate(written)
    parents = dict(zip(written["code"].to_pylist(), written["parent_codes"].to_pylist(), strict=True))
    assert {code: parents[code] for code in codes} == {
        "ATC//L01FF02": ["ATC//L01FF"],
        "ICD10//J96.00": ["ICD10//J96.0"],
        "STAGE//IIIA": ["STAGE//III"],
        "RXNORM//2": ["RXNORM//3"],
        "NDC//1": ["RXNORM//2"],
        "LOCAL//x": None,
    }
    assert [parents[f"ATC//{up}"] for up in ("L01FF", "L01F", "L01")] == [["ATC//L01F"], ["ATC//L01"], ["ATC//L"]]


def test_a_sources_own_parents_and_splits_are_given_back(workspace: Workspace, dataset: Path, tmp_path: Path) -> None:
    codes = {"code": ["NOTE//CR"], "description": [None], "parent_codes": [["NOTE"]]}
    pq.write_table(pa.table(codes, schema=CodeMetadataSchema.schema()), dataset / CODES)
    splits = {"subject_id": [1, 2], "split": ["tuning", "../../outside"]}
    pq.write_table(pa.table(splits, schema=SubjectSplitSchema.schema()), dataset / SUBJECT_SPLITS)
    load_meds(workspace, dataset)
    load_meds(workspace, dataset)
    export_meds(workspace, tmp_path / "out")
    written = pq.read_table(tmp_path / "out" / SUBJECT_SPLITS).to_pydict()
    placed = dict(zip(written["subject_id"], written["split"], strict=True))
    assert placed[1] == "tuning"
    assert placed[2] in {"train", "tuning", "held_out"}, "a name that leads out of the folder is not taken over"
    out = pq.read_table(tmp_path / "out" / CODES)
    assert dict(zip(out["code"].to_pylist(), out["parent_codes"].to_pylist(), strict=True))["NOTE//CR"] == ["NOTE"]
