"""The report coder: French and English oncology reports to findings, each with its words."""
