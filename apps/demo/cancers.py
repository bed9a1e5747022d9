"""The four cancers of the synthetic centre as data: sites, histologies, stages, treatments.

Stage groups follow the TNM classification's 8th edition for the combinations given here; a combination is listed
only where its group is certain.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Site:
    """Where a primary lies: a name for the phrase files and its ICD-10 code."""

    name: str
    icd10: str


@dataclass(frozen=True, slots=True)
class Histology:
    """A tumour type: a name for the phrase files and its ICD-O-3.2 morphology."""

    name: str
    icdo3: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A TNM combination (without prefix) and its group."""

    group: str
    t: str
    n: str
    m: str

    @property
    def number(self) -> int:
        """1 to 4, the covariate of the survival formula.

        >>> Stage("IIIA", "T2a", "N2", "M0").number
        3
        """
        return {"I": 1, "II": 2, "III": 3, "IV": 4}[self.group.rstrip("ABC123")]


@dataclass(frozen=True, slots=True)
class Plan:
    """A treatment a tumour board may choose: its kind, its drugs, its name where it is a regimen."""

    kind: str
    drugs: tuple[str, ...] = ()
    regimen: str = ""


@dataclass(frozen=True, slots=True)
class Cancer:
    """One cancer: codes of the disease as a whole and what may be drawn for a patient.

    Attributes:
        snomed: the disease in SNOMED CT, with a display of our own.
        generic_icd10: the code where no part of the organ is named.
        genes: driver genes with the share of tumours that carry a mutation.
        adjuvant, metastatic: plans of the board by setting; `immunotherapy` and others compete.
    """

    name: str
    share: float
    snomed: tuple[str, str]
    generic_icd10: str
    sites: tuple[Site, ...]
    histologies: tuple[Histology, ...]
    stages: tuple[Stage, ...]
    nodes: str
    spread: tuple[str, ...]
    genes: dict[str, float]
    adjuvant: tuple[Plan, ...]
    metastatic: tuple[Plan, ...]


LUNG = Cancer(
    "lung", 0.37, ("254637007", "Non-small cell lung cancer"), "C34.9",
    (Site("right_upper_lobe", "C34.1"), Site("left_upper_lobe", "C34.1"), Site("middle_lobe", "C34.2"),
     Site("right_lower_lobe", "C34.3"), Site("left_lower_lobe", "C34.3")),
    (Histology("adenocarcinoma", "8140/3"), Histology("adenocarcinoma", "8140/3"), Histology("squamous", "8070/3")),
    (Stage("IB", "T2a", "N0", "M0"), Stage("IIA", "T2b", "N0", "M0"), Stage("IIB", "T2a", "N1", "M0"),
     Stage("IIIA", "T2a", "N2", "M0"), Stage("IIIB", "T4", "N2", "M0"), Stage("IVA", "T2a", "N2", "M1b"),
     Stage("IVB", "T4", "N3", "M1c")),
    "mediastinal", ("bone", "brain", "liver", "adrenal", "pleura"),
    {"TP53": 0.5, "PIK3CA": 0.3, "KRAS": 0.3, "EGFR": 0.2, "STK11": 0.15},
    (Plan("chemotherapy", ("cisplatin", "pemetrexed")), Plan("chemotherapy", ("carboplatin", "paclitaxel")),
     Plan("immunotherapy", ("atezolizumab",)), Plan("immunotherapy", ("durvalumab",)), Plan("surveillance")),
    (Plan("immunotherapy", ("pembrolizumab",)), Plan("chemotherapy", ("carboplatin", "pemetrexed")),
     Plan("immunotherapy", ("nivolumab",)), Plan("targeted_therapy", ("osimertinib",))),
)  # fmt: skip

