"""What drove a prediction, in words with the patient's value, and the facts and sentences behind it."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace

import pandas as pd
import pytest
import sqlalchemy as sa

from apps.review.service.driver_evidence import sources
from apps.review.service.drivers import drivers
from medomics_ehr.contracts import FeatureColumn, FeatureContribution, Prediction, dictionary_frame
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace
from nlp.batch.record_notes import code_notes
from nlp.batch.settings import Settings
from omics.table import KEYS, OmicsTable

TEXT = "Stade IV (cT3 N0 M1) <b>relu."
INDEX = dt.datetime(2023, 5, 16)
NOTE = 2**62 + 1


def feature(column: str, modality: str, value: float | None, contribution: float = 0.1) -> FeatureContribution:
    return FeatureContribution(column, modality, value, contribution)


def prediction(*features: FeatureContribution) -> Prediction:
    return Prediction(7, INDEX, "lung-os-0123456789ab", 730, 0.4, 0.3, 0.5, {"ehr": 0.1}, features)


@pytest.fixture
def filled(workspace: Workspace) -> Workspace:
    record = Record.of(workspace)
    record.create()
    note = {"note_id": NOTE, "subject_id": 7, "note_date": INDEX, "available_at": INDEX, "text": TEXT}
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    base = {"subject_id": 7, "assertion": "present", "time_precision": "day", "confidence": 1.0, "unit": "mm[Hg]"}
    pressures = [
        {**base, "code": "LOINC//8480-6", "numeric_value": value, "source_table": "measurement", "source_id": key,
         "time": INDEX + dt.timedelta(days=day), "available_at": INDEX + dt.timedelta(days=day)}
        for key, (value, day) in enumerate([(146.0, -3), (150.0, -9), (199.0, 1)])
    ]  # fmt: skip
    shown = [("LOINC//8480-6", "Systolic blood pressure"), ("SNOMED//13645005", "Chronic obstructive lung disease")]
    with record.write() as connection:
        connection.execute(sa.insert(tables.note_text), note | {"sha256": sha256, "language": "fr"})
        connection.execute(sa.insert(tables.event), pressures)
        connection.execute(sa.insert(tables.code_display), [{"code": c, "display": d} for c, d in shown])
    code_notes(workspace, Settings("fast", processes=1))
    samples = pd.DataFrame([(7, INDEX, INDEX, 3, 0.0), (7, INDEX, INDEX + dt.timedelta(days=9), 4, 1.0)],
                           columns=[*KEYS, "mutated_PIK3CA"])  # fmt: skip
    OmicsTable("genomics", samples, (FeatureColumn("mutated_PIK3CA", "genomics"),)).write(workspace)
    folder = workspace.path("models", "lung-os")
    folder.mkdir(parents=True)
    column = FeatureColumn("ATC//R03BB", "ehr", source_codes="ATC//R03BB04")
    dictionary_frame([column]).to_parquet(folder / "dictionary.parquet")
    with record.write() as connection:
        connection.execute(sa.insert(tables.code_display), {"code": "ATC//R03BB04", "display": "tiotropium"})
    return workspace


def test_each_driver_says_the_patients_own_value(filled: Workspace) -> None:
    found = drivers(
        filled,
        prediction(
            feature("mutated_PIK3CA", "genomics", 0.0, 0.2),
            feature("mutated_TP53", "genomics", 1.0, -0.3),
            feature("LOINC//8480-6 [mm[Hg]]", "ehr", 146.0, 0.01),
            feature("SNOMED//13645005", "ehr", 0.0, 0.02),
            feature("ATC//R03BB", "ehr", 1.0, 0.03),
            feature("stage_group", "ehr", 4.0, 0.05),
            feature("stage_group", "text", 4.0, 0.04),
            feature("BIOMARKER//ERBB2=1+", "text", 1.0, 0.005),
            feature("planned TREATMENT//chemotherapy", "text", 1.0, 0.004),
            feature("age", "ehr", 66.7, 0.003),
            feature("male", "ehr", 0.0, 0.002),
            feature("CT_original_shape_Flatness", "radiomics", None, 0.001),
        ),
    )
    assert [one.label for one in found] == [
        "TP53 mutated: yes (genomics)",
        "PIK3CA mutated: no (genomics)",
        "stage: IV (ehr)",
        "stage: IV (text)",
        "tiotropium: yes (ehr)",
        "Chronic obstructive lung disease: no (ehr)",
        "Systolic blood pressure: 146 mm[Hg] (ehr)",
        "biomarker ERBB2 1+: yes (text)",
        "planned chemotherapy: yes (text)",
        "age: 67 years (ehr)",
        "sex: female (ehr)",
        "CT original shape Flatness: not known (radiomics)",
    ]


def test_a_driver_leads_to_its_sentence(filled: Workspace) -> None:
    one = prediction(feature("tnm_t", "text", 3.0), feature("stage_group", "text", 4.0))
    for driver, words in zip(drivers(filled, one), ("cT3", "Stade IV"), strict=True):
        (source,) = sources(filled, one, driver)
        assert f">{words}</mark>" in source.html()
        assert source.html().startswith("2023-05-16 · ")
        assert "&lt;b&gt;relu" in source.html(), "a report's own markup stays text"


def test_only_what_was_known_on_the_index_day_is_evidence(filled: Workspace) -> None:
    one = prediction(feature("LOINC//8480-6 [mm[Hg]]", "ehr", 146.0), feature("mutated_PIK3CA", "genomics", 0.0))
    pressure, gene = drivers(filled, one)
    assert [source.when for source in sources(filled, one, pressure)] == ["2023-05-13", "2023-05-07"]
    assert [source.what for source in sources(filled, one, gene)] == ["sample 3: 0"]
    earlier = replace(one, index_date=INDEX - dt.timedelta(days=30))
    assert sources(filled, earlier, pressure) == []
