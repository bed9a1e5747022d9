"""Variant classes: what a MAF's `Variant_Classification` or a VCF's consequence does to the protein. Pure.

Classes are those of the GDC's MAF format (v1.0, column 9); Sequence Ontology terms are mapped to them as vcf2maf does.
"""

from __future__ import annotations

#: The protein is cut short or not made: counts as a loss of function.
TRUNCATING = frozenset(
    {
        "Frame_Shift_Del",
        "Frame_Shift_Ins",
        "Nonsense_Mutation",
        "Nonstop_Mutation",
        "Splice_Site",
        "Translation_Start_Site",
    }
)
#: The protein is changed: what "mutated" and the mutational burden count.
NONSYNONYMOUS = TRUNCATING | {"In_Frame_Del", "In_Frame_Ins", "Missense_Mutation"}

#: Known to the format and without a change of the protein.
OTHER = frozenset(
    {
        "3'Flank",
        "3'UTR",
        "5'Flank",
        "5'UTR",
        "IGR",
        "Intron",
        "RNA",
        "Silent",
        "Splice_Region",
        "Targeted_Region",
    }
)

_SEQUENCE_ONTOLOGY = {
    "stop_gained": "Nonsense_Mutation",
    "stop_lost": "Nonstop_Mutation",
    "start_lost": "Translation_Start_Site",
    "splice_acceptor_variant": "Splice_Site",
    "splice_donor_variant": "Splice_Site",
    "inframe_deletion": "In_Frame_Del",
    "inframe_insertion": "In_Frame_Ins",
    "disruptive_inframe_deletion": "In_Frame_Del",
    "disruptive_inframe_insertion": "In_Frame_Ins",
    "conservative_inframe_deletion": "In_Frame_Del",
    "conservative_inframe_insertion": "In_Frame_Ins",
    "missense_variant": "Missense_Mutation",
    "protein_altering_variant": "Missense_Mutation",
    "synonymous_variant": "Silent",
    "stop_retained_variant": "Silent",
    "splice_region_variant": "Splice_Region",
    "5_prime_UTR_variant": "5'UTR",
    "3_prime_UTR_variant": "3'UTR",
    "upstream_gene_variant": "5'Flank",
    "downstream_gene_variant": "3'Flank",
    "intron_variant": "Intron",
    "intergenic_variant": "IGR",
    "intergenic_region": "IGR",
}


def class_of_consequence(consequence: str, reference: str, alternative: str) -> str:
    """The MAF class of a Sequence Ontology consequence (several joined by `&`: the first that is known).

    >>> class_of_consequence("missense_variant&splice_region_variant", "A", "T")
    'Missense_Mutation'
    >>> class_of_consequence("frameshift_variant", "AG", "A")
    'Frame_Shift_Del'
    """
    for term in consequence.split("&"):
        if term == "frameshift_variant":
            return "Frame_Shift_Del" if len(reference) > len(alternative) else "Frame_Shift_Ins"
        if term in _SEQUENCE_ONTOLOGY:
            return _SEQUENCE_ONTOLOGY[term]
    return "RNA"
