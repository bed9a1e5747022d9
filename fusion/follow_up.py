"""Whether the follow-up of a data set can carry what is asked of it: a refusal, or doubts that go with the figures."""

from __future__ import annotations

from fusion.dataset.block import SurvivalData
from medomics_ehr.errors import InputRefused

_FEW = 10


def refuse_unreached(data: SurvivalData, horizon_days: int) -> None:
    """Refuse a horizon to which nobody was followed: no risk at it can be estimated or checked.

    Raises:
        InputRefused: the longest follow-up ends before the horizon.
    """
    longest = int(data.time.max())
    if longest < horizon_days:
        raise InputRefused(
            f"horizon_days: {horizon_days}, but nobody was followed for longer than {longest} days after the index; "
            "lower it"
        )


def doubts(data: SurvivalData, horizon_days: int) -> list[str]:
    """What a reader must know before believing the figures; mostly nothing.

    >>> import numpy as np, pandas as pd
    >>> data = SurvivalData(pd.DataFrame({"subject_id": range(3)}), {}, np.array([9., 8, 7]), np.ones(3))
    >>> [sentence.partition(":")[0] for sentence in doubts(data, 5)]
    ['all 3 subjects died', '3 subjects are followed to the horizon']
    """
    found = []
    if data.event.all():
        found.append(
            f"all {len(data)} subjects died: nobody is censored, so survivors may be missing; check that the record "
            "says until when the living were observed (cdm.observation_period, visits)"
        )
    if not data.event.any():
        found.append(f"none of the {len(data)} subjects died: there is nothing to learn; check that deaths are loaded")
    reached = int((data.time >= horizon_days).sum())
    if reached < _FEW:
        found.append(f"{reached} subjects are followed to the horizon: figures at it rest on few; lower horizon_days")
    return found
