"""Which ICD-10 code a histology and a site make together (WHO ICD-10, chapter II and its notes)."""

from __future__ import annotations

#: Region of a site's own code to the last figure of the categories of the skin, and of C49.
_SKIN = {
    "C76.4": "6",
    "C40.0": "6",
    "C40.1": "6",
    "C76.5": "7",
    "C40.2": "7",
    "C40.3": "7",
    "C76.1": "5",
    "C76.2": "5",
    "C76.3": "5",
    "C50": "5",
    "C76.0": "4",
    "C00": "0",
    "C41.2": "5",
    "C41.4": "5",
    "C51": "5",
    "C69": "1",
    "C60": "5",
    "C63": "5",
    "C21": "5",
}
_SOFT_TISSUE = {
    "C76.4": "C49.1",
    "C40.0": "C49.1",
    "C40.1": "C49.1",
    "C44.6": "C49.1",
    "C76.5": "C49.2",
    "C40.2": "C49.2",
    "C40.3": "C49.2",
    "C44.7": "C49.2",
    "C76.0": "C49.0",
    "C44.4": "C49.0",
    "C76.1": "C49.3",
    "C76.2": "C49.4",
    "C76.3": "C49.5",
    "C44.5": "C49.6",
}
_SEROUS = {"C38.4": "C45.0", "C38.0": "C45.2", "C48": "C45.1"}
#: Categories of the skin whose fourth figure is the region, the same in all (ICD-10, chapter II).
SKIN = ("C43", "C44", "D03", "D04", "D22", "D23")
#: Diseases whose code does not move with the place where they are found.
_FIXED = (
    "C81",
    "C82",
    "C83",
    "C84",
    "C85",
    "C86",
    "C88",
    "C9",
    "C22",
    "C73",
    "C74",
    "C62",
    "C61",
    "C80",
    "D45",
    "D46",
    "D47",
    "D75",
    "C46",
)


#: ICD-O-3.2 morphologies of soft tissue; bone and cartilage (9180 to 9262) are not among them.
_SOFT_TISSUE_MORPHOLOGY = (
    (8800, 8806),
    (8810, 8858),
    (8890, 8921),
    (8982, 8991),
    (9040, 9045),
    (9120, 9170),
    (9251, 9252),
    (9540, 9581),
)


def of_soft_tissue(morphology: str) -> bool:
    """Whether a malignant morphology at a limb or the trunk is a tumour of soft tissue (C49) there.

    >>> of_soft_tissue("8858/3"), of_soft_tissue("9180/3"), of_soft_tissue("8140/3")
    (True, False, False)
    """
    number = int(morphology[:4])
    return morphology.endswith("/3") and any(low <= number <= high for low, high in _SOFT_TISSUE_MORPHOLOGY)


def column_of(morphology: str) -> str:
    """The column of the site table that a morphology's behaviour asks for.

    >>> column_of("8140/3"), column_of("8500/2"), column_of("8140/0"), column_of("8000/6")
    ('malignant', 'in_situ', 'benign', 'secondary')
    """
    return {"2": "in_situ", "0": "benign", "1": "benign", "6": "secondary"}.get(morphology[-1:], "malignant")


def refine(implied: str, site: str) -> str:
    """The code of a disease that its name implies, moved to the site where the category allows it.

    >>> refine("C43.9", "C76.5"), refine("C45.9", "C38.4"), refine("C83.3", "C16.9"), refine("C50.9", "C50.4")
    ('C43.7', 'C45.0', 'C83.3', 'C50.4')
    >>> refine("D22.9", "C44.3"), refine("D04.9", "C76.4")
    ('D22.3', 'D04.6')
    """
    if not site or implied.startswith(_FIXED):
        return implied
    if implied.startswith(SKIN):
        digit = site[-1] if site.startswith(("C44.", "C43.")) else _by_prefix(_SKIN, site)
        return implied[:4] + digit if digit and implied.endswith(("9", implied[-1])) else implied
    if implied.startswith("C45"):
        return _by_prefix(_SEROUS, site) or implied
    if implied.startswith("C49"):
        return _by_prefix(_SOFT_TISSUE, site) or (site if not site.startswith("C76") else implied)
    if implied.startswith(("C40", "C41")):
        return site if site.startswith(("C40", "C41")) else _bone(site) or implied
    if implied[:3] == site[:3]:
        return implied if site.endswith(".9") else site
    return implied if implied.startswith("D") or site.startswith("C76") else site


def _bone(site: str) -> str:
    return {"C76.4": "C40.0", "C76.5": "C40.2", "C76.3": "C41.4"}.get(site, "")


def _by_prefix(table: dict[str, str], site: str) -> str:
    return table.get(site) or table.get(site[:3]) or ""


#: Regional nodes of a primary (TNM, 8th edition), for `atteinte ganglionnaire` without a region.
_NODES = {
    "C0": "C77.0",
    "C10": "C77.0",
    "C11": "C77.0",
    "C12": "C77.0",
    "C13": "C77.0",
    "C14": "C77.0",
    "C30": "C77.0",
    "C31": "C77.0",
    "C32": "C77.0",
    "C73": "C77.0",
    "C15": "C77.1",
    "C33": "C77.1",
    "C34": "C77.1",
    "C37": "C77.1",
    "C38": "C77.1",
    "C45.0": "C77.1",
    "C50": "C77.3",
    "C16": "C77.2",
    "C17": "C77.2",
    "C18": "C77.2",
    "C22": "C77.2",
    "C23": "C77.2",
    "C24": "C77.2",
    "C25": "C77.2",
    "C64": "C77.2",
    "C62": "C77.2",
    "C74": "C77.2",
    "C19": "C77.5",
    "C20": "C77.5",
    "C53": "C77.5",
    "C54": "C77.5",
    "C55": "C77.5",
    "C56": "C77.5",
    "C61": "C77.5",
    "C65": "C77.2",
    "C66": "C77.5",
    "C67": "C77.5",
    "C68": "C77.5",
    "C57": "C77.5",
    "C21": "C77.5",
    "C51": "C77.4",
    "C52": "C77.5",
    "C60": "C77.4",
    "C63": "C77.4",
    "C43.4": "C77.0",
    "C43.3": "C77.0",
    "C43.6": "C77.3",
    "C43.7": "C77.4",
    "C44.7": "C77.4",
    "C44.6": "C77.3",
    "C44.4": "C77.0",
    "C44.3": "C77.0",
}


def nodes_of(primary: str) -> str:
    """The code of metastases in the regional nodes of a primary.

    >>> nodes_of("C50.9"), nodes_of("C34.1"), nodes_of("")
    ('C77.3', 'C77.1', 'C77.9')
    """
    return _NODES.get(primary) or _NODES.get(primary[:3]) or _NODES.get(primary[:2]) or "C77.9"
