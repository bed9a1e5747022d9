"""Survival of a cohort that lies in a workspace: estimated, and written to leave it. The room's front door."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from medomics_ehr.cohort.ask import terms_of
from medomics_ehr.cohort.disclosure import Policy
from medomics_ehr.cohort.exports import admit, enter, exported_key, write_file
from medomics_ehr.cohort.readers.text import read_text
from medomics_ehr.cohort.recorded_units import in_one_unit
from medomics_ehr.cohort.running import TIME_LIMIT, Reading, reading
from medomics_ehr.cohort.saved import load_people
from medomics_ehr.cohort.survival.account import Asked, Survival, account_of, note_of, protected_account, title_of
from medomics_ehr.cohort.survival.follow_up import follow_up
from medomics_ehr.cohort.survival.groups import Split, by_query, by_sex
from medomics_ehr.cohort.survival.kaplan_meier import Curve, curve, log_rank
from medomics_ehr.cohort.survival.outcome import death, outcome_of
from medomics_ehr.cohort.survival.picture import picture, ticks_of
from medomics_ehr.cohort.survival.protection import ProtectedCurve, protected_curves
from medomics_ehr.cohort.terms import Terms
from medomics_ehr.errors import WrongUsage
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

IN_BOTH = "are in both cohorts and are left out"
_AT_LEAST_SHOWN = 30.4375


def survival_of(
    workspace: Workspace, asked: Asked, seconds: float = TIME_LIMIT, today: dt.date | None = None
) -> Survival:
    """Estimate the survival of a saved cohort.

    Args:
        today: the last day that counts; for tests.

    Raises:
        InputRefused: there is no such cohort, a query cannot be asked for this, or it takes too long.
        WrongUsage: both `by` and `against` are asked.
    """
    if asked.by and asked.against:
        raise WrongUsage("ask either for groups with --by or for another cohort with --against")
    people, in_both = _people(workspace, asked)
    record = Record.of(workspace)
    terms = terms_of(record, asked.lang, " ".join(filter(None, (asked.outcome, asked.by))))
    died = death(terms)
    wanted = read_text(asked.outcome, terms) if asked.outcome else None
    with reading(record, seconds) as opened:
        outcome = outcome_of(in_one_unit(opened, wanted)) if wanted else died
        found = follow_up(opened, people, outcome, died, today)
        split = _split(opened, people, asked, terms)
    label_of = dict(zip(people["subject_id"], split.labels, strict=True))
    grouped = found.frame.assign(label=found.frame["subject_id"].map(label_of))
    frames = {label: grouped[grouped["label"] == label] for label in split.groups}
    curves = tuple(curve(label, frame) for label, frame in frames.items())
    longest = max([_AT_LEAST_SHOWN, *(float(days) for days in found.frame["days"])])
    remarks = dict(found.remarks) | dict(split.remarks) | ({IN_BOTH: in_both} if in_both else {})
    members = {label: frozenset(map(int, frame["subject_id"])) for label, frame in frames.items()}
    return Survival(asked, outcome.name, curves, log_rank(frames), tuple(ticks_of(longest)), remarks, members)


def _people(workspace: Workspace, asked: Asked) -> tuple[pd.DataFrame, int]:
    people = load_people(workspace, asked.name).assign(cohort=asked.name)
    if not asked.against:
        return people, 0
    other = load_people(workspace, asked.against).assign(cohort=asked.against)
    shared = set(people["subject_id"]) & set(other["subject_id"])
    every = pd.concat([people, other], ignore_index=True)
    return every[~every["subject_id"].isin(shared)].reset_index(drop=True), len(shared)


def _split(opened: Reading, people: pd.DataFrame, asked: Asked, terms: Terms) -> Split:
    """The people in their groups; a cohort of nobody keeps its own row."""
    if asked.by is None:
        return Split(people["cohort"], tuple(name for name in (asked.name, asked.against) if name))
    if asked.by.strip().lower() == "sex":
        labels = by_sex(opened, people)
        return Split(labels, tuple(sorted(set(labels))))
    return by_query(opened, people, read_text(asked.by, terms))


def export_survival(workspace: Workspace, found: Survival, folder: Path, policy: Policy | None) -> list[Path]:
    """Write `survival.json`, `.svg` and `.png`; under a policy small numbers are suppressed, and the export is logged.

    Raises:
        InputRefused: too few people lie in a group and not in an earlier export that it overlaps, or the reverse.
        EnvironmentFailed: the folder cannot be written to.
    """
    if policy is None:
        return _written(folder, account_of(found), found.curves, found, note_of(found.test))
    curves = protected_curves(found.curves, found.ticks, policy)
    shown = [one.label for one in curves if one.people is not None]
    for label in shown:
        admit(workspace, found.members[label], policy)
    test = found.test if all(one.times for one in curves) else None
    files = _written(folder, protected_account(found, curves, test, policy), curves, found, note_of(test))
    for label in shown:
        key = exported_key(json.dumps(["survival", found.asked.name, found.asked.by, label]))
        enter(workspace, found.members[label], key, {"survival": found.asked.name, "group": label})
    return files


def _written(
    folder: Path, account: dict[str, Any], curves: Sequence[Curve | ProtectedCurve], found: Survival, note: str
) -> list[Path]:
    contents = {"survival.json": json.dumps(account, ensure_ascii=False, indent=1).encode()}
    for kind in ("svg", "png"):
        contents[f"survival.{kind}"] = picture(curves, found.ticks, title_of(found), note, kind)
    for file, content in contents.items():
        write_file(folder / file, content)
    return [folder / file for file in contents]
