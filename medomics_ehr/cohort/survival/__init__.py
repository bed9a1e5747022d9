"""Survival of a saved cohort since each person's index date: Kaplan-Meier curves, numbers at risk, log-rank test.

`outcome` says what ends the time, `follow_up` measures it in the record, `groups` splits the cohort by what is known
at the index date, `kaplan_meier` estimates, `protection` makes a curve fit to leave, `picture` draws, `account` tells,
`cohort` is the front door. The estimates are lifelines' (extra `survival`); nothing here decides who is in the cohort.
"""

from medomics_ehr.cohort.survival.account import Asked, Survival
from medomics_ehr.cohort.survival.cohort import export_survival, survival_of

__all__ = ["Asked", "Survival", "export_survival", "survival_of"]