BREAST = Cancer(
    "breast", 0.27, ("254837009", "Breast cancer"), "C50.9",
    (Site("upper_outer", "C50.4"), Site("upper_inner", "C50.2"), Site("lower_outer", "C50.5"),
     Site("central", "C50.1")),
    (Histology("ductal", "8500/3"), Histology("ductal", "8500/3"), Histology("lobular", "8520/3")),
    (Stage("IA", "T1c", "N0", "M0"), Stage("IIA", "T2", "N0", "M0"), Stage("IIB", "T2", "N1", "M0"),
     Stage("IIIA", "T3", "N1", "M0"), Stage("IIIC", "T2", "N3a", "M0"), Stage("IV", "T2", "N1", "M1")),
    "axillary", ("bone", "liver", "lung", "pleura"),
    {"TP53": 0.4, "PIK3CA": 0.4, "GATA3": 0.15, "CDH1": 0.15},
    (Plan("chemotherapy", ("epirubicin", "cyclophosphamide")), Plan("hormone_therapy", ("letrozole",)),
     Plan("hormone_therapy", ("tamoxifen",)), Plan("radiotherapy")),
    (Plan("chemotherapy", ("paclitaxel",)), Plan("hormone_therapy", ("letrozole", "palbociclib")),
     Plan("immunotherapy", ("pembrolizumab",))),
)  # fmt: skip

COLORECTAL = Cancer(
    "colorectal", 0.22, ("93761005", "Colon cancer, primary"), "C18.9",
    (Site("caecum", "C18.0"), Site("ascending", "C18.2"), Site("sigmoid", "C18.7"), Site("descending", "C18.6"),
     Site("rectum", "C20")),
    (Histology("adenocarcinoma", "8140/3"), Histology("adenocarcinoma", "8140/3"), Histology("mucinous", "8480/3")),
    (Stage("I", "T2", "N0", "M0"), Stage("IIA", "T3", "N0", "M0"), Stage("IIIB", "T3", "N1b", "M0"),
     Stage("IIIC", "T4a", "N2b", "M0"), Stage("IVA", "T3", "N1a", "M1a"), Stage("IVB", "T4a", "N2a", "M1b")),
    "regional", ("liver", "lung", "peritoneum"),
    {"TP53": 0.5, "PIK3CA": 0.35, "APC": 0.7, "KRAS": 0.4, "BRAF": 0.1},
    (Plan("chemotherapy", regimen="FOLFOX"), Plan("chemotherapy", regimen="CAPOX"), Plan("surveillance")),
    (Plan("chemotherapy", regimen="FOLFIRI"), Plan("immunotherapy", ("pembrolizumab",)),
     Plan("chemotherapy", ("bevacizumab",), "FOLFOX")),
)  # fmt: skip

SARCOMA = Cancer(
    "sarcoma", 0.14, ("424952003", "Soft tissue sarcoma"), "C49.9",
    (Site("thigh", "C49.2"), Site("calf", "C49.2"), Site("arm", "C49.1"), Site("retroperitoneum", "C48.0")),
    (Histology("leiomyosarcoma", "8890/3"), Histology("pleomorphic", "8802/3"), Histology("liposarcoma", "8858/3"),
     Histology("synovial", "9040/3")),
    (Stage("II", "T1", "N0", "M0"), Stage("IIIA", "T2", "N0", "M0"), Stage("IIIB", "T3", "N0", "M0"),
     Stage("IV", "T3", "N0", "M1")),
    "inguinal", ("lung", "bone"),
    {"TP53": 0.45, "PIK3CA": 0.3, "RB1": 0.2, "ATRX": 0.2},
    (Plan("radiotherapy"), Plan("chemotherapy", ("doxorubicin", "ifosfamide")), Plan("surveillance")),
    (Plan("chemotherapy", ("doxorubicin",)), Plan("chemotherapy", ("trabectedin",)),
     Plan("immunotherapy", ("pembrolizumab",))),
)  # fmt: skip

CANCERS = (LUNG, BREAST, COLORECTAL, SARCOMA)
