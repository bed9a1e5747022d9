"""Units: what a number in one UCUM unit is in another. Features and cohorts convert by it and set apart what it cannot.

A small reader of UCUM terms (The Unified Code for Units of Measure, section 2): atoms of clinical laboratories with
metric prefixes, products, quotients and powers of ten. Molar and mass units are not mixed: that needs the substance.
A few spellings that laboratories use beside it are read too (mmHg, IU, µmol).
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

_ATOMS: dict[str, tuple[float, str]] = {
    "g": (1e-3, "mass"), "L": (1e-3, "volume"), "l": (1e-3, "volume"), "mol": (1.0, "amount"), "m": (1.0, "length"),
    "s": (1.0, "time"), "min": (60.0, "time"), "h": (3600.0, "time"), "d": (86400.0, "time"), "wk": (604800.0, "time"),
    "mo": (2629800.0, "time"), "a": (31557600.0, "time"), "%": (0.01, ""), "1": (1.0, ""), "Cel": (1.0, "temperature"),
    "[iU]": (1.0, "international"), "[IU]": (1.0, "international"), "U": (1.0, "enzyme"), "kat": (6e7, "enzyme"),
    "mm[Hg]": (1.0, "mmHg"), "Pa": (0.00750062, "mmHg"), "[lb_av]": (0.45359237, "mass"), "[in_i]": (0.0254, "length"),
    "mmHg": (1.0, "mmHg"), "IU": (1.0, "international"), "UI": (1.0, "international"),
    "eq": (1.0, "equivalent"), "cal": (1.0, "energy"), "Bq": (1.0, "activity"), "Gy": (1.0, "dose"),
}  # fmt: skip
_PREFIXES = {
    "G": 1e9,
    "M": 1e6,
    "k": 1e3,
    "h": 1e2,
    "d": 1e-1,
    "c": 1e-2,
    "m": 1e-3,
    "u": 1e-6,
    "µ": 1e-6,
    "μ": 1e-6,
    "n": 1e-9,
    "p": 1e-12,
    "f": 1e-15,
}
#: Atoms that are met in millions; a laboratory's `ML`, `Mg` or `Mmol` is a small one in capitals, and is not guessed.
_MET_LARGE = frozenset({"Pa", "cal", "Bq", "U", "[iU]", "[IU]"})
_METRIC = frozenset({"g", "L", "l", "mol", "m", "s", "kat", "Pa", "eq", "cal", "Bq", "Gy", "U", "[iU]", "[IU]"})
_COMPONENT = re.compile(
    r"^(?:10[*^](?P<ten>-?\d{1,2})|(?P<atom>1|[^\d\[\]]+(?:\[[^\]]*\])?|\[[^\]]*\])(?P<power>-?\d)?)$"
)
#: A size beyond ten to this power, either way, is no unit of a laboratory.
_MOST_POWERS = 60


def factor(given: str | None, wanted: str) -> float | None:
    """What a number in one unit is multiplied by to be in the other; None where they do not measure the same.

    A number without a unit is only like another without: it is no percentage. Terms that differ in case alone are the
    same, for many laboratories write all in capitals: `U/ML` is `U/mL`, though UCUM reads it as megalitres. No text
    raises an error.

    >>> factor("g/L", "g/dL"), factor("mmol/L", "umol/L"), factor("mg/dL", "mmol/L"), factor("10*9/L", "10*3/uL")
    (0.1, 1000.0, None, 1.0)
    >>> factor(None, "%"), factor("1", "%"), factor("MMHG", "mmHg")
    (None, 100.0, 1.0)
    >>> factor("U/mL", "U/ML"), factor("Mg/dL", "mg/dL"), factor("U/L", "U/ML"), factor("g/L", "10*400/L")
    (1.0, 1.0, None, None)
    """
    if (given or "").lower() == wanted.lower():
        return 1.0
    first, second = _measure(given or "1"), _measure(wanted or "1")
    if first is None or second is None or first[1] != second[1]:
        return None
    times = float(f"{first[0] / second[0]:.12g}")
    return times if (given and wanted) or times == 1.0 else None


def is_known(unit: str) -> bool:
    """Whether a text is a unit that is understood here.

    >>> is_known("g/dL"), is_known("mm[Hg]"), is_known("gdL")
    (True, True, False)
    """
    return _measure(unit) is not None


@lru_cache(maxsize=4096)
def _measure(unit: str) -> tuple[float, tuple[tuple[str, int], ...]] | None:
    """Size in base units and dimensions, or None where the term is not understood."""
    size, dimensions = 1.0, dict[str, int]()
    sign = 1
    for piece in re.split(r"([./])", re.sub(r"\{[^}]*\}", "", unit)):
        if piece == "/":
            sign = -1
        elif piece == ".":
            sign = 1
        elif piece:
            part = _component(piece)
            if part is None:
                return None
            size *= part[0] ** sign
            if abs(math.log10(size)) > _MOST_POWERS:
                return None
            dimensions[part[1]] = dimensions.get(part[1], 0) + sign * part[2]
    return size, tuple(sorted((name, power) for name, power in dimensions.items() if name and power))


def _component(piece: str) -> tuple[float, str, int] | None:
    match = _COMPONENT.match(piece)
    if match is None:
        return None
    if match["ten"]:
        return math.pow(10.0, int(match["ten"])), "", 1
    power = int(match["power"] or 1)
    name = match["atom"]
    if name in _ATOMS:
        size, dimension = _ATOMS[name]
    elif name[:1] in _PREFIXES and name[1:] in (_MET_LARGE if name[0] in "MG" else _METRIC):
        size, dimension = _ATOMS[name[1:]][0] * _PREFIXES[name[0]], _ATOMS[name[1:]][1]
    else:
        return None
    return size**power, dimension, power
