"""What each kind of Circe criterion reads from the CDM: its table and the columns of its events."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from medomics_ehr.cohort.readers.circe.parts import DateColumn, days_after
from medomics_ehr.record import tables


@dataclass(frozen=True, slots=True)
class Domain:
    """One kind of criterion.

    Attributes:
        table: its CDM table.
        key, concept, start: columns of its events' identifier, concept and first day.
        end: column of the last day, "" where the table has none.
        source: column of the source concept, "" where it has none.
        visit: whether its rows name the visit they belong to.
    """

    table: str
    key: str
    concept: str
    start: str
    end: str = ""
    source: str = ""
    visit: bool = True

    @property
    def rows(self) -> sa.Table:
        """The CDM table."""
        return tables.metadata.tables[f"cdm.{self.table}"]

    def end_date(self) -> DateColumn:
        """The last day of an event: as recorded, else by the days of supply, else the day after the first."""
        rows = self.rows
        start = rows.c[self.start]
        known: list[sa.ColumnElement[sa.Date]] = [rows.c[self.end]] if self.end else []
        if self.table == "drug_exposure":
            known.append(days_after(start, rows.c.days_supply))
        return sa.func.coalesce(*known, days_after(start, 1), type_=sa.Date)


DOMAINS: dict[str, Domain] = {
    "ConditionOccurrence": Domain(
        "condition_occurrence",
        "condition_occurrence_id",
        "condition_concept_id",
        "condition_start_date",
        "condition_end_date",
        "condition_source_concept_id",
    ),
    "ConditionEra": Domain(
        "condition_era",
        "condition_era_id",
        "condition_concept_id",
        "condition_era_start_date",
        "condition_era_end_date",
        visit=False,
    ),
    "DrugExposure": Domain(
        "drug_exposure",
        "drug_exposure_id",
        "drug_concept_id",
        "drug_exposure_start_date",
        "drug_exposure_end_date",
        "drug_source_concept_id",
    ),
    "DrugEra": Domain(
        "drug_era", "drug_era_id", "drug_concept_id", "drug_era_start_date", "drug_era_end_date", visit=False
    ),
    "DoseEra": Domain(
        "dose_era", "dose_era_id", "drug_concept_id", "dose_era_start_date", "dose_era_end_date", visit=False
    ),
    "ProcedureOccurrence": Domain(
        "procedure_occurrence",
        "procedure_occurrence_id",
        "procedure_concept_id",
        "procedure_date",
        source="procedure_source_concept_id",
    ),
    "Measurement": Domain(
        "measurement",
        "measurement_id",
        "measurement_concept_id",
        "measurement_date",
        source="measurement_source_concept_id",
    ),
    "Observation": Domain(
        "observation",
        "observation_id",
        "observation_concept_id",
        "observation_date",
        source="observation_source_concept_id",
    ),
    "DeviceExposure": Domain(
        "device_exposure",
        "device_exposure_id",
        "device_concept_id",
        "device_exposure_start_date",
        "device_exposure_end_date",
        "device_source_concept_id",
    ),
    "VisitOccurrence": Domain(
        "visit_occurrence",
        "visit_occurrence_id",
        "visit_concept_id",
        "visit_start_date",
        "visit_end_date",
        "visit_source_concept_id",
    ),
    "VisitDetail": Domain(
        "visit_detail",
        "visit_detail_id",
        "visit_detail_concept_id",
        "visit_detail_start_date",
        "visit_detail_end_date",
        "visit_detail_source_concept_id",
    ),
    "Specimen": Domain("specimen", "specimen_id", "specimen_concept_id", "specimen_date", visit=False),
    "PayerPlanPeriod": Domain(
        "payer_plan_period",
        "payer_plan_period_id",
        "payer_concept_id",
        "payer_plan_period_start_date",
        "payer_plan_period_end_date",
        visit=False,
    ),
    "Death": Domain("death", "person_id", "cause_concept_id", "death_date", visit=False),
    "ObservationPeriod": Domain(
        "observation_period",
        "observation_period_id",
        "period_type_concept_id",
        "observation_period_start_date",
        "observation_period_end_date",
        visit=False,
    ),
}
