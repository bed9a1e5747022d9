"""From a real record to a data set, a model and predictions, on DuckDB and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from fusion.bundle import load_bundle
from fusion.config import FusionConfig, IndexRule
from fusion.figures import FIGURES
from fusion.follow_up import doubts
from fusion.study import dataset_of, evaluate_study, fit_study, knows_its_patients, predict_study
from medomics_ehr.cohort import saved
from medomics_ehr.cohort.definition import CodeSet, Definition, Facts, Has, Rule
from medomics_ehr.contracts import EVENT_SCHEMA, FeatureColumn, read_predictions
from medomics_ehr.errors import InputRefused
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace
from omics.table import KEYS, OmicsTable

SUBJECTS = 80
DIAGNOSIS = pd.Timestamp("2022-03-01 09:00")
CONFIG = FusionConfig(
    name="lung",
    index=IndexRule(codes=("ICD10//C34",), after_days=30),
    blocks=("ehr", "text", "radiomics"),
    horizon_days=365,
    l1_shares=(0.0,),
    folds=3,
    repeats=1,
    inner_folds=3,
    bootstraps=10,
)


def _event(subject: int, code: str, day: int, known: int | None = None, **more: object) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(EVENT_SCHEMA.names)
    row.update(subject_id=subject, code=code, assertion="present", time_precision="second", confidence=1.0)
    row.update(source_table="observation", source_id=subject, time=DIAGNOSIS + pd.Timedelta(days=day))
    row.update(available_at=DIAGNOSIS + pd.Timedelta(days=day if known is None else known), **more)
    return row


def _fill(workspace: Workspace) -> None:
    """Patients whose survival a laboratory value, a stage in a report and a texture decide."""
    random = np.random.default_rng(0)
    signal = random.normal(size=(SUBJECTS, 3))
    days = np.ceil(400 * random.exponential(np.exp(-signal.sum(axis=1)))).clip(1, 1500).astype(int)
    events, persons, deaths, images = [], [], [], []
    for k in range(SUBJECTS):
        subject = 1000 + k
        born = 1950 + k % 20 if k else 0
        persons.append({"person_id": subject, "gender_concept_id": 8507 + 25 * (k % 2), "year_of_birth": born,
                        "race_concept_id": 0, "ethnicity_concept_id": 0})  # fmt: skip
        events.append(_event(subject, "ICD10//C34.1", 0))
        events.append(_event(subject, "LOINC//1988-5", 10, numeric_value=float(signal[k, 0]), unit="mg/L"))
        events.append(_event(subject, "LOINC//1988-5", 20, known=45, numeric_value=99.0, unit="mg/L"))
        if k % 8:
            stage = "STAGE//" + ("I", "II", "III", "IV")[int(np.clip(np.round(signal[k, 1] + 1.5), 0, 3))]
            events.append(_event(subject, stage, 5, note_id=subject))
        events.append(_event(subject, "SNOMED//dying", 30 + min(int(days[k]), 900) - 1))
        events.append(_event(subject, "LOCAL//contact", 30 + min(int(days[k]), 900)))
        if days[k] <= 900:
            deaths.append(
                {"person_id": subject, "death_date": (DIAGNOSIS + pd.Timedelta(days=30 + int(days[k]))).date()}
            )
        images.append((subject, DIAGNOSIS, DIAGNOSIS + pd.Timedelta(days=1), subject, float(signal[k, 2])))
    record = Record.of(workspace)
    record.create()
    with record.write() as connection:
        connection.execute(tables.metadata.tables["cdm.person"].insert(), persons)
        connection.execute(tables.metadata.tables["cdm.death"].insert(), deaths)
        connection.execute(tables.event.insert(), events)
        connection.execute(tables.code_display.insert(), [{"code": "ICD10//C34.1", "display": "Lung cancer"}])
    frame = pd.DataFrame(images, columns=[*KEYS, "CT_texture"])
    OmicsTable("radiomics", frame, (FeatureColumn("CT_texture", "radiomics"),)).write(workspace)


@pytest.fixture(params=["duckdb", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Workspace:
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else "duckdb"
    workspace = Workspace.create(tmp_path / "w", url=url)
    _fill(workspace)
    return workspace


def test_the_data_set_holds_what_was_known_and_how_it_ended(filled: Workspace) -> None:
    data = dataset_of(filled, CONFIG)
    ehr = data.blocks["ehr"].values
    assert len(data) == SUBJECTS
    assert (data.index["index_date"].dt.normalize() == pd.Timestamp("2022-03-31")).all()
    # The second value was measured before the index and issued after it.
    assert ehr["LOINC//1988-5 [mg/L]"].max() < 50
    assert "SNOMED//dying" not in ehr
    assert set(ehr["male"]) == {0.0, 1.0}
    assert ehr["age"].isna().sum() == 1, "nobody knows the year in which the first was born"
    assert ehr["age"].dropna().between(52, 73).all()
    assert data.blocks["text"].present.sum() == SUBJECTS - SUBJECTS // 8
    assert data.event.sum() == len(Record.of(filled).frame(sa.text("SELECT * FROM cdm.death")))
    assert data.time.min() >= 1
    assert data.time[data.event == 0].max() == 900


def test_evaluate_fit_and_predict(filled: Workspace) -> None:
    data = dataset_of(filled, CONFIG)
    result = evaluate_study(filled, CONFIG, data=data, processes=1)
    assert result.score("late").c_index.value > 0.65
    folder = fit_study(filled, CONFIG, data=data, processes=1)
    assert {path.name for path in folder.iterdir()} == {
        "model.json",
        "weights.safetensors",
        "dictionary.parquet",
        "MODEL_CARD.md",
        *FIGURES,
    }
    assert all((folder / name).read_bytes()[:8] == b"\x89PNG\r\n\x1a\n" for name in FIGURES)
    card = (folder / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert f"{result.score('late').c_index.value:.3f}" in card
    path, predictions = predict_study(filled, CONFIG)
    assert read_predictions(pd.read_parquet(path)) == predictions
    assert len(predictions) == SUBJECTS
    assert all(one.in_training for one in predictions)
    for one in predictions:
        assert 0 <= one.low <= one.risk <= one.high <= 1
        assert set(one.contributions) == set(CONFIG.blocks)
    by_subject = {one.subject_id: one for one in predictions}
    assert by_subject[1000].reason == "blocks missing: text"
    assert not by_subject[1000].abstained


def test_what_is_said_of_a_training_patient_does_not_know_their_outcome(tmp_path: Path) -> None:
    """Only the patient's own survival is changed, and nothing else: a forecast cannot tell."""
    workspace = Workspace.create(tmp_path / "w")
    _fill(workspace)
    data = dataset_of(workspace, CONFIG)
    risks = []
    row = int(np.flatnonzero(data.event == 1)[0])
    for days in (1.0, 899.0):
        time = data.time.copy()
        time[row] = days
        fit_study(workspace, CONFIG, data=replace(data, time=time), processes=1)
        risks.append(predict_study(workspace, CONFIG, data=data)[1])
    early, late = risks
    assert early[row].risk == late[row].risk
    assert early[row].top_features == late[row].top_features
    assert any(a.risk != b.risk for a, b in zip(early, late, strict=True)), "others learnt from the patient"
    assert knows_its_patients(workspace, CONFIG)
    (workspace.path("models", "lung.training.parquet")).unlink()
    assert not knows_its_patients(workspace, CONFIG)
    assert not any(one.in_training for one in predict_study(workspace, CONFIG, data=data)[1])


