"""Links a term that the lexicon misses to ranked codes: exact match, character n-grams and a bi-encoder, fused.

`linker` does that; `encoder` opens the transformer that it and the readers of passages share. It reads terms, not
reports: `missed` decides which words of a report are worth linking.
"""
