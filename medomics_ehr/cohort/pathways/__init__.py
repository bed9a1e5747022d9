"""Care pathways: the ordered treatments of a cohort's people, from each one's index date.

`treatments` says which codes are a treatment, `exposures` reads them from the record, `eras` joins and combines them,
`paths` turns them into one path for each person and counts these, `protection` makes the counts fit to leave,
`sankey` and `sunburst` draw them, `report` writes the files. Nothing here decides who is in the cohort.

Source of eras, combinations and paths: Markus et al., TreatmentPatterns: An R package to facilitate the standardized
development and analysis of treatment patterns across disease domains, Comput Methods Programs Biomed 2022;225:107081.
"""

from medomics_ehr.cohort.pathways.paths import Pathways, pathways
from medomics_ehr.cohort.pathways.settings import Settings
from medomics_ehr.cohort.pathways.treatments import PRESETS, Treatment, treatments_of

__all__ = ["PRESETS", "Pathways", "Settings", "Treatment", "pathways", "treatments_of"]
