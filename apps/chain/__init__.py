"""The whole chain on the synthetic centre, as `medomics demo` runs it, each stage measured against the truth.

`run` orders the stages and skips what is done; a module for each stage calls the room that does the work. This is the
only place that knows both the product and the centre's truth.
"""
