"""The rules of a load, by which the record knows whether a resource must be mapped anew."""

from __future__ import annotations

from dataclasses import dataclass

from medomics_ehr.adapters.fhir import dispositions
from medomics_ehr.adapters.fhir.mapping_files import Mappings


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides how a resource is mapped; a change of any of it maps resources anew.

    Attributes:
        policy: `permissive` or `strict`.
        mappings: the mapping in use.
        vocabulary: release of the loaded vocabulary, "" without one, None until it is looked up.
        time_zone: the instance's one time zone.
    """

    policy: dispositions.Policy
    mappings: Mappings
    vocabulary: str | None
    time_zone: str

    @property
    def fingerprint(self) -> str:
        """Stored beside each resource."""
        return f"{self.policy}/{self.mappings.fingerprint}/{self.time_zone}/{self.vocabulary}"
