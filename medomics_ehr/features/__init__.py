"""Features as known at an index date: from the event stream to one row for each (subject, index date).

`spec` says what to compute, `as_of` which events may be looked at, `aggregate` computes in SQL, `table` shapes the
result, `trace` leads from a value back to its events. Nothing here knows an outcome.
"""
