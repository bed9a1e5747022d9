"""Text queries in English and French: `lung cancer and immunotherapy then ct`.

`words` holds the vocabulary of the little language, `lexer` cuts a query into tokens, `grammar` builds the definition
from them: `cursor` is where it stands, `facts` reads a term with its modifiers, `relations` joins the steps of a chain.
What a term such as `lung cancer` means is not decided here, see `medomics_ehr.cohort.terms`.
"""

from medomics_ehr.cohort.readers.text.grammar import read_text

__all__ = ["read_text"]
