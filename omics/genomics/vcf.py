"""Reads an annotated VCF (4.x, SnpEff's `ANN` or VEP's `CSQ`) into the same variants as a MAF.

Small on purpose: it takes genotypes and the first annotated consequence of each alternative, and judges no quality
beyond FILTER. Reference: VCF 4.3 specification, sections 1.4 to 1.6.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from medomics_ehr.errors import InputRefused
from omics.genomics.maf import VARIANT_COLUMNS
from omics.genomics.variants import class_of_consequence

_FIXED = 9
_FORMAT = re.compile(r'ID=(?P<id>ANN|CSQ),.*?(?:Format|annotations): *[\'"]?(?P<fields>[^"\']+)', re.IGNORECASE)


def parse_vcf(text: str, place: str) -> pd.DataFrame:
    """The variants of a VCF, columns `VARIANT_COLUMNS`: one row for a sample and a gene that it carries changed.

    Records whose FILTER is neither `PASS` nor empty are left out.

    Raises:
        InputRefused: no header line, no sample, no gene annotation, or a broken record.
    """
    lines = text.splitlines()
    start = next((n for n, line in enumerate(lines) if line.startswith("#CHROM\t")), None)
    if start is None:
        raise InputRefused(f"{place}: no #CHROM header line; this is no VCF")
    samples = lines[start].split("\t")[_FIXED:]
    if not samples:
        raise InputRefused(f"{place}:{start + 1}: no sample columns; a VCF with genotypes is needed")
    annotation = _annotation(lines[:start], place)
    rows: list[tuple[str, str, str]] = []
    for number, line in enumerate(lines[start + 1 :], start=start + 2):
        if line.strip():
            cells = line.split("\t")
            if len(cells) != _FIXED + len(samples):
                raise InputRefused(f"{place}:{number}: {len(cells)} columns, {_FIXED + len(samples)} expected")
            rows.extend(_carried(cells, samples, *annotation))
    return pd.DataFrame(rows, columns=list(VARIANT_COLUMNS), dtype=str)


def _annotation(header: list[str], place: str) -> tuple[str, int, int, int]:
    """INFO key, and the positions of allele, consequence and gene in its entries."""
    for line in header:
        match = _FORMAT.search(line)
        if match:
            names = [name.strip().lower() for name in match["fields"].split("|")]
            gene = next((names.index(n) for n in ("symbol", "gene_name") if n in names), None)
            effect = next((names.index(n) for n in ("consequence", "annotation") if n in names), None)
            if gene is not None and effect is not None:
                return match["id"], names.index("allele") if "allele" in names else 0, effect, gene
    raise InputRefused(f"{place}: no gene annotation (INFO ANN or CSQ); annotate it with VEP or SnpEff first")


def _carried(
    cells: list[str], samples: list[str], key: str, allele: int, effect: int, gene: int
) -> Iterator[tuple[str, str, str]]:
    if cells[6] not in {"PASS", ".", ""}:
        return
    info = dict(part.partition("=")[::2] for part in cells[7].split(";"))
    entries = [entry.split("|") for entry in info.get(key, "").split(",") if entry.count("|") >= max(effect, gene)]
    for number, alternative in enumerate(cells[4].split(","), start=1):
        single = cells[4].count(",") == 0
        entry = next((e for e in entries if single or e[allele] == alternative), None)
        if entry is None or not entry[gene]:
            continue
        found = class_of_consequence(entry[effect], cells[3], alternative)
        for sample, genotype in zip(samples, cells[_FIXED:], strict=True):
            if str(number) in re.split(r"[/|]", genotype.split(":")[0]):
                yield sample, entry[gene], found
