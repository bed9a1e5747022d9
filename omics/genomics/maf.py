"""Reads a Mutation Annotation Format file (GDC MAF, cBioPortal `data_mutations.txt`), plain or gzipped."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path

import pandas as pd

from medomics_ehr.errors import InputRefused

REQUIRED = ("Hugo_Symbol", "Variant_Classification", "Tumor_Sample_Barcode")
#: Columns of the variant frame that every reader of this room returns.
VARIANT_COLUMNS = ("sample", "gene", "variant_class")


def read_text(path: Path) -> str:
    """The text of a plain or gzipped file.

    Raises:
        InputRefused: it is missing, empty, truncated, no text, or a Git LFS pointer in its place.
    """
    if not path.is_file():
        raise InputRefused(f"{path}: no such file; give the path of a MAF or VCF")
    content = path.read_bytes()
    try:
        content = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
        text = content.decode("utf-8")
    except (EOFError, OSError, zlib.error):
        raise InputRefused(f"{path}: the gzip data is truncated or damaged; fetch the file again") from None
    except UnicodeDecodeError:
        raise InputRefused(f"{path}: not a text in UTF-8; give a MAF or VCF, plain or gzipped") from None
    if not text.strip():
        raise InputRefused(f"{path}: the file is empty; fetch it again, or leave it out")
    if text.startswith("version https://git-lfs"):
        raise InputRefused(f"{path}: a Git LFS pointer in place of the data; run `git lfs pull` where it came from")
    return text


def parse_maf(text: str, place: str) -> pd.DataFrame:
    """The variants of a MAF, columns `VARIANT_COLUMNS`; lines that start with # are comments.

    Args:
        place: what an error names as the file.

    Raises:
        InputRefused: a required column is missing, a row is broken, or a row lacks sample or class.

    >>> rows = parse_maf("Hugo_Symbol\\tVariant_Classification\\tTumor_Sample_Barcode\\nTP53\\tSilent\\tS1\\n", "x.maf")
    >>> rows.loc[0].tolist()
    ['S1', 'TP53', 'Silent']
    """
    lines = text.splitlines()
    skipped = next((n for n, line in enumerate(lines) if line.strip() and not line.startswith("#")), len(lines))
    header = lines[skipped].split("\t") if skipped < len(lines) else []
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise InputRefused(f"{place}:{skipped + 1}: column {missing[0]} is missing; a MAF holds {', '.join(REQUIRED)}")
    wanted = [header.index(name) for name in REQUIRED]
    rows = []
    for number, line in enumerate(lines[skipped + 1 :], start=skipped + 2):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) <= max(wanted) or not cells[wanted[1]] or not cells[wanted[2]]:
            raise InputRefused(f"{place}:{number}: a row without sample or variant class; the file is cut or damaged")
        rows.append((cells[wanted[2]], cells[wanted[0]], cells[wanted[1]]))
    return pd.DataFrame(rows, columns=list(VARIANT_COLUMNS), dtype=str)


def looks_like_vcf(text: str) -> bool:
    """Whether the text says that it is a VCF."""
    return text.startswith("##fileformat=VCF") or io.StringIO(text).readline().startswith("#CHROM\t")
