"""Assertion of clinical events of any kind and specialty, their spans handed in: no parser told what they are.

The oncology pipeline (`nlp.assertion.factory`) asks what a finding is before it believes a cue; here only the
sentence speaks. Cues are shared where they mean the same, scopes follow the clauses of the sentence: a denial covers
the verb that it denies, the object where the verb states that something is there, and not what the sentence takes
for granted (`did not respond to steroids`).

After NegEx and ConText (Chapman et al. 2001; Harkema et al., J Biomed Inform 2009;42:839-51), and THYME's polarity
and contextual modality (Styler et al., TACL 2014;2:143-54).
"""
