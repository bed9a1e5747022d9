"""An invented patient: all that is true of them, from which every file of the centre is written.

Pure data. `sampling` draws it; resources, reports, images and mutations only say parts of it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from apps.demo.cancers import Cancer, Histology, Plan, Site, Stage

#: Which sources know a fact: FHIR resources, reports, or both.
Source = Literal["both", "structured", "report"]


def in_structured(source: Source) -> bool:
    """Whether FHIR resources state the fact."""
    return source != "report"


def in_reports(source: Source) -> bool:
    """Whether reports state the fact."""
    return source != "structured"


@dataclass(frozen=True, slots=True)
class Treatment:
    """A treatment really given: never one that was only decided."""

    kind: str
    drugs: tuple[str, ...]
    regimen: str
    start: dt.date
    doses: tuple[dt.date, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Exam:
    """An examination that took place; `response` is its RECIST category where it measures a treatment."""

    kind: str
    day: dt.date
    source: Source
    response: str = ""


@dataclass(frozen=True, slots=True)
class Comorbidity:
    """A disease beside the cancer, named as in the phrase files."""

    name: str
    source: Source
    since: int


@dataclass(frozen=True, slots=True)
class Mutation:
    """A variant of the tumour: `change` as a protein change, `silent` ones change nothing."""

    gene: str
    change: str
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Patient:
    """One patient of the centre.

    Attributes:
        index: date of the tumour board, from which survival counts and before which predictions look.
        metastases: organs with distant metastases at the index.
        texture: standard normal; sets the grain of the tumour in the CT volume.
        resected: the primary was removed before the tumour board.
        plan: what the tumour board decided; `treatments` holds what was given.
        log_risk: the true log hazard ratio (see `survival`).
        survival_days, died: time from the index to death or last contact.
        traps: mentions that must not count, named as in the phrase files.
    """

    number: int
    lang: str
    sex: str
    birth: dt.date
    surname: str
    given: str
    cancer: Cancer
    site: Site
    side: str
    histology: Histology
    stage: Stage
    size_mm: int
    metastases: tuple[str, ...]
    texture: float
    mutations: tuple[Mutation, ...]
    sequenced: bool
    imaged: bool
    comorbidities: tuple[Comorbidity, ...]
    index: dt.date
    resected: bool
    plan: Plan
    log_risk: float
    survival_days: int
    died: bool
    diagnosis_source: Source
    treatments: tuple[Treatment, ...] = ()
    exams: tuple[Exam, ...] = ()
    visits: tuple[dt.date, ...] = ()
    traps: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """The FHIR logical id."""
        return f"p{self.number:05d}"

    @property
    def last_contact(self) -> dt.date:
        """The day of death, or of the last visit."""
        return self.index + dt.timedelta(days=self.survival_days)

    def mutated(self, gene: str) -> bool:
        """Whether the tumour carries a mutation of the gene that changes its protein."""
        return any(mutation.gene == gene and not mutation.silent for mutation in self.mutations)

    def day(self, offset: int) -> dt.date:
        """A date by its distance to the index, in days."""
        return self.index + dt.timedelta(days=offset)

    @property
    def resected_in_reports(self) -> bool:
        """Whether reports know of the resection."""
        return any(t.kind == "surgery" and in_reports(t.source) for t in self.treatments)

    @property
    def ecog(self) -> int:
        """Performance status at the index."""
        return self.number % 3

    @property
    def tumour_marker(self) -> str:
        """The blood marker that is followed: CEA, CA15-3, or none ("")."""
        return {"colorectal": "CEA", "lung": "CEA", "breast": "CA15-3"}.get(self.cancer.name, "")

    def marker_value(self, day: dt.date) -> float:
        """The marker's value on a day (ng/mL, CA 15-3 in U/mL): one curve, so that reports and results agree."""
        start = 4.0 + 7.3 * (self.number % 9) + 12.0 * len(self.metastases)
        weeks = (day - self.biopsy_day).days / 7
        return round(max(1.1, start * (1.0 - 0.02 * weeks) if weeks < 30 else start * 0.5), 1)

    @property
    def expression_percent(self) -> int:
        """PD-L1 tumour proportion score (lung), Ki-67 index (breast, sarcoma), in percent."""
        return (5, 10, 20, 30, 45, 60, 80)[self.number % 7]

    @property
    def past_cancer(self) -> str:
        """The cured cancer of patients with the trap `past_cancer`, named as in the phrase files."""
        return "past_prostate" if self.sex == "male" else "past_cervix" if self.number % 2 else "past_thyroid"

    @property
    def past_year(self) -> int:
        """The year of that cancer."""
        return self.index.year - 8 - self.number % 6

    @property
    def imaging_day(self) -> dt.date:
        """The day of the first CT."""
        return self.day(-38 + self.number % 7)

    @property
    def biopsy_day(self) -> dt.date:
        """The day the tumour was sampled; sequencing uses this sample."""
        return self.day(-31 + self.number % 5)

    @property
    def sequencing_issued(self) -> dt.date:
        """The day the sequencing result was signed: for one patient in eight, only after the tumour board."""
        return self.day(4 + self.number % 9) if self.number % 8 == 3 else self.day(-9 + self.number % 6)

    @property
    def surgery_day(self) -> dt.date:
        """The day of the resection (meaningful where `resected`)."""
        return self.day(-17 + self.number % 4)
