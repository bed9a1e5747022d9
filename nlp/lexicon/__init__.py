"""All lexicons at once: the terminology tables and the coder's cues compiled into one matcher.

It holds no terms of its own: terms are rows of `medomics_ehr/terminology/tables` or of a workspace's own lexicon.
"""

from nlp.lexicon.entries import Entry, read_entries
from nlp.lexicon.trie import Match, Trie

__all__ = ["Entry", "Match", "Trie", "read_entries"]
