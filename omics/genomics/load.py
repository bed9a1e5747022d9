"""Loads MAF and VCF files into the workspace's genomics table; several files add up."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from medomics_ehr.errors import InputRefused
from medomics_ehr.record.crosswalk import keys_of
from medomics_ehr.workspace import Workspace
from omics.genomics.genes import gene_dictionary, gene_table
from omics.genomics.maf import looks_like_vcf, parse_maf, read_text
from omics.genomics.samples import Sample, read_samples
from omics.genomics.vcf import parse_vcf
from omics.table import KEYS, OmicsTable, merged, read_table

MODALITY = "genomics"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: samples and genes in the table, variants used, and what found no sample or was refused.

    Attributes:
        refused: file to reason.
        unplaced: variants whose sample is not in samples.csv.
    """

    samples: int
    genes: int
    variants: int
    unplaced: int
    refused: dict[str, str]
    table: Path | None

    def counts(self) -> dict[str, object]:
        """The account, as `--json` and the run's manifest hold it."""
        return {
            "samples": self.samples,
            "genes": self.genes,
            "variants": self.variants,
            "unplaced": self.unplaced,
            "refused": self.refused,
        }


def load(
    files: Sequence[Path], samples: Path, workspace: Workspace, *, panel: Path | None = None, min_samples: int = 1
) -> Loaded:
    """Read the files, and put one row for each sample into the table.

    Args:
        panel: text file with one sequenced gene a line; without it every gene counts as sequenced.
        min_samples: a gene column is kept when at least so many samples of this load are mutated in it.

    Raises:
        InputRefused: samples.csv or the panel cannot be read, or no file can.
    """
    known = read_samples(samples, workspace.time_zone)
    genes = _panel(panel)
    variants, refused = _variants(files)
    if variants is None:
        return Loaded(0, 0, 0, 0, refused, None)
    names = [sample.sample for sample in known]
    placed = variants[variants["sample"].isin(names)]
    grid = gene_table(placed, names, genes)
    grid = grid.drop(columns=_rare(grid, min_samples) if genes is None else [])
    settings = json.dumps({"panel": sorted(genes) if genes else "all genes", "filter": "PASS"})
    dictionary = gene_dictionary(grid.columns, settings, f"medomics-ehr {version('medomics-ehr')}")
    table = OmicsTable(MODALITY, _frame(grid, known, workspace), dictionary)
    target = _merged(workspace, table).write(workspace)
    kept = sum(column.startswith("mutated_") for column in grid.columns)
    return Loaded(len(known), kept, len(placed), len(variants) - len(placed), refused, target)


def read_variants(path: Path) -> pd.DataFrame:
    """The variants of one MAF or VCF.

    Raises:
        InputRefused: see `maf.read_text`, `maf.parse_maf` and `vcf.parse_vcf`.
    """
    text = read_text(path)
    return parse_vcf(text, str(path)) if looks_like_vcf(text) else parse_maf(text, str(path))


def _variants(files: Sequence[Path]) -> tuple[pd.DataFrame | None, dict[str, str]]:
    read, refused = [], {}
    for path in files:
        try:
            read.append(read_variants(path))
        except InputRefused as error:
            refused[str(path)] = str(error)
    return (pd.concat(read, ignore_index=True) if read else None), refused


def _panel(path: Path | None) -> frozenset[str] | None:
    if path is None:
        return None
    genes = frozenset(line.strip() for line in read_text(path).splitlines() if line.strip())
    if any(len(gene.split()) != 1 for gene in genes):
        raise InputRefused(f"{path}: a panel holds one gene symbol a line; mend the file")
    return genes


def _rare(grid: pd.DataFrame, min_samples: int) -> list[str]:
    mutated = [column for column in grid.columns if column.startswith("mutated_")]
    rare = {column.partition("_")[2] for column in mutated if grid[column].sum() < min_samples}
    return [c for c in grid.columns if c.partition("_")[0] in {"mutated", "truncating"} and c.partition("_")[2] in rare]


def _merged(workspace: Workspace, table: OmicsTable) -> OmicsTable:
    """With what is there already; where all genes were sequenced, a gene that a row does not name is not mutated."""
    both = merged(read_table(workspace, MODALITY), table)
    everywhere = [entry.column for entry in both.dictionary if '"all genes"' in entry.settings]
    return OmicsTable(MODALITY, both.frame.fillna(dict.fromkeys(everywhere, 0.0)), both.dictionary)


def _frame(grid: pd.DataFrame, samples: Sequence[Sample], workspace: Workspace) -> pd.DataFrame:
    patients = keys_of(workspace, "Patient", (row.patient for row in samples))
    specimens = keys_of(workspace, "Specimen", (row.sample for row in samples))
    keys = pd.DataFrame(
        [
            (
                patients[row.patient],
                row.time,
                row.available_at,
                specimens[row.sample],
            )
            for row in samples
        ],
        columns=list(KEYS),
    )
    return pd.concat([keys, grid.reset_index(drop=True)], axis=1)
