"""ATLAS cohort definitions (Circe JSON), judged over the CDM tables as OHDSI's own compiler has it.

`shape` checks that a file is built as a Circe expression. `domains` says what each kind of criterion reads,
`concept_sets` which concepts are meant, `criteria` turns criteria and groups into SQL (`attributes` of a row, `windows`
around an index event), `eras` gives the end dates and merges spells, `expression` is the whole, `wording` says it. A
part that is not supported is refused by name, never ignored.
Source: OHDSI/circe-be, the Book of OHDSI chapter 10.
"""

from medomics_ehr.cohort.readers.circe.expression import cohort_spells, cohort_steps, read_circe

__all__ = ["cohort_spells", "cohort_steps", "read_circe"]
