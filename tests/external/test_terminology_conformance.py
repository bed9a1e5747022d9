"""Our morphologies against lists of their owners, and our diagnoses against the sites that SEER allows them.

The lists check codes only: no label of theirs is compared with, copied or shipped.
"""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from medomics_ehr.terminology import icdo3, tables

#: Codes that ICD-O-3.2 (2019) and its updates for the WHO series, 5th edition, added after the lists here (3.1).
_ADDED = """
    8023/3 8071/2 8085/3 8086/3 8250/0 8250/2 8253/2 8256/3 8257/3 8311/3 8316/1 8323/1 8339/3 8349/1 8380/2 8441/2
    8480/2 8483/3 8484/3 8507/3 8509/2 8509/3 8519/2 8690/3 8692/3 8714/3 8780/1 8815/1 8825/3 8842/3 8859/3 9045/3
    9052/1 9104/1 9137/3 9222/1 9260/0 9366/3 9367/3 9368/3 9385/3 9396/3 9421/3 9445/3 9475/3 9476/3 9478/3 9673/1
    9222/3 9695/1 9715/3 9749/3 9823/1 9877/3 9878/3 9879/3
"""
ADDED_SINCE_3_1 = frozenset(_ADDED.split())


@pytest.fixture(scope="module")
def terminology(shared: Path) -> Path:
    folder = shared / "data" / "reports"
    if not folder.is_dir():
        pytest.skip("evaluation data absent: data/reports")
    return folder


def published_codes(folder: Path) -> set[str]:
    with gzip.open(folder / "terminology/icd_o/icd_o_31_histologies.csv.gz", "rt", encoding="utf-8") as stream:
        codes = {row["icdo3_histology_code"] for row in csv.DictReader(stream)}
    with gzip.open(folder / "cantemist/Code_Desc_EN/Morphenglish.txt.gz", "rt", encoding="latin-1") as stream:
        return codes | {line.split("\t")[0] for line in stream}


def test_morphologies_are_in_a_published_list_or_among_the_additions(terminology: Path) -> None:
    known = published_codes(terminology) | ADDED_SINCE_3_1
    assert sorted({row["code"] for row in tables.rows("morphologies")} - known) == []


def test_spanish_morphologies_are_in_the_lists_of_3_1(terminology: Path, shared: Path) -> None:
    with gzip.open(shared / "data/reports/cantemist/valid-codes.tsv.gz", "rt", encoding="utf-8") as stream:
        spanish = {line.rstrip("\n").split("\t")[0] for line in stream}
    assert sorted({row["code"] for row in tables.rows("morphologies_es")} - spanish) == []


def test_most_published_morphologies_are_covered(terminology: Path) -> None:
    """The codes that pathologists use: what SEER lists as valid for at least one site."""
    path = terminology / "terminology/icd_o/seer_valid_icdo3_site_histology_combinations.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        valid = {value for row in csv.DictReader(stream) for value in row.values() if icdo3.is_morphology(value or "")}
    ours = {row["code"] for row in tables.rows("morphologies")}
    assert len(valid & ours) / len(valid) > 0.5


def test_refinements_by_site_lead_to_known_morphologies(terminology: Path) -> None:
    known = published_codes(terminology) | ADDED_SINCE_3_1
    assert sorted({row["refined"] for row in tables.rows("morphology_sites")} - known) == []
