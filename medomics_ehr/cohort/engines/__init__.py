"""What runs a definition: `sql` on the record's database, `reference` in plain Python. Both must give the same people.

`reference` is written to be read as the specification; `explain` uses it too. `sql` is written to be fast.
"""
