"""Pathways of a cohort that lies in a workspace: computed, and written to leave it. The room's front door."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path as File

from medomics_ehr.cohort.ask import terms_of
from medomics_ehr.cohort.disclosure import Policy
from medomics_ehr.cohort.exports import admit, enter, exported_key
from medomics_ehr.cohort.pathways.paths import Pathways, pathways
from medomics_ehr.cohort.pathways.protection import ProtectedPath, ProtectedPathways, protected_pathways
from medomics_ehr.cohort.pathways.report import write_report
from medomics_ehr.cohort.pathways.settings import Settings
from medomics_ehr.cohort.pathways.treatments import regimen_names, treatments_of
from medomics_ehr.cohort.running import TIME_LIMIT, reading
from medomics_ehr.cohort.saved import load_people
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace


def pathways_of(
    workspace: Workspace,
    name: str,
    asked: Sequence[str],
    settings: Settings,
    lang: str | None = None,
    seconds: float = TIME_LIMIT,
) -> Pathways:
    """The pathways of a saved cohort.

    Args:
        asked: a preset, or terms, see `treatments.treatments_of`.

    Raises:
        InputRefused: there is no such cohort, nobody knows a treatment, or it takes too long.
    """
    people = load_people(workspace, name)
    record = Record.of(workspace)
    terms = terms_of(record, lang, " ".join(asked))
    with reading(record, seconds) as opened:
        treatments = treatments_of(opened, asked, terms)
    names = regimen_names(treatments) if list(asked) == ["regimens"] else None
    return pathways(record, people, treatments, settings, names, seconds)


def export_pathways(
    workspace: Workspace, name: str, found: Pathways, folder: File, policy: Policy | None
) -> list[File]:
    """Write the files; under a policy the export is checked against earlier ones and logged, as a count is.

    Raises:
        InputRefused: too few people lie in this cohort and not in an earlier export that it overlaps, or the reverse.
        EnvironmentFailed: the folder cannot be written to.
    """
    if policy is None:
        exact = tuple(ProtectedPath(path, people, False) for path, people in found.paths.items())
        note = "Exact counts: this page must stay on the machine that made it."
        return write_report(folder, name, ProtectedPathways(found.people, exact), note)
    members = frozenset(int(person) for person in load_people(workspace, name)["subject_id"])
    admit(workspace, members, policy)
    shown = protected_pathways(found, policy)
    note = f"Counts below {policy.smallest} are suppressed, the others rounded to multiples of {policy.round_to}."
    files = write_report(folder, name, shown, note)
    what = {"pathways": name, "count": shown.people, "policy": asdict(policy)}
    told = members if shown.people is not None else None
    enter(workspace, told, exported_key(json.dumps(["pathways", name])), what)
    return files
