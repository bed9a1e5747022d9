"""What people start: the `medomics` command, the review app and the synthetic cancer centre."""
