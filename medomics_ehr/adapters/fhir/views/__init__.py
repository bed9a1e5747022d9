"""SQL-on-FHIR v2: a ViewDefinition becomes one DuckDB statement over a table of resources.

`parser` reads FHIRPath into `syntax`, `expressions` turns it into SQL with the types of `elements`,
`compiler` chains the selects of a view, `run` applies a view to files. Nothing here knows OMOP.

Specification: https://sql-on-fhir.org/ig/, version 2.0.
"""

from medomics_ehr.adapters.fhir.views.compiled import CompiledView, ViewColumn
from medomics_ehr.adapters.fhir.views.compiler import compile_view

__all__ = ["CompiledView", "ViewColumn", "compile_view"]
