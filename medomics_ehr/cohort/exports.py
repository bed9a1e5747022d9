"""Counts-only files that may leave the machine, and the log of what was let out.

The log lies in the workspace: `cohorts/exports/log.jsonl`, and beside it the people of each count that was let out, of
the steps of a waterfall too, which stay here and only serve to refuse a later count that differs by a few people.
"""

from __future__ import annotations

import datetime as dt
import getpass
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from medomics_ehr.cohort.ask import Answer, Question
from medomics_ehr.cohort.disclosure import Policy, protected_count, protected_parts, protected_steps, too_close
from medomics_ehr.cohort.saved import written
from medomics_ehr.errors import EnvironmentFailed, InputRefused
from medomics_ehr.workspace import Workspace


def protected(
    question: Question, answer: Answer, policy: Policy, withheld: frozenset[int] = frozenset()
) -> dict[str, Any]:
    """The account of a count with nothing small in it; suppressed numbers are null.

    Where the count itself is suppressed, so is all that led to it: its steps and codes are counts of groups that no
    later export is held against.

    Args:
        withheld: numbers of steps that are suppressed for what earlier exports told.
    """
    people = protected_steps([step.people for step in answer.waterfall], policy)
    count = people[-1]
    people = [None if count is None or number in withheld else n for number, n in enumerate(people)]
    found = {name: int(n) for name, n in asdict(answer.found_in).items()}
    return {
        "query": question.definition.name,
        "policy": {"suppressed_below": policy.smallest, "rounded_to": policy.round_to},
        "count": count,
        "waterfall": [{"label": step.label, "people": n} for step, n in zip(answer.waterfall, people, strict=True)],
        "found_in": protected_parts(found, policy) if count is not None else dict.fromkeys(found),
        "understood": [
            {
                "term": term.term,
                "asked": list(term.asked),
                "origin": term.origin,
                "compared_in": [found.unit for found in term.values],
                "codes": [
                    {
                        "code": code.code,
                        "label": code.label,
                        "people": None if count is None else protected_count(code.people, policy),
                    }
                    for code in term.codes
                ],
            }
            for term in answer.understood
        ],
    }


def export_counts(
    workspace: Workspace,
    question: Question,
    answer: Answer,
    steps: Sequence[frozenset[int]],
    out: Path,
    policy: Policy,
) -> dict[str, Any]:
    """Write the protected account to `out` and enter it in the log.

    A step on the way that comes too close to what an earlier export told is suppressed; the count itself is refused.

    Args:
        steps: the people left after each step of the waterfall, the cohort's members last.

    Raises:
        InputRefused: too few people of this export or of an earlier one that it overlaps are not in the other.
        EnvironmentFailed: the file cannot be written.
    """
    members = steps[-1]
    admit(workspace, members, policy)
    account = protected(question, answer, policy, _withheld(workspace, steps[:-1], policy))
    key = exported_key(written(question.definition)[1])
    write_file(out, json.dumps(account, ensure_ascii=False, indent=1).encode())
    told = {"query": account["query"], "count": account["count"]}
    let_out = [people for people, step in zip(steps, account["waterfall"], strict=True) if step["people"] is not None]
    enter(workspace, members if account["count"] is not None else None, key, told, let_out)
    return account


def _withheld(workspace: Workspace, steps: Sequence[frozenset[int]], policy: Policy) -> frozenset[int]:
    """The numbers of the steps that would single out a few people beside an earlier export."""
    kept = [people for _, people in _kept(workspace.path("cohorts", "exports"))]
    return frozenset(n for n, people in enumerate(steps) if any(too_close(people, one, policy) for one in kept))


def exported_key(what: str) -> str:
    """The name under which an export is kept in the log.

    >>> exported_key("lung cancer")
    'c4a60ea41845ad51'
    """
    return hashlib.sha256(what.encode()).hexdigest()[:16]


def write_file(out: Path, content: bytes) -> None:
    """Write a file that was asked for by name.

    Raises:
        EnvironmentFailed: it cannot be written.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(content)
    except OSError as error:
        raise EnvironmentFailed(f"{out}: cannot be written ({error.strerror}); name another file with --out") from None


def admit(workspace: Workspace, members: frozenset[int], policy: Policy) -> None:
    """Refuse people whose counts, beside those of an earlier export, would single a few of them out.

    Raises:
        InputRefused: too few people of this export or of an earlier one that it overlaps are not in the other.
    """
    folder = workspace.path("cohorts", "exports")
    folder.mkdir(parents=True, exist_ok=True)
    _refuse_close(folder, members, policy)


def enter(
    workspace: Workspace,
    members: frozenset[int] | None,
    key: str,
    what: dict[str, Any],
    steps: Sequence[frozenset[int]] = (),
) -> None:
    """Enter an export in the log, and keep its members for later comparisons.

    Args:
        members: None where their count was suppressed, and with it the whole account: what was not let out gives
            nothing away beside a later count.
        steps: the people of the steps that were let out with it.
    """
    folder = workspace.path("cohorts", "exports")
    if members is not None:
        for people in {members, *steps}:
            _keep(folder, key, people)
    _log(folder, key, what)


def _keep(folder: Path, key: str, people: frozenset[int]) -> None:
    """Keep people for later comparisons, once: everybody is a step of each waterfall.

    The name goes by the people, so that a query asked anew of a record that grew does not forget whom it told of first.
    """
    rows = np.array(sorted(people), dtype=np.int64)
    digest = hashlib.sha256(rows.tobytes()).hexdigest()[:16]
    if not any(folder.glob(f"*-{digest}.npy")):
        np.save(folder / f"{key}-{digest}.npy", rows, allow_pickle=False)


def _kept(folder: Path) -> Iterator[tuple[str, frozenset[int]]]:
    """The people of each count that was let out, with the key of its export."""
    for path in sorted(folder.glob("*.npy")):
        yield path.stem.partition("-")[0], frozenset(map(int, np.load(path, allow_pickle=False)))


def _refuse_close(folder: Path, members: frozenset[int], policy: Policy) -> None:
    for key, earlier in _kept(folder):
        if too_close(members, earlier, policy):
            raise InputRefused(
                f"of the people asked for and those of the earlier export {_named(folder, key)}, which overlap, "
                f"fewer than {policy.smallest} are in one group and not in the other, and counts of both would help to "
                "single them out; ask for a broader or a narrower group"
            )


def _named(folder: Path, key: str) -> str:
    """How the log calls an export: its query or cohort, and its day."""
    log = folder / "log.jsonl"
    lines = log.read_text(encoding="utf-8").splitlines() if log.is_file() else []
    for entry in map(json.loads, reversed(lines)):
        if entry.get("definition") == key:
            what = entry.get("query") or entry.get("pathways") or entry.get("survival") or key
            return f"`{what}` of {str(entry['at'])[:10]}"
    return key


def _log(folder: Path, key: str, what: dict[str, Any]) -> None:
    entry = {
        "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "who": _user(),
        "definition": key,
        **what,
    }
    descriptor = os.open(folder / "log.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as stream:
        stream.write(json.dumps(entry, ensure_ascii=False) + "\n")


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
