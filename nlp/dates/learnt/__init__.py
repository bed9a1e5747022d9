"""What marked reports teach of dates, weighed against what the rules say.

Which year or month a date means that states none: `year_options` names the few that it may mean, `year_features`
describes each, `years` chooses. Which date dates which finding: `features` describes the two, `ties` decides. It finds
no date of its own.
"""
