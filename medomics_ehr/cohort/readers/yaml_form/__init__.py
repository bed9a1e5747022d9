"""The YAML form: how a definition is kept and reviewed, with tests inside the file.

`nodes` turns the tree into plain mappings and back, `document` reads and writes whole files, `examples` runs the
tests that a file holds. `cohort.schema.json` describes the form for editors.
"""

from medomics_ehr.cohort.readers.yaml_form.document import Document, read_yaml, to_yaml

__all__ = ["Document", "read_yaml", "to_yaml"]
