"""The tumour's mutations and the MAF that holds them; positions are invented within the gene's chromosome."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable
from pathlib import Path

from apps.demo.cancers import Cancer
from apps.demo.patient import Mutation, Patient
from apps.demo.writing import write_lines

#: Entrez identifier, chromosome and a GRCh38 base near the gene's start.
_GENES = {
    "TP53": (7157, "17", 7668402),
    "PIK3CA": (5290, "3", 179148114),
    "KRAS": (3845, "12", 25205246),
    "EGFR": (1956, "7", 55019017),
    "STK11": (6794, "19", 1205778),
    "GATA3": (2625, "10", 8045378),
    "CDH1": (999, "16", 68737292),
    "APC": (324, "5", 112707498),
    "BRAF": (673, "7", 140719327),
    "RB1": (5925, "13", 48303751),
    "ATRX": (546, "X", 77504880),
    "ARID1A": (8289, "1", 26693236),
    "KMT2D": (8085, "12", 49018978),
    "FBXW7": (55294, "4", 152320544),
    "NF1": (4763, "17", 31094927),
    "TTN": (7273, "2", 178525989),
    "MUC16": (94025, "19", 8848844),
}
_HOT_SPOTS = {
    "KRAS": ("p.G12C", "p.G12D", "p.G12V"),
    "EGFR": ("p.L858R",),
    "BRAF": ("p.V600E",),
    "PIK3CA": ("p.H1047R", "p.E545K", "p.E542K"),
    "TP53": ("p.R175H", "p.R248Q", "p.R273H", "p.R213*", "p.Y220C"),
}
_PASSENGERS = ("ARID1A", "KMT2D", "FBXW7", "NF1", "TTN", "MUC16")
_MAF_COLUMNS = (
    "Hugo_Symbol", "Entrez_Gene_Id", "Center", "NCBI_Build", "Chromosome", "Start_Position", "End_Position", "Strand",
    "Variant_Classification", "Variant_Type", "Reference_Allele", "Tumor_Seq_Allele1", "Tumor_Seq_Allele2",
    "Tumor_Sample_Barcode", "HGVSp_Short", "t_depth", "t_alt_count",
)  # fmt: skip


def draw_mutations(rng: random.Random, cancer: Cancer) -> tuple[Mutation, ...]:
    """Drivers at the cancer's shares, some passengers, and silent variants that must not count."""
    drawn = [
        Mutation(gene, rng.choice(_HOT_SPOTS.get(gene, (_any_change(rng),))))
        for gene, share in cancer.genes.items()
        if rng.random() < share
    ]
    drawn += [Mutation(gene, _any_change(rng)) for gene in _PASSENGERS if rng.random() < 0.25]
    if rng.random() < 0.15:
        drawn.append(Mutation(rng.choice(("TP53", "PIK3CA")), "p.L194=", silent=True))
    return tuple(drawn)


def _any_change(rng: random.Random) -> str:
    return f"p.{rng.choice('RQKSGE')}{rng.randint(30, 900)}{rng.choice('HWLCD*')}"


def write_genomics(patients: Iterable[Patient], folder: Path, seed: int) -> None:
    """Write `mutations.maf` and `samples.csv`; a sequenced tumour without mutations is only in the latter."""
    sequenced = [patient for patient in patients if patient.sequenced]
    maf = ["#version 2.4", "\t".join(_MAF_COLUMNS)]
    for patient in sequenced:
        rng = random.Random(f"{seed}/{patient.number}/maf")
        maf += ["\t".join(_maf_row(patient, mutation, rng)) for mutation in patient.mutations]
    write_lines(folder / "mutations.maf", maf)
    rows = [f"{sample_id(p)},{p.id},{p.biopsy_day}T09:00:00,{_issued(p)}" for p in sequenced]
    write_lines(folder / "samples.csv", ["sample,patient,time,available_at", *rows])


def sample_id(patient: Patient) -> str:
    """The tumour sample's barcode."""
    return f"S-{patient.number:05d}-T1"


def _issued(patient: Patient) -> str:
    return dt.datetime.combine(patient.sequencing_issued, dt.time(17, 30)).isoformat()


def _maf_row(patient: Patient, mutation: Mutation, rng: random.Random) -> list[str]:
    entrez, chromosome, start = _GENES[mutation.gene]
    position = start + rng.randrange(20000)
    reference, variant = rng.sample("ACGT", 2)
    depth = rng.randint(80, 400)
    kind = "Silent" if mutation.silent else "Nonsense_Mutation" if "*" in mutation.change else "Missense_Mutation"
    fields = (
        mutation.gene, entrez, "centre.example", "GRCh38", chromosome, position, position, "+", kind, "SNP",
        reference, reference, variant, sample_id(patient), mutation.change, depth, round(depth * rng.uniform(0.1, 0.6)),
    )  # fmt: skip
    return [str(value) for value in fields]
