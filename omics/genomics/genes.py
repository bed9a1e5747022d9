"""Variants to a gene table: for each sequenced sample what is mutated, by gene, and how much in all. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from medomics_ehr.contracts import FeatureColumn
from omics.genomics.variants import NONSYNONYMOUS, TRUNCATING

#: Counts over all genes: column, description.
BURDEN = {
    "tmb_count": "nonsynonymous variants of the sample, all genes",
    "truncating_count": "truncating variants of the sample, all genes",
    "variant_count": "variants of the sample, all classes and genes",
}


def gene_table(variants: pd.DataFrame, samples: Sequence[str], genes: Iterable[str] | None = None) -> pd.DataFrame:
    """One row for each of `samples`: `BURDEN`, then `mutated_GENE` and `truncating_GENE` (0 or 1).

    Args:
        variants: columns sample, gene, variant_class.
        samples: all sequenced samples; one without variants is all 0.
        genes: the genes sequenced (a panel); None takes every gene with a nonsynonymous variant here.

    >>> rows = pd.DataFrame([("a", "TP53", "Nonsense_Mutation"), ("a", "KRAS", "Silent")],
    ...                     columns=["sample", "gene", "variant_class"])
    >>> gene_table(rows, ["a", "b"])["mutated_TP53"].to_dict()
    {'a': 1.0, 'b': 0.0}
    """
    ours = variants[variants["sample"].isin(samples)]
    changed = ours[ours["variant_class"].isin(NONSYNONYMOUS)]
    cut = ours[ours["variant_class"].isin(TRUNCATING)]
    columns = sorted(set(genes) if genes is not None else set(changed["gene"]))
    burden = pd.DataFrame({n: f["sample"].value_counts() for n, f in zip(BURDEN, (changed, cut, ours), strict=True)})
    burden = burden.reindex(list(samples)).fillna(0.0)
    return pd.concat(
        [burden, _by_gene(changed, samples, columns, "mutated"), _by_gene(cut, samples, columns, "truncating")], axis=1
    ).astype("float64")


def gene_dictionary(columns: Iterable[str], settings: str, software: str) -> tuple[FeatureColumn, ...]:
    """What the columns of `gene_table` mean; genes carry their HGNC symbol."""
    return tuple(_meaning(column, settings, software) for column in columns)


def _by_gene(variants: pd.DataFrame, samples: Sequence[str], genes: list[str], prefix: str) -> pd.DataFrame:
    pairs = variants[["sample", "gene"]].drop_duplicates()
    grid = pd.crosstab(pairs["sample"], pairs["gene"]).reindex(index=list(samples), columns=genes, fill_value=0)
    grid.columns = [f"{prefix}_{gene}" for gene in genes]
    grid.index.name = None
    return grid


def _meaning(column: str, settings: str, software: str) -> FeatureColumn:
    kind, _, gene = column.partition("_")
    known = BURDEN.get(column)
    what = known or f"{'a nonsynonymous' if kind == 'mutated' else 'a truncating'} variant in {gene} (1) or none (0)"
    code = "" if known else f"HGNC//{gene}"
    return FeatureColumn(column, "genomics", what, "1", code, settings=settings, software=software)
