"""OMOP CDM in and out of the record.

`sources` opens a CDM wherever it lies, `typed_rows` reads its tables into CDM 5.4 types, `load` brings them into the
record, `events` derives the event stream, `vocabulary` replaces the vocabulary, `quality` checks, `export` writes.
"""
