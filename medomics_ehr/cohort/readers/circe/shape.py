"""Whether a Circe expression is built as one: lists where lists belong, whole numbers where numbers do.

Checked once, after reading, so that the compiler can rely on it. What a part means is not looked at here, but for
windows that no day can lie in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from medomics_ehr.errors import InputRefused

#: No window, pad or offset of a definition is longer than this; dates stay far inside what databases hold.
MAX_DAYS = 1_000_000
_LISTS = frozenset(
    ("ConceptSets", "CriteriaList", "DemographicCriteriaList", "Groups", "InclusionRules", "CensoringCriteria", "items")
)
_MAPPINGS = frozenset(
    (
        "PrimaryCriteria", "AdditionalCriteria", "CorrelatedCriteria", "ObservationWindow", "PrimaryCriteriaLimit",
        "QualifiedLimit", "ExpressionLimit", "EndStrategy", "DateOffset", "CustomEra", "CollapseSettings",
        "CensorWindow", "Criteria", "StartWindow", "EndWindow", "Start", "End", "Occurrence", "expression", "concept",
    )
)  # fmt: skip
_DAYS = frozenset(("Days", "PriorDays", "PostDays", "EraPad", "Offset", "DaysSupplyOverride"))
_NUMBERS = frozenset(("Coeff", "Count", "CodesetId", "DrugCodesetId", "CONCEPT_ID", "id"))


def check_shape(data: Mapping[str, Any], where: str) -> None:
    """Refuse, by its path, what is not built as a Circe expression.

    Raises:
        InputRefused: a part is no list, no mapping, no number, too large a number, or an impossible window.

    >>> check_shape({"PrimaryCriteria": {"CriteriaList": "x"}}, "a.json")
    Traceback (most recent call last):
        ...
    medomics_ehr.errors.InputRefused: a.json: PrimaryCriteria.CriteriaList is no list; mend the definition
    """
    if "CriteriaList" not in data["PrimaryCriteria"]:
        raise InputRefused(f"{where}: PrimaryCriteria has no CriteriaList; name an initial event in ATLAS")
    for path, name, value in _parts(data):
        if value is None:
            continue
        for names, fits, words in _DEMANDS:
            if name in names and not fits(value):
                raise InputRefused(f"{where}: {path} {words}; mend the definition")
        if name in ("StartWindow", "EndWindow") and _is_impossible(value):
            raise InputRefused(f"{where}: {path}: no day can lie in this window; mend the definition")


def _parts(data: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Every part with its path and its name, without recursion; an item of a list has the name `[]`."""
    waiting: list[tuple[str, str, Any]] = [("", "", data)]
    while waiting:
        path, name, value = waiting.pop()
        if path:
            yield path, name, value
        if isinstance(value, Mapping):
            waiting += [(f"{path}.{str(key)[:40]}".lstrip("."), str(key), below) for key, below in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{path}[{n}]", "[]" if name in _LISTS else "", below) for n, below in enumerate(value)]


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_impossible(window: Mapping[str, Any]) -> bool:
    """Whether both ends are days counted from one event, the last before the first."""
    ends = [window.get(name) for name in ("Start", "End")]
    if not all(isinstance(end, Mapping) and _is_whole(end.get("Days")) for end in ends):
        return False
    first, last = (int(end["Days"]) * int(end.get("Coeff") or -1) for end in ends if end is not None)
    return first > last


_DEMANDS: tuple[tuple[frozenset[str], Callable[[Any], bool], str], ...] = (
    (_LISTS, lambda value: isinstance(value, list), "is no list"),
    (_MAPPINGS | {"[]"}, lambda value: isinstance(value, Mapping), "is no mapping"),
    (_DAYS | _NUMBERS, _is_whole, "is no whole number"),
    (_DAYS, lambda value: abs(value) <= MAX_DAYS, f"is beyond {MAX_DAYS} days"),
)
