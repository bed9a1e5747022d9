"""What became of a saved cohort, as the page shows it: paths with two pictures, survival with one. No logic of its own.

Exact numbers: they stay on the machine that shows them.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from medomics_ehr.cohort.pathways import Settings
from medomics_ehr.cohort.pathways.cohort import pathways_of
from medomics_ehr.cohort.pathways.sankey import sankey
from medomics_ehr.cohort.pathways.sunburst import sunburst
from medomics_ehr.cohort.survival import Asked, survival_of
from medomics_ehr.cohort.survival.account import note_of, rows_of
from medomics_ehr.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Paths:
    """The paths of a cohort: a table, a Sankey and a sunburst as SVG, and a remark."""

    people: int
    table: pd.DataFrame
    sankey: str
    sunburst: str
    remark: str


@dataclass(frozen=True, slots=True)
class Times:
    """The survival of a cohort: a row for each group, the picture as SVG, and remarks."""

    table: pd.DataFrame
    picture: str
    remarks: tuple[str, ...]


def cohort_names(workspace: Workspace) -> list[str]:
    """Names of the cohorts saved with their people."""
    return sorted(path.stem for path in (workspace.folder / "cohorts").glob("*.parquet"))


def paths(workspace: Workspace, name: str, kind: str, settings: Settings | None = None) -> Paths:
    """The paths of a saved cohort.

    Args:
        kind: a ready-made list of treatments, or one term.

    Raises:
        InputRefused: there is no such cohort, or nobody knows the term.
    """
    found = pathways_of(workspace, name, [kind], settings or Settings())
    table = found.table()
    table["share"] = (100 * table["share"]).round(1)
    vague = f"{found.vague} treatments are left out: only their month or year is known" if found.vague else ""
    return Paths(found.people, table, sankey(found.paths, name), sunburst(found.paths, name), vague)


def times(workspace: Workspace, name: str, outcome: str, by: str, against: str) -> Times:
    """The survival of a saved cohort; empty words ask for the default.

    Raises:
        InputRefused: a query cannot be asked for this.
        WrongUsage: both groups and another cohort are asked for.
    """
    asked = Asked(name, outcome.strip() or None, by.strip() or None, against or None)
    found = survival_of(workspace, asked)
    months = ", ".join(f"{tick / 30.4375:.0f}" for tick in found.ticks)
    columns = ["group", "people", "events", "median days (95 %)", f"at risk after {months} months"]
    remarks = [f"{people} people {words}" for words, people in found.remarks.items()]
    lines = tuple(line for line in (note_of(found.test), *remarks) if line)
    return Times(pd.DataFrame(rows_of(found), columns=columns), found.svg(), lines)
