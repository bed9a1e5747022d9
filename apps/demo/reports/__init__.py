"""Narrative reports of the synthetic centre, with the findings that they state.

The wording lies in `phrases/fr.yaml` and `phrases/en.yaml`; `phrasebook` fills it, the modules named after the
four types of report decide what a report says, `layout` and `noise` how it looks.
"""
