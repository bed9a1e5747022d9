"""MEDS in and out of the record.

`columns` is the standard as data, `dataset` finds a dataset's shards, `load` reads them, `export` takes the record's
events, `write` and `shards` write them, `code_parents` says what is above a code.
"""
