"""Codes many reports: files of many kinds or the record's own notes, in order, in constant memory, in parallel.

`files` and `record_notes` are the two ways in. `readers/` turn a file into documents, `engine` codes documents,
`output` writes findings so that a killed run goes on where it stopped.
"""
