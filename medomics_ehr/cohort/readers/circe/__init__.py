"""ATLAS cohort definitions (Circe JSON), judged over the CDM tables as OHDSI's own compiler has it.

`domains` says what each kind of criterion reads, `concept_sets` which concepts are meant, `criteria` turns criteria
and groups into SQL, `eras` gives the end dates and merges spells, `expression` is the whole. A part that is not
supported is refused by name, never ignored.
Source: OHDSI/circe-be, the Book of OHDSI chapter 10.
"""

from medomics_ehr.cohort.readers.circe.expression import cohort_spells, cohort_steps, read_circe

__all__ = ["cohort_spells", "cohort_steps", "read_circe"]
