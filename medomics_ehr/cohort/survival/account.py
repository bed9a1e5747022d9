"""What a survival analysis asked and found, and how it is told: as JSON, in rows, in a line, in a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from medomics_ehr.cohort.disclosure import Policy
from medomics_ehr.cohort.survival.kaplan_meier import Curve, LogRank
from medomics_ehr.cohort.survival.picture import picture
from medomics_ehr.cohort.survival.protection import ProtectedCurve


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a saved cohort.

    Attributes:
        name: the cohort.
        outcome: a text query of one term, or several joined by `or`; None: death.
        by: `sex`, or a text query that splits the cohort by what was known at the index date.
        against: another saved cohort to compare with.
        lang: language of the queries' terms, `fr` or `en`; None: guessed.
    """

    name: str
    outcome: str | None = None
    by: str | None = None
    against: str | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Survival:
    """What was found.

    Attributes:
        outcome: its name.
        curves: one for each group.
        test: between the groups, where there are several.
        ticks: days at which numbers at risk are given.
        remarks: who was set apart or is in doubt, in words, to how many people.
        members: group to its people, for the checks of an export; they are never shown.
    """

    asked: Asked
    outcome: str
    curves: tuple[Curve, ...]
    test: LogRank | None
    ticks: tuple[float, ...]
    remarks: Mapping[str, int]
    members: Mapping[str, frozenset[int]]

    def svg(self) -> str:
        """The picture with exact numbers, which stays on the machine."""
        return picture(self.curves, self.ticks, title_of(self), note_of(self.test)).decode()


def title_of(found: Survival) -> str:
    """What the picture shows."""
    return f"{found.asked.name}: time to {found.outcome}"


def note_of(test: LogRank | None) -> str:
    """The test in a line; empty where there is none.

    >>> note_of(LogRank(16.79, 1, 0.00004))
    'log-rank χ² = 16.79, 1 df, p < 0.001'
    """
    if test is None:
        return ""
    p = "p < 0.001" if test.p < 0.001 else f"p = {test.p:.3f}"
    return f"log-rank χ² = {test.chi_squared:.2f}, {test.degrees} df, {p}"


def account_of(found: Survival) -> dict[str, Any]:
    """Exact numbers as a JSON object, which stays on the machine."""
    groups = [
        {
            "group": one.label,
            "people": one.people,
            "events": one.events,
            "median_days": one.median,
            "median_95": [one.median_low, one.median_high],
            "at_risk": one.at_risk(found.ticks),
            "curve": [list(point) for point in zip(one.times, one.survival, one.lower, one.upper, strict=True)],
        }
        for one in found.curves
    ]
    test = asdict(found.test) if found.test else None
    return {
        "cohort": found.asked.name,
        "outcome": found.outcome,
        "groups": groups,
        "log_rank": test,
        "at_risk_days": [round(tick) for tick in found.ticks],
        "remarks": dict(found.remarks),
    }


def protected_account(
    found: Survival, curves: Sequence[ProtectedCurve], test: LogRank | None, policy: Policy
) -> dict[str, Any]:
    """Suppressed and rounded numbers as a JSON object, which may leave."""
    return {
        "cohort": found.asked.name,
        "outcome": found.outcome,
        "policy": {"suppressed_below": policy.smallest, "rounded_to": policy.round_to},
        "groups": [asdict(one) for one in curves],
        "log_rank": None if test is None else {"chi_squared": round(test.chi_squared, 1), "p": float(f"{test.p:.1g}")},
        "at_risk_days": [round(tick) for tick in found.ticks],
    }


def rows_of(found: Survival) -> list[list[object]]:
    """A row for each group: its name, people, events, median with its interval, and the numbers at risk."""
    rows: list[list[object]] = []
    for one in found.curves:
        risk = ", ".join(map(str, one.at_risk(found.ticks)))
        rows.append([one.label, one.people, one.events, _median(one), risk])
    return rows


def _median(one: Curve) -> str:
    if one.median is None:
        return "not reached"
    low, high = ("?" if days is None else f"{days:.0f}" for days in (one.median_low, one.median_high))
    return f"{one.median:.0f} ({low} to {high})"
