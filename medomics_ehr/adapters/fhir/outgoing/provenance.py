"""Provenance of what goes out: which software made it, when, from which report or model. Pure."""

from __future__ import annotations

from typing import Any

import medomics_ehr

Resource = dict[str, Any]


def provenance(target: Resource, recorded: str, source: Resource) -> Resource:
    """The Provenance of one resource.

    Args:
        recorded: now, as a FHIR instant.
        source: what it was made from, a Reference.

    >>> made = provenance({"resourceType": "Condition", "id": "a"}, "2024-01-02T00:00:00Z", {"display": "model cox"})
    >>> made["target"], made["entity"][0]["role"]
    ([{'reference': 'Condition/a'}], 'source')
    """
    kind = {"system": "http://terminology.hl7.org/CodeSystem/provenance-participant-type", "code": "assembler"}
    return {
        "resourceType": "Provenance",
        "id": f"provenance-{target['id']}",
        "target": [{"reference": f"{target['resourceType']}/{target['id']}"}],
        "recorded": recorded,
        "agent": [{"type": {"coding": [kind]}, "who": {"display": f"medomics-ehr {medomics_ehr.__version__}"}}],
        "entity": [{"role": "source", "what": source}],
    }