def test_no_model_is_there_without_the_list_of_its_patients(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fit is cut off while it writes the list: nobody of it can pass for a new patient."""
    workspace = Workspace.create(tmp_path / "w")
    _fill(workspace)
    data = dataset_of(workspace, CONFIG)

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("fusion.study.write_training", full)
    with pytest.raises(OSError, match="no space"):
        fit_study(workspace, CONFIG, data=data, processes=1)
    with pytest.raises(InputRefused, match="fit the model"):
        predict_study(workspace, CONFIG, data=data)


def test_a_patient_that_came_later_gets_the_model_itself(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "w")
    _fill(workspace)
    data = dataset_of(workspace, CONFIG)
    fit_study(workspace, CONFIG, data=data.take(np.arange(1, SUBJECTS)), processes=1)
    _, predictions = predict_study(workspace, CONFIG, data=data)
    assert [one.subject_id for one in predictions if not one.in_training] == [1000]
    model = load_bundle(workspace.path("models", "lung")).model
    assert predictions[0].risk == pytest.approx(float(model.risk(model.log_risk(data), 365)[0]))


def test_an_index_rule_reads_displays_too(filled: Workspace) -> None:
    named = CONFIG.model_copy(update={"index": IndexRule(displays=("lung CANCER",), after_days=30)})
    assert len(dataset_of(filled, named)) == SUBJECTS


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"index": IndexRule(codes=("ICD10//C99",))}, "nobody has an index date"),
        ({"cohort": "none"}, "no saved cohort"),
        ({"blocks": ("ehr", "genomics")}, "omics/genomics.parquet: not there yet"),
        ({"index": IndexRule(codes=("ICD10//C34",), after_days=9000)}, "no subject has a day of follow-up"),
    ],
)
def test_what_cannot_be_built_says_why(tmp_path: Path, change: dict[str, object], words: str) -> None:
    workspace = Workspace.create(tmp_path / "w")
    _fill(workspace)
    with pytest.raises(InputRefused, match=words):
        dataset_of(workspace, CONFIG.model_copy(update=change))


def _observe(workspace: Workspace, days_of: dict[int, int]) -> None:
    """Give these subjects an observation period that ends so many days after the diagnosis."""
    rows = [
        {"observation_period_id": subject, "person_id": subject, "observation_period_start_date": DIAGNOSIS.date(),
         "observation_period_end_date": (DIAGNOSIS + pd.Timedelta(days=days)).date(), "period_type_concept_id": 32817}
        for subject, days in days_of.items()
    ]  # fmt: skip
    with Record.of(workspace).write() as connection:
        connection.execute(tables.metadata.tables["cdm.observation_period"].insert(), rows)


def test_the_living_are_followed_to_the_end_of_their_observation(filled: Workspace) -> None:
    """As `cohort survival` does: people without a contact after the index are alive, not out of the study."""
    alive = set(range(1000, 1000 + SUBJECTS)) - set(
        Record.of(filled).frame(sa.text("SELECT person_id FROM cdm.death"))["person_id"]
    )
    with Record.of(filled).write() as connection:
        late = tables.event.c.time > DIAGNOSIS + pd.Timedelta(days=30)
        connection.execute(sa.delete(tables.event).where(late, tables.event.c.subject_id.in_(alive)))
    lost = dataset_of(filled, CONFIG)
    assert (len(lost), lost.account["not followed after the index"]) == (SUBJECTS - len(alive), len(alive))
    assert doubts(lost, 365)[0].startswith(f"all {SUBJECTS - len(alive)} subjects died")
    _observe(filled, dict.fromkeys(alive, 1030))
    data = dataset_of(filled, CONFIG)
    assert len(data) == SUBJECTS
    assert set(data.time[data.event == 0]) == {1000.0}
    assert not doubts(data, 365)


def test_the_account_begins_with_the_cohort(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "w")
    _fill(workspace)
    people = pd.DataFrame({"subject_id": [*range(1000, 1040), 7, 8], "index_date": DIAGNOSIS, "censored_at": pd.NaT})
    types = {"subject_id": "int64", "index_date": "datetime64[us]", "censored_at": "datetime64[us]"}
    definition = Definition("made", (Rule("made", Has(Facts(CodeSet("", ())))),))
    saved.save(workspace, "lung", definition, people.astype(types))
    data = dataset_of(workspace, CONFIG.model_copy(update={"cohort": "lung"}))
    assert dict(data.account) == {
        "cohort": 42,
        "no index date": 2,
        "index dates": 40,
        "died by the index day": 0,
        "not followed after the index": 0,
        "kept": 40,
    }


def test_a_horizon_that_nobody_reached_is_refused(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "w")
    _fill(workspace)
    far = CONFIG.model_copy(update={"horizon_days": 20000})
    for study in (evaluate_study, fit_study):
        with pytest.raises(InputRefused, match="nobody was followed for longer than 900 days"):
            study(workspace, far, processes=1)
