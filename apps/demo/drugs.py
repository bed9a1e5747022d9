"""Drugs of the synthetic centre: the codes under which its pharmacy and its prescribers enter them.

RxNorm is given for ingredients only where the code is certain; the others are entered by ATC alone.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drug:
    """A substance: its ATC code of the 2024 index, its RxNorm ingredient, and an ordinary dose."""

    name: str
    atc: str
    rxnorm: str = ""
    dose: float = 0.0
    unit: str = "mg"


DRUGS = {
    drug.name: drug
    for drug in (
        Drug("pembrolizumab", "L01FF02", "1547545", 200),
        Drug("nivolumab", "L01FF01", "1597876", 240),
        Drug("atezolizumab", "L01FF05", "1792776", 1200),
        Drug("durvalumab", "L01FF03", "1919503", 1500),
        Drug("trastuzumab", "L01FD01", "224905", 420),
        Drug("bevacizumab", "L01FG01", "253337", 500),
        Drug("cetuximab", "L01FE01", "318341", 850),
        Drug("carboplatin", "L01XA02", "40048", 450),
        Drug("cisplatin", "L01XA01", "2555", 130),
        Drug("oxaliplatin", "L01XA03", "32592", 150),
        Drug("paclitaxel", "L01CD01", "56946", 150),
        Drug("docetaxel", "L01CD02", "72962", 140),
        Drug("pemetrexed", "L01BA04", "68446", 900),
        Drug("etoposide", "L01CB01", "4179", 180),
        Drug("capecitabine", "L01BC06", "194000", 3000),
        Drug("fluorouracil", "L01BC02", "4492", 4200),
        Drug("irinotecan", "L01CE02", "51499", 300),
        Drug("cyclophosphamide", "L01AA01", "3002", 900),
        Drug("epirubicin", "L01DB03", "3995", 150),
        Drug("doxorubicin", "L01DB01", "3639", 120),
        Drug("ifosfamide", "L01AA06", "5657", 9000),
        Drug("trabectedin", "L01CX01", "", 2.4),
        Drug("osimertinib", "L01EB04", "1721560", 80),
        Drug("palbociclib", "L01EF01", "1601374", 125),
        Drug("tamoxifen", "L02BA01", "10324", 20),
        Drug("letrozole", "L02BG04", "72965", 2.5),
        Drug("metformin", "A10BA02", "6809", 2000),
        Drug("ramipril", "C09AA05", "35296", 5),
        Drug("amlodipine", "C08CA01", "17767", 5),
        Drug("atorvastatin", "C10AA05", "83367", 20),
        Drug("levothyroxine", "H03AA01", "10582", 75, "ug"),
        Drug("apixaban", "B01AF02", "1364430", 10),
        Drug("tiotropium", "R03BB04", "", 18, "ug"),
    )
}

#: Chemotherapy given under one name, and the drugs behind it.
REGIMENS = {
    "FOLFOX": ("oxaliplatin", "fluorouracil"),
    "FOLFIRI": ("irinotecan", "fluorouracil"),
    "CAPOX": ("oxaliplatin", "capecitabine"),
}
