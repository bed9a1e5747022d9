"""The `medomics` command: a thin module for each command group, no logic of its own."""
