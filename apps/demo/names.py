"""Invented names: none is taken from a register, any likeness is chance."""

from __future__ import annotations

import random

_SURNAMES = {
    "fr": ("Aubrelin", "Castavert", "Dorlanges", "Fenouillard", "Grosbosc", "Hautecombe", "Javelier", "Lormoy",
           "Montbrial", "Nérissac", "Pontavice", "Quercillon", "Rochebrune", "Sauvignac", "Thévenard", "Vaucresson"),
    "en": ("Ashdown-Pike", "Birkwell", "Carrowmore", "Dunsmuir", "Eastlake", "Farthingale", "Greystoke", "Hollinshed",
           "Inverarity", "Kettlewell", "Larkhill", "Mossgrove", "Netherby", "Oxenbridge", "Pemberlow", "Tattershall"),
}  # fmt: skip
_GIVEN = {
    ("fr", "female"): ("Armelle", "Bénédicte", "Clotilde", "Églantine", "Honorine", "Maryvonne", "Solène", "Yolaine"),
    ("fr", "male"): ("Aurélien", "Baptistin", "Corentin", "Fulbert", "Gaspard", "Léandre", "Philibert", "Tancrède"),
    ("en", "female"): ("Agatha", "Beatrix", "Cordelia", "Drusilla", "Euphemia", "Marigold", "Rowena", "Winifred"),
    ("en", "male"): ("Alaric", "Barnaby", "Crispin", "Dashiell", "Everard", "Lorcan", "Phineas", "Thaddeus"),
}


def draw_name(rng: random.Random, lang: str, sex: str) -> tuple[str, str]:
    """A surname and a given name."""
    return rng.choice(_SURNAMES[lang]), rng.choice(_GIVEN[lang, sex])


def draw_doctor(rng: random.Random, lang: str) -> str:
    """A doctor's surname with title."""
    title = "Dr" if lang == "fr" else rng.choice(("Dr", "Dr."))
    return f"{title} {rng.choice(_SURNAMES[lang])}"
