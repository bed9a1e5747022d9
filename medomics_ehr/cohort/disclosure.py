"""Disclosure control: what of a count may leave the machine.

Small counts are suppressed, and so is whatever would let them be worked out: the complement in a total, the
difference between two steps of a waterfall. What is left is rounded. Pure; `exports` keeps the log of what was let out
and refuses counts that overlap too closely with earlier ones.

Source: Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 4 (primary and secondary suppression,
controlled rounding); the threshold of 10 is the usual one of health-data hubs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from medomics_ehr.errors import WrongUsage


@dataclass(frozen=True, slots=True)
class Policy:
    """Counts from 1 to `smallest` - 1 are suppressed; others are rounded to a multiple of `round_to`."""

    smallest: int = 10
    round_to: int = 5

    def __post_init__(self) -> None:
        if self.smallest < 2 or self.round_to < 1:
            raise WrongUsage("a disclosure policy suppresses below 2 at least and rounds to 1 at least")

    def is_small(self, count: int) -> bool:
        """Whether a count would disclose too much."""
        return 0 < count < self.smallest

    def rounded(self, count: int) -> int:
        """A count rounded half up.

        >>> Policy().rounded(13), Policy().rounded(12)
        (15, 10)
        """
        return (2 * count + self.round_to) // (2 * self.round_to) * self.round_to


def protected_count(count: int, policy: Policy) -> int | None:
    """A single count, None where it is suppressed.

    >>> protected_count(7, Policy()), protected_count(23, Policy()), protected_count(0, Policy())
    (None, 25, 0)
    """
    return None if policy.is_small(count) else policy.rounded(count)


def protected_steps(people: Sequence[int], policy: Policy) -> list[int | None]:
    """The people left after each step of a waterfall.

    A step is suppressed where it, or its difference to a neighbour that is let out, is small. The last step, the
    count, goes first, then everybody, then the steps between.

    >>> protected_steps([1000, 400, 395, 120, 4], Policy())
    [1000, 400, None, 120, None]
    """
    order = [len(people) - 1, *range(len(people) - 1)]
    out: dict[int, int] = {}
    for step in dict.fromkeys(order):
        differences = (abs(people[step] - count) for count in out.values())
        if not policy.is_small(people[step]) and not any(policy.is_small(d) for d in differences):
            out[step] = people[step]
    return [policy.rounded(out[step]) if step in out else None for step in range(len(people))]


def protected_parts(parts: Mapping[str, int], policy: Policy) -> dict[str, int | None]:
    """Counts that add up to a total which is let out too.

    Small parts are suppressed; then the smallest others, until at least two are and they sum to no small count.

    >>> protected_parts({"structured": 40, "reports": 3, "both": 25, "together": 0}, Policy())
    {'structured': 40, 'reports': None, 'both': None, 'together': 0}
    """
    hidden = {name for name, count in parts.items() if policy.is_small(count)}
    rest = sorted((name for name in parts if name not in hidden and parts[name]), key=lambda name: parts[name])
    while hidden and rest and (len(hidden) < 2 or policy.is_small(sum(parts[name] for name in hidden))):
        hidden.add(rest.pop(0))
    return {name: None if name in hidden else policy.rounded(count) for name, count in parts.items()}


def too_close(members: frozenset[int], earlier: frozenset[int], policy: Policy) -> bool:
    """Whether two sets overlap, and so few people of one are not in the other that counts would single these out.

    Of nested sets, the two counts alone give the few away. Of others a third count does, of those in the other set
    alone, which no pair of the three would show: |A - B| = |A| - (|B| - |B - A|). So both differences are held to the
    policy, however much the counts themselves differ.

    >>> too_close(frozenset(range(100)), frozenset(range(97)), Policy())
    True
    >>> too_close(frozenset(range(100)), frozenset(range(50)), Policy())
    False
    >>> too_close(frozenset(range(100)), frozenset(range(85, 105)), Policy())
    True
    """
    if not members & earlier:
        return False
    return policy.is_small(len(members - earlier)) or policy.is_small(len(earlier - members))
