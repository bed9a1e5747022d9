"""MAF and VCF to variants and to the gene table."""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd
import pytest

from medomics_ehr.errors import InputRefused
from omics.genomics.genes import gene_table
from omics.genomics.load import load, read_variants
from omics.genomics.maf import parse_maf
from omics.genomics.vcf import parse_vcf
from omics.table import read_table

MAF = """#version 2.4
Hugo_Symbol\tVariant_Classification\tTumor_Sample_Barcode\tProtein_Change
TP53\tNonsense_Mutation\tS1\tp.R213*
TP53\tMissense_Mutation\tS1\tp.R175H
KRAS\tMissense_Mutation\tS2\tp.G12D
EGFR\tSilent\tS2\tp.T790T
TTN\tIntron\tS2\t
"""
VCF = "\n".join(
    [
        "##fileformat=VCFv4.2",
        '##INFO=<ID=CSQ,Number=.,Type=String,Description="VEP. Format: Allele|Consequence|IMPACT|SYMBOL">',
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS1\tS2",
        "17\t1\t.\tC\tT\t.\tPASS\tCSQ=T|stop_gained|HIGH|TP53\tGT\t0/1\t0/0",
        "12\t2\t.\tC\tA\t.\tLowQual\tCSQ=A|missense_variant|MODERATE|KRAS\tGT\t0/1\t0/1",
        "7\t3\t.\tG\tA,T\t.\tPASS\tCSQ=A|synonymous_variant|LOW|EGFR,T|missense_variant|MODERATE|EGFR\tGT\t0|1\t2|2",
    ]
)


def test_mutated_means_a_changed_protein_and_truncating_a_cut_one() -> None:
    table = gene_table(parse_maf(MAF, "m"), ["S1", "S2", "S3"])
    assert [c for c in table.columns if c.startswith("mutated_")] == ["mutated_KRAS", "mutated_TP53"]
    assert table.loc["S1", ["mutated_TP53", "truncating_TP53", "tmb_count", "variant_count"]].tolist() == [1, 1, 2, 2]
    assert table.loc["S2", ["mutated_KRAS", "truncating_KRAS", "tmb_count", "variant_count"]].tolist() == [1, 0, 1, 3]
    assert table.loc["S3"].sum() == 0


def test_a_panel_fixes_the_genes() -> None:
    table = gene_table(parse_maf(MAF, "m"), ["S1"], genes=["TP53", "BRCA1"])
    assert "mutated_KRAS" not in table
    assert table.loc["S1", "mutated_BRCA1"] == 0


def test_vcf_takes_passing_records_and_each_samples_own_alternative() -> None:
    rows = parse_vcf(VCF, "v").values.tolist()
    assert rows == [
        ["S1", "TP53", "Nonsense_Mutation"],
        ["S1", "EGFR", "Silent"],
        ["S2", "EGFR", "Missense_Mutation"],
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "LFS pointer"),
        (b"gene\tsample\nTP53\tS1\n", r":1: column Hugo_Symbol is missing"),
        (MAF.encode()[:-60], r"m.maf:\d+: a row without sample or variant class"),
        (gzip.compress(MAF.encode())[:-20], "truncated or damaged"),
        (b"\xff\xfe\x00", "not a text in UTF-8"),
        (VCF.replace("CSQ", "XYZ").encode(), "no gene annotation"),
        (VCF[:-4].encode(), r":6: 10 columns, 11 expected"),
    ],
)
def test_files_that_cannot_be_used_say_where_and_why(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "m.maf"
    path.write_bytes(content)
    with pytest.raises(InputRefused, match=words):
        read_variants(path)


def test_two_loads_add_up_and_a_repeat_changes_nothing(workspace, tmp_path: Path) -> None:
    maf, samples = tmp_path / "a.maf", tmp_path / "samples.csv"
    maf.write_text(MAF)
    samples.write_text("sample,patient,time,available_at\nS1,p1,2024-01-01,2024-01-20\n")
    first = load([maf], samples, workspace)
    assert (first.samples, first.variants, first.unplaced) == (1, 2, 3)
    samples.write_text("sample,patient,time,available_at\nS2,p2,2024-02-01,2024-02-20\n")
    load([maf], samples, workspace)
    load([maf], samples, workspace)
    table = read_table(workspace, "genomics")
    assert table is not None
    by_subject = table.frame.set_index("subject_id")
    assert len(by_subject) == 2
    assert by_subject.loc[workspace.key_of("Patient", "p1"), ["mutated_TP53", "mutated_KRAS"]].tolist() == [1, 0]
    assert by_subject.loc[workspace.key_of("Patient", "p2"), ["mutated_TP53", "mutated_KRAS"]].tolist() == [0, 1]
    assert by_subject["available_at"].min() > pd.Timestamp("2024-01-20T23:59")
