"""A synthetic cancer centre: invented patients whose records, reports, images and mutations agree, with known truth.

Start at `centre.build`. It must not import `nlp` or `medomics_ehr.terminology`, so that its truth is its own.
"""

#: The seed of the centre that the docs show.
SEED = 20240229
