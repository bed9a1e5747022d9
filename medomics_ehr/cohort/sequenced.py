"""Points to genes of the omics tables: a cohort asks the events, and what was sequenced may lie beside them alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from medomics_ehr.cohort.definition import Facts
from medomics_ehr.workspace import Workspace

_MARKER, _GENE = "BIOMARKER//", "HGNC"
_DICTIONARY = ".dictionary.parquet"


def beside_the_events(workspace: Workspace, asked: Iterable[Facts]) -> Iterator[str]:
    """A sentence for each gene whose mutation is asked for and which an omics table has."""
    genes = dict.fromkeys(
        code.code.removeprefix(_MARKER)
        for leaf in asked
        if _is_about_mutation(leaf)
        for code in leaf.codes.codes
        if code.code.startswith(_MARKER)
    )
    if not genes:
        return
    for dictionary in sorted(workspace.path("omics").glob(f"*{_DICTIONARY}")):
        name = dictionary.name.removesuffix(_DICTIONARY)
        for row in pq.read_table(dictionary, columns=["column", "standard_code"]).to_pylist():
            system, _, gene = str(row["standard_code"] or "").partition("//")
            if system == _GENE and gene in genes and str(row["column"]).startswith("mutated"):
                yield _said(dictionary.with_name(f"{name}.parquet"), gene, row["column"])


def _is_about_mutation(leaf: Facts) -> bool:
    if leaf.text is None:
        return leaf.number is None
    said = (*leaf.text.values, *leaf.text.prefixes)
    return any(value in ("mutated", "wild-type") or value.startswith("p.") for value in said)


def _said(table: Path, gene: str, column: str) -> str:
    about = f"the omics table {table.stem} has {gene} too"
    if table.is_file():
        found = pq.read_table(table, columns=["subject_id", column])
        mutated = found.filter(pc.greater(found[column], 0))
        people, with_one = (len(pc.unique(one["subject_id"])) for one in (found, mutated))
        about += f" ({column}: {with_one} of {people} people)"
    return f"{about}; a cohort reads events alone, features and models read the table"
