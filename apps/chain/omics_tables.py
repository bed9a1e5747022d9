"""Stages `radiomics` and `genomics`: feature tables from the centre's images and mutations."""

from __future__ import annotations

from pathlib import Path

from apps.chain.stage import Advance, Measure
from apps.chain.truth import read_truth
from medomics_ehr.workspace import Workspace
from omics.genomics.load import load
from omics.radiomics.extract import extract
from omics.radiomics.settings import read_settings
from omics.table import read_table

_GENES = ("TP53", "PIK3CA")
_MIN_SAMPLES = 5


def extract_radiomics(workspace: Workspace, centre: Path, advance: Advance) -> list[Measure]:
    """Features of every tumour; the one of them that follows the planted texture most closely is named."""
    done = extract(centre / "images" / "manifest.csv", workspace, read_settings(None), advance=advance)
    series = done.extracted + done.skipped
    return [Measure("series extracted", series, done.series), _closest_feature(workspace, centre)]


def load_genomics(workspace: Workspace, centre: Path, advance: Advance) -> list[Measure]:
    """The gene table; silent variants are in the MAF and must not count."""
    folder = centre / "genomics"
    done = load([folder / "mutations.maf"], folder / "samples.csv", workspace, min_samples=_MIN_SAMPLES)
    advance(1, 1)
    table = read_table(workspace, "genomics")
    true = read_truth(centre, workspace).rows.query("sequenced == 1")
    measures = [Measure("samples", done.samples, len(true))]
    for gene in _GENES:
        found = int(table.frame[f"mutated_{gene}"].sum()) if table and f"mutated_{gene}" in table.frame else 0
        measures.append(Measure(f"{gene} mutated", found, int(true[gene].sum())))
    return measures


def _closest_feature(workspace: Workspace, centre: Path) -> Measure:
    table = read_table(workspace, "radiomics")
    if table is None:
        return Measure("planted texture, closest feature", "no table")
    truth = read_truth(centre, workspace).rows[["subject_id", "texture"]]
    joined = table.frame.merge(truth, on="subject_id")
    columns = [entry.column for entry in table.dictionary]
    ranks = joined[[*columns, "texture"]].rank()
    correlations = ranks[columns].corrwith(ranks["texture"]).abs().dropna()
    best = str(correlations.idxmax())
    return Measure("planted texture, closest feature", round(float(correlations[best]), 3), 1.0, f"|Spearman|, {best}")
