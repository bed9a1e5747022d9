"""The law of survival of the synthetic centre: the one planted signal, written down in docs/demo.md.

    log_risk = 0.60 (stage - 2.5) + 0.80 texture + 0.90 TP53 - 0.80 PIK3CA - 0.70 resected - 0.60 immunotherapy
    P(T > t) = exp(-(t / 750 days)^1.3 exp(log_risk)),  last contact uniform on 200 to 1,600 days

Stage is 1 to 4, texture a standard normal, the others 0 or 1: a mutation that changes the protein, a resection
before the index, immunotherapy decided by the tumour board at the index.
"""

from __future__ import annotations

import math
import random

COEFFICIENTS = {
    "stage": 0.60,
    "texture": 0.80,
    "TP53": 0.90,
    "PIK3CA": -0.80,
    "resected": -0.70,
    "immunotherapy": -0.60,
}
SCALE_DAYS = 750.0
SHAPE = 1.3
FOLLOW_UP_DAYS = (200, 1600)


def log_risk(stage: int, texture: float, tp53: bool, pik3ca: bool, resected: bool, immunotherapy: bool) -> float:
    """The true log hazard ratio of a patient.

    >>> round(log_risk(4, 1.0, True, False, False, True), 3)
    2.0
    """
    c = COEFFICIENTS
    return (
        c["stage"] * (stage - 2.5)
        + c["texture"] * texture
        + c["TP53"] * tp53
        + c["PIK3CA"] * pik3ca
        + c["resected"] * resected
        + c["immunotherapy"] * immunotherapy
    )


def draw(rng: random.Random, risk: float) -> tuple[int, bool]:
    """Days from the index to death or last contact, and whether it is death.

    Inverse transform sampling of a Weibull proportional-hazards law (Bender, Augustin and Blettner,
    Statistics in Medicine 2005, doi 10.1002/sim.2059).
    """
    death = SCALE_DAYS * (-math.log(1.0 - rng.random()) * math.exp(-risk)) ** (1 / SHAPE)
    last_contact = rng.uniform(*FOLLOW_UP_DAYS)
    return max(3, round(min(death, last_contact))), death <= last_contact
