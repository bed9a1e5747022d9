"""What a tumour has reached: `atteinte ganglionnaire`, `peritoneal disease`, nodes said to be invaded."""

from __future__ import annotations

from nlp.lexicon.trie import Match
from nlp.parsers.diagnoses.adding import add, attach
from nlp.parsers.diagnoses.blood import above_all_of_blood
from nlp.parsers.diagnoses.nodes import back_to_site, node_before, numbered_node
from nlp.parsers.diagnoses.sites import SiteIndex, site_code
from nlp.text.reading import Reading

_NODE = "C77"


def add_involvement(reading: Reading, sites: SiteIndex, head: Match, _heads: list[Match]) -> None:
    """`atteinte ganglionnaire`, `nodal involvement`, `peritoneal disease`: of nodes and serous linings only."""
    word = reading.words[head.first]
    attached = attach(reading, sites, head, "secondary", many=False)
    if attached is None:
        add_reached_node(reading, sites, head, _heads)
        return
    code = site_code(attached.sites[0], "secondary")
    if code.startswith(_NODE) and word not in ("maladie",):
        adjective = (
            "adj" in attached.sites[0].entry.data
            or attached.first < head.first
            or word not in ("positif", "positifs", "positive")
        )
        if adjective:
            add(reading, attached.first, attached.last, code, "parser:metastasis", 0.8, role="metastasis")
    elif _reaches_organ(reading, word, code):
        add(reading, attached.first, attached.last, code, "parser:metastasis", 0.8, role="metastasis")


def _reaches_organ(reading: Reading, word: str, code: str) -> bool:
    if word.startswith(("atteinte", "involvement")) and code.startswith(_REACHED):
        return not above_all_of_blood(reading)
    return code == "C78.6" and word in ("disease", "maladie", "involvement", "atteinte", "envahissement")


#: Organs whose `atteinte` is a metastasis; of others it is as often a toxicity.
_REACHED = ("C78.0", "C78.2", "C78.6", "C78.7", "C79.3", "C79.5", "C79.6", "C79.7")


def add_reached_node(reading: Reading, sites: SiteIndex, head: Match, _heads: list[Match]) -> None:
    """`ganglions sus-claviculaires envahis`, `adénopathie suspecte`: nodes said to be reached."""
    if not reading.words[head.first].startswith(_SAID_OF_NODES):
        return
    site = sites.until.get(back_to_site(reading, sites, head))
    reached = node_before(reading, sites, site) if site is not None else None
    if reached is None:
        reached = numbered_node(reading, sites, head)
    if reached is not None:
        add(reading, reached.first, head.last, reached.code, "parser:metastasis", 0.8, role="metastasis")


_SAID_OF_NODES = ("envahi", "suspect", "tumora", "pathologiq")
