"""Replaces logical ids and references by keys, and drops what names a person, before a resource leaves the reader.

What is staged holds `"id": "<key>"` and `"reference": "Type/<key>.<check>"`, so that everything after it works on keys
alone (`identities` says what the check is for). A conditional reference becomes `Type/<alias key>.<check>`, the keyed
hash of the business identifier it asks for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import orjson

from medomics_ehr.workspace import keyed_identity

#: Elements that name, locate or reach a person; none of them enters the record (narrative included).
DROPPED = ("text", "meta", "name", "telecom", "address", "contact", "photo", "link", "communication", "maritalStatus")
#: Types whose business identifiers others refer to conditionally.
ALIASED = frozenset(
    {"Patient", "Encounter", "Practitioner", "PractitionerRole", "Organization", "Location", "Medication", "Specimen"}
)
#: Contained resources that are kept as resources of their own.
CONTAINED = frozenset({"Medication", "Specimen", "Device", "Organization", "Location", "Practitioner"})

#: Types whose extensions hold counts and contacts, nothing the record takes.
_UNEXTENDED = frozenset({"Organization", "Practitioner", "Location"})

#: Elements that name a patient.
_PEOPLE = ("subject", "patient")

#: How a reference begins, and what may follow it: its type, and its display, which often is a person's name.
_REFERENCE = b'"reference":"'
_REFERENCE_LAST = b'","reference":"'
_FOLLOWING = (b'","type":', b'","display')
_AFTERWARDS = re.compile(rb'"(?:,"type":"[^"\\]*")?(,"display":"(?:[^"\\]|\\.)*")?')
_NAMED_BEFORE = re.compile(rb'"display":"(?:[^"\\]|\\.)*",(?="reference":")')
_LITERAL = re.compile(r"(?:^|/)([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/[^/]+)?$")
_CONDITIONAL = re.compile(r"^([A-Z][A-Za-z]+)\?identifier=(?:([^|]*)\|)?(.+)$")

FullUrls = Mapping[str, tuple[str, str]]
#: A key and its check, see `identities`.
Identity = tuple[int, int]


class Pseudonymiser:
    """Turns resources into their staged form under one workspace's key.

    >>> keys = Pseudonymiser(b"k")
    >>> keys.reference("Patient/1", {}, "") == keys.reference("http://h/fhir/Patient/1/_history/2", {}, "")
    True
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._keys: dict[tuple[str, str], Identity] = {}
        self._rewritten: dict[bytes, bytes] = {}
        self._scope: FullUrls = {}
        self._owner = ""
        self._contained: Mapping[str, str] = {}
        self._referred: set[bytes] = set()

    def identity(self, resource_type: str, logical_id: str) -> Identity:
        """The resource's 63-bit key and its check."""
        pair = (resource_type, logical_id)
        found = self._keys.get(pair)
        if found is None:
            found = self._keys[pair] = keyed_identity(self._secret, resource_type, logical_id)
            if len(self._keys) > 500_000:
                self._keys.clear()
        return found

    def aliases(self, resource: Mapping[str, Any]) -> list[Identity]:
        """Keyed hashes of the business identifiers by which other resources may refer to this one."""
        kind = resource["resourceType"]
        identifiers = resource.get("identifier")
        if kind not in ALIASED or not isinstance(identifiers, list):
            return []
        pairs = [(i.get("system", ""), i.get("value")) for i in identifiers if isinstance(i, dict)]
        return [self._alias(kind, str(system), str(value)) for system, value in pairs if value]

    def take_references(self) -> list[Identity]:
        """What the resources staged since the last call refer to, each once."""
        pairs = [reference.partition(b"/")[2].split(b".") for reference in self._referred if reference]
        self._referred = set()
        return [(int(key), int(check)) for key, check in pairs]

    def _alias(self, resource_type: str, system: str, value: str) -> Identity:
        return self.identity(f"{resource_type}?identifier", f"{system}|{value}")

    def staged(self, resource: dict[str, Any], key: int, owner: str, full_urls: FullUrls) -> bytes:
        """The resource as it is staged under its key. `resource`, known as `owner` (`Type/id`), is consumed."""
        kind = resource["resourceType"]
        dropped, people = _handled(kind, tuple(resource))
        for element in dropped:
            del resource[element]
        for element in people:
            _spell_out(resource, element)
        resource["id"] = str(key)
        parts = _parted(orjson.dumps(resource))
        if len(parts) == 1:
            return parts[0]
        if self._scope is not full_urls or len(self._rewritten) > 100_000:
            self._scope, self._rewritten = full_urls, {}
        self._owner, self._contained = owner, _contained_types(resource) if "contained" in resource else {}
        return self._keyed(parts)

    def _keyed(self, parts: list[bytes]) -> bytes:
        """A text with keys for its references, of the parts that begin with them."""
        rewritten = self._rewritten
        for number in range(1, len(parts)):
            part = parts[number]
            end = part.find(b'"')
            target, rest = part[:end], part[end:]
            key = rewritten.get(target)
            if key is None:
                if not target or b"\\" in target:
                    continue
                key = self._rewrite(target)
            self._referred.add(key)
            parts[number] = key + (_unnamed(key, rest) if rest.startswith(_FOLLOWING) else rest)
        return _REFERENCE.join(parts)

    def _rewrite(self, target: bytes) -> bytes:
        """What stands for a target that has not been met; what is contained is met by its owner only."""
        key = self.reference(target.decode(), self._scope, self._owner, self._contained).encode()
        if target[:1] != b"#":
            self._rewritten[target] = key
        return key

    def reference(self, target: str, full_urls: FullUrls, owner: str, contained: Mapping[str, str] = {}) -> str:
        """`Type/<key>.<check>` for any form of reference; "" for one that says nothing that can be followed."""
        if target.startswith("#"):
            kind = contained.get(target[1:])
            return _staged(kind, self.identity(kind, f"{owner}{target}")) if kind else ""
        if target in full_urls:
            kind, logical_id = full_urls[target]
            return _staged(kind, self.identity(kind, logical_id))
        if literal := _LITERAL.search(target):
            return _staged(literal[1], self.identity(literal[1], literal[2]))
        if asked := _CONDITIONAL.match(target):
            return _staged(asked[1], self._alias(asked[1], asked[2] or "", asked[3]))
        return ""


