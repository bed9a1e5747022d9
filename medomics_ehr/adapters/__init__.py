"""In and out of the record: `fhir`, `omop` and `meds`, a folder each; they do not import one another."""
