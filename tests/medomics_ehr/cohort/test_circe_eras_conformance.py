"""The end of a continuous exposure as OHDSI's compiler has it, where its offset bridges the gap between two exposures.

Expected spell: the SQL that ohdsi-circepy 0.3.0 writes for phenotype 1396 (gap 0, offset 90 days), run on these rows.
"""

from __future__ import annotations

import datetime as dt

from medomics_ehr.cohort.readers.circe import cohort_spells
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record

DRUG = 1
EXPRESSION = {
    "ConceptSets": [{"id": 1, "expression": {"items": [{"concept": {"CONCEPT_ID": DRUG}}]}}],
    "PrimaryCriteria": {
        "CriteriaList": [{"DrugExposure": {"CodesetId": 1}}],
        "ObservationWindow": {"PriorDays": 0, "PostDays": 0},
        "PrimaryCriteriaLimit": {"Type": "All"},
    },
    "EndStrategy": {"CustomEra": {"DrugCodesetId": 1, "GapDays": 0, "Offset": 90}},
    "CollapseSettings": {"CollapseType": "ERA", "EraPad": 0},
}
EXPOSURES = [
    (dt.date(2012, 4, 30), dt.date(2012, 4, 30)),
    (dt.date(2012, 7, 15), dt.date(2012, 8, 24)),
    (dt.date(2014, 4, 27), dt.date(2014, 4, 27)),
]


def fill(record: Record, name: str, **given: object) -> None:
    table = tables.metadata.tables[f"cdm.{name}"]
    filler = {c.name: _filler(c.type.python_type) for c in table.columns if not c.nullable}
    with record.write() as connection:
        connection.execute(table.insert(), [{**filler, **given}])


def _filler(kind: type) -> object:
    return dt.date(2000, 1, 1) if kind in (dt.date, dt.datetime) else kind()


def test_the_offset_joins_exposures(record: Record) -> None:
    fill(record, "person", person_id=7, year_of_birth=1950)
    fill(record, "concept", concept_id=DRUG)
    days = {"observation_period_start_date": dt.date(2011, 12, 22), "observation_period_end_date": dt.date(2014, 8, 12)}
    fill(record, "observation_period", observation_period_id=1, person_id=7, **days)
    for number, (start, end) in enumerate(EXPOSURES, 1):
        dates = {"drug_exposure_start_date": start, "drug_exposure_end_date": end}
        fill(record, "drug_exposure", drug_exposure_id=number, person_id=7, drug_concept_id=DRUG, **dates)
    with record.read() as connection:
        spells = [tuple(map(str, row)) for row in connection.execute(cohort_spells(EXPRESSION))]
    assert spells == [("7", "2012-04-30", "2012-11-22"), ("7", "2014-04-27", "2014-07-26")]