@lru_cache(maxsize=4096)
def _handled(kind: str, elements: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of a resource with these elements, those to drop and those that name a patient: most of a type have the same.

    >>> _handled("Condition", ("resourceType", "id", "identifier", "text", "subject"))
    (('identifier', 'text'), ('subject',))
    """
    left_out = {*DROPPED, *(() if kind == "Organization" else ("identifier",))}
    left_out |= {"extension"} if kind in _UNEXTENDED else set()
    return tuple(e for e in elements if e in left_out), tuple(e for e in elements if e in _PEOPLE)


def literal(target: str) -> tuple[str, str] | None:
    """Type and id that a literal reference or a request's URL names.

    >>> literal("https://h/fhir/Patient/1"), literal("Patient?identifier=1")
    (('Patient', '1'), None)
    """
    found = _LITERAL.search(target)
    return (found[1], found[2]) if found else None


def _spell_out(resource: dict[str, Any], element: str) -> None:
    """Write a logical reference, an identifier alone, as the conditional one that asks for it.

    >>> resource = {"subject": {"identifier": {"system": "urn:s", "value": "77"}, "display": "Ann Lee"}}
    >>> _spell_out(resource, "subject"); resource
    {'subject': {'reference': 'Patient?identifier=urn:s|77'}}
    """
    named = resource[element]
    if isinstance(named, dict) and "reference" not in named and isinstance(named.get("identifier"), dict):
        system, value = named["identifier"].get("system", ""), named["identifier"].get("value")
        plain = isinstance(value, str) and isinstance(system, str) and not re.search(r'["\\|\x00-\x1f]', system + value)
        resource[element] = {"reference": f"Patient?identifier={system}|{value}" if plain and value else "?"}


def _parted(text: bytes) -> list[bytes]:
    """A resource's text, parted where references begin, without the displays before them: faster than patterns.

    >>> _parted(b'{"subject":{"display":"Ann Lee","reference":"Patient/1"}}')
    [b'{"subject":{', b'Patient/1"}}']
    """
    if _REFERENCE_LAST in text:
        text = _NAMED_BEFORE.sub(b"", text)
    return text.split(_REFERENCE)


def _unnamed(key: bytes, rest: bytes) -> bytes:
    """What follows a reference, without type and display; but a drug's display, perhaps its only name, stays."""
    found = _AFTERWARDS.match(rest)
    if found is None:
        return rest
    named = found[1] if key.startswith(b"Medication/") else None
    return b'"' + (named or b"") + rest[found.end() :]


def _staged(resource_type: str, identity: Identity) -> str:
    return f"{resource_type}/{identity[0]}.{identity[1]}"


def _contained_types(resource: Mapping[str, Any]) -> dict[str, str]:
    contained = resource.get("contained")
    if not isinstance(contained, list):
        return {}
    inside = [c for c in contained if isinstance(c, dict) and c.get("resourceType") in CONTAINED]
    return {str(c.get("id", "")).lstrip("#"): c["resourceType"] for c in inside}
