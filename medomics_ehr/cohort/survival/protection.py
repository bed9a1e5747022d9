"""A curve that may leave the machine: no step that few people make, no number at risk that is small.

The curve is kept only at whole 30 days at which enough further people had the outcome since the last kept point, as
OpenSAFELY's rounded Kaplan-Meier delays events until a threshold is reached, and ends where few are still at risk. The
confidence band is left out, and a group with too few outcomes has no curve at all.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from medomics_ehr.cohort.disclosure import Policy, protected_count, protected_parts, protected_steps
from medomics_ehr.cohort.survival.kaplan_meier import Curve

STEP_DAYS = 30


@dataclass(frozen=True, slots=True)
class ProtectedCurve:
    """What of a curve is let out; None and empty where suppressed."""

    label: str
    people: int | None
    events: int | None
    times: tuple[float, ...]
    survival: tuple[float, ...]
    median: float | None
    at_risk: tuple[int | None, ...]


def protected_curves(found: Sequence[Curve], ticks: Sequence[float], policy: Policy) -> list[ProtectedCurve]:
    """The curves of groups that add up to a cohort: where one is small, so many are hidden that none can be worked out.

    >>> people = [Curve("a", 4, 0, durations=(9,) * 4), Curve("b", 30, 0, durations=(9,) * 30)]
    >>> [one.people for one in protected_curves(people, [0.0], Policy())]
    [None, None]
    """
    parts = protected_parts({one.label: one.people for one in found}, policy)
    nothing = (None,) * len(ticks)
    return [
        ProtectedCurve(one.label, None, None, (), (), None, nothing)
        if parts[one.label] is None
        else protected_curve(one, ticks, policy)
        for one in found
    ]


def protected_curve(found: Curve, ticks: Sequence[float], policy: Policy) -> ProtectedCurve:
    """A curve with nothing small in it."""
    points = _kept(found, policy)
    people = protected_count(found.people, policy)
    if people is None or policy.is_small(found.people - found.events):
        points = []
    risk = protected_steps(found.at_risk(ticks), policy) if people is not None else [None] * len(ticks)
    return ProtectedCurve(
        found.label,
        people,
        protected_count(found.events, policy) if points or not found.events else None,
        tuple(time for time, _ in points),
        tuple(round(share, 2) for _, share in points),
        next((time for time, share in points if share <= 0.5), None),
        tuple(risk),
    )


def _kept(found: Curve, policy: Policy) -> list[tuple[float, float]]:
    """The points of the curve that are let out."""
    if not found.times or found.events < policy.smallest:
        return []
    durations, times = np.asarray(found.durations), np.asarray(found.times)
    points, gone = [(0.0, 1.0)], 0
    for step in range(1, math.ceil(times[-1] / STEP_DAYS) + 1):
        at = float(step * STEP_DAYS)
        share = found.survival[int(np.searchsorted(times, at, side="right")) - 1]
        if int((durations > at).sum()) < policy.smallest:
            break
        had = sum(n for time, n in zip(found.times, found.observed, strict=True) if time <= at)
        if had - gone >= policy.smallest:
            points.append((at, share))
            gone = had
    return points if len(points) > 1 else []
