"""A gene that is told normal or intact: without a mutation where it was sequenced, retained where it was stained."""

from __future__ import annotations

import re

from nlp.parsers.biomarkers.values import MMR_GENES, Value
from nlp.text.reading import Reading

#: Words of a test of the blood or of a family, near a gene.
_INHERITED = re.compile(
    r"germ-?line|germinal|constitution|\bblood\b|\bsang\b|lymphocyt|\bpanel\b|carrier|porteu|heredit|inherit"
    r"|famil|mother|father|sister|brother|mere\b|pere\b|soeur|frere|\bgenes?\b|genetic|genetique"
)
_STAINED = re.compile(r"immuno|\bihc\b|stain|express|marquage|nuclea|nucleair")


def sequenced(reading: Reading, token: int, code: str, use: str, value: Value | None) -> Value | None:
    """The value of a gene told `normal` or `intact`, by how the sentence around a token says that it was tested.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("MLH1 and MSH2 normal in his blood.")
    >>> sequenced(reading, 0, "MLH1", "ihc", Value("normal", 20)).text
    'no mutation'
    >>> sequenced(reading, 0, "LDH", "serum", Value("normal", 20)) is None
    True
    """
    if value is None or value.text not in ("normal", "retained"):
        return value
    sentence = reading.sentence(token)
    words = reading.folded[reading.starts[sentence.first] : reading.ends[sentence.last - 1]]
    gene = use == "gene" or code in MMR_GENES
    inherited = gene and bool(_INHERITED.search(words)) and not _STAINED.search(words)
    if value.text == "retained":
        return Value("no mutation", value.end) if inherited else value
    if inherited or use == "gene":
        return Value("no mutation", value.end)
    return Value("retained", value.end) if code in MMR_GENES else None
