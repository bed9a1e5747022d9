"""Makes the learnt parts of the shipped coder, anew or carried on to a user's reports: what `learns:` asks for.

`config` says from which reports, `reports` reads them, `learn` writes the folder that `code --learnt` runs, `figures`
compares it with what is shipped. The parts themselves are learnt in `nlp.training.assertion` and `.date_ties`.
"""
