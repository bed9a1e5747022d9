"""The TCGA-LAML MAF against figures that maftools' vignette prints for it (Mayakonda et al. 2018)."""

from __future__ import annotations

from pathlib import Path

import pytest

from medomics_ehr.errors import InputRefused
from omics.genomics.genes import gene_table
from omics.genomics.load import read_variants
from omics.genomics.variants import NONSYNONYMOUS, OTHER

#: The sets of cyvcf2 that carry genes; `test_gt_alt_freqs.vcf` does too, and calls no alternative.
ANNOTATED = ("test-hemi.vcf", "test.vcf.gz")

#: getGeneSummary(laml): samples mutated, the eleven genes most often hit.
MUTATED_SAMPLES = {
    "FLT3": 52,
    "DNMT3A": 48,
    "NPM1": 33,
    "IDH2": 20,
    "IDH1": 18,
    "TET2": 17,
    "RUNX1": 16,
    "TP53": 15,
    "NRAS": 15,
    "CEBPA": 13,
    "WT1": 12,
}


def test_laml_counts_agree_with_maftools(shared: Path) -> None:
    variants = read_variants(shared / "data" / "genomics" / "maftools" / "tcga_laml.maf.gz")
    table = gene_table(variants, sorted(set(variants["sample"])))
    assert len(table) == 193
    assert {gene: int(table[f"mutated_{gene}"].sum()) for gene in MUTATED_SAMPLES} == MUTATED_SAMPLES
    # summary(laml): 1,732 nonsynonymous variants.
    assert int(table["tmb_count"].sum()) == 1732


def test_a_git_lfs_pointer_is_refused(shared: Path) -> None:
    with pytest.raises(InputRefused, match="LFS pointer"):
        read_variants(shared / "data" / "genomics" / "bad_input" / "lfs_pointer_data_mutations.txt")


def test_vcf_without_gene_annotation_is_refused_by_name(shared: Path) -> None:
    paths = sorted((shared / "data" / "genomics" / "cyvcf2").glob("*.vcf*"))
    for path in (
        path for path in paths if path.suffix != ".tbi" and path.name not in {*ANNOTATED, "test_gt_alt_freqs.vcf"}
    ):
        with pytest.raises(InputRefused, match=path.name):
            read_variants(path)


@pytest.mark.parametrize("name", ANNOTATED)
def test_annotated_vcf_are_read(shared: Path, name: str) -> None:
    rows = read_variants(shared / "data" / "genomics" / "cyvcf2" / name)
    assert set(rows["variant_class"]) <= NONSYNONYMOUS | OTHER
    assert not rows.empty
