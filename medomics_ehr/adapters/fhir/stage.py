"""Turns documents into staged resources: judged, keyed, pseudonymised, with a digest of their content.

Pure: bytes in, packed columns out, which DuckDB maps (see `batch`). No document needs another, since references across
them are keys, so `staging` works on several at once.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from medomics_ehr.adapters.fhir.document import DELETED, Document, Refusal
from medomics_ehr.adapters.fhir.packed_columns import Kind, PackedTable, packed
from medomics_ehr.adapters.fhir.pseudonym import CONTAINED, FullUrls, Pseudonymiser, literal
from medomics_ehr.adapters.fhir.structure import NotJson, element_fault, explain, parse, type_fault

#: Columns of a staged resource; `counted` is false for a contained one, which its owner counts for.
STAGED_SCHEMA: dict[str, Kind] = {
    "resource_key": "int64",
    "key_check": "int64",
    "resource_type": "text",
    "logical_id": "text",
    "sha256": "text",
    "last_updated": "text",
    "file": "text",
    "line": "int32",
    "counted": "bool",
    "resource": "text",
}
ALIAS_SCHEMA: dict[str, Kind] = dict.fromkeys(("alias_key", "alias_check", "resource_key", "key_check"), "int64")
REFERENCE_SCHEMA: dict[str, Kind] = dict.fromkeys(("resource_key", "key_check"), "int64")

#: Of what is no bundle; always the same mapping, as references resolved under it are remembered.
_NO_URLS: FullUrls = {}


#: What the manifest of a bulk export must have (FHIR Bulk Data Access, "Complete Status").
_MANIFEST = {"transactionTime", "request", "output"}


@dataclass(slots=True)
class Staged:
    """A part of the input, staged.

    Attributes:
        resources: columns of `STAGED_SCHEMA`.
        aliases: columns of `ALIAS_SCHEMA`.
        references: columns of `REFERENCE_SCHEMA`: what the resources refer to, each once.
        elements: by type, the names of the elements that its resources have at their top.
        refusals: what was refused, with its place.
        unmapped: resources that are never mapped, by (file, type, reason).
    """

    resources: PackedTable
    aliases: PackedTable
    references: PackedTable
    elements: dict[str, set[str]]
    refusals: list[Refusal] = field(default_factory=list)
    unmapped: Counter[tuple[str, str, str]] = field(default_factory=Counter)


class Stager:
    """Stages sources under a workspace's key; `mapped` names the types that a view exists for."""

    def __init__(self, secret: bytes, mapped: frozenset[str]) -> None:
        self._pseudonyms = Pseudonymiser(secret)
        self._mapped = mapped
        self._reset()

    def _reset(self) -> None:
        self._rows: list[tuple[Any, ...]] = []
        self._aliases: list[tuple[int, int, int, int]] = []
        self._elements: defaultdict[str, set[str]] = defaultdict(set)
        self._refusals: list[Refusal] = []
        self._unmapped: Counter[tuple[str, str, str]] = Counter()

    def stage(self, found: Sequence[Document | Refusal]) -> Staged:
        """Stage some documents; refusals met while reading pass through."""
        for document in found:
            if isinstance(document, Refusal):
                self._refusals.append(document)
            else:
                self._document(document)
        staged = Staged(
            packed(self._rows, STAGED_SCHEMA),
            packed(self._aliases, ALIAS_SCHEMA),
            packed(self._pseudonyms.take_references(), REFERENCE_SCHEMA),
            dict(self._elements),
            self._refusals,
            self._unmapped,
        )
        self._reset()
        return staged

    def _document(self, document: Document) -> None:
        try:
            content = parse(document.data)
        except NotJson as error:
            if not self._salvaged_lines(document):
                self._refuse(document, str(error))
            return
        except RecursionError:
            self._refuse(document, "not JSON: nested too deep")
            return
        if document.full_urls is not None:
            self._entry(content, document, document.full_urls)
        elif isinstance(content, dict) and content.get("resourceType") == "Bundle":
            self._bundle(content, document)
        elif isinstance(content, dict) and "resourceType" not in content and content.keys() >= _MANIFEST:
            self._unmapped[(document.file, "manifest", "list of a bulk export's files")] += 1
        else:
            self._resource(content, document, _NO_URLS, None)

    def _salvaged_lines(self, document: Document) -> bool:
        """A `.json` file may hold NDJSON: whole lines load, the others are refused one by one."""
        lines = [(n, line) for n, line in enumerate(document.data.split(b"\n"), start=document.line) if line.strip()]
        if len(lines) < 2 or not lines[0][1].lstrip().startswith(b"{"):
            return False
        try:
            parse(lines[0][1])
        except (NotJson, RecursionError):
            return False
        for number, line in lines:
            try:
                self._resource(parse(line), Document(document.file, number, line), _NO_URLS, None)
            except NotJson as error:
                self._refusals.append(Refusal(document.file, number, str(error)))
        return True

    def _bundle(self, bundle: dict[str, Any], document: Document) -> None:
        entries = bundle.get("entry", [])
        if not isinstance(entries, list):
            self._refuse(document, "entry is no list", "Bundle.entry", "Bundle")
            return
        full_urls = _full_urls(entries)
        updated = _last_updated(bundle)
        for number, entry in enumerate(entries):
            self._entry(entry, document, full_urls, f"Bundle.entry[{number}]", updated)

    def _entry(
        self,
        entry: Any,
        document: Document,
        full_urls: FullUrls,
        path: str = "Bundle.entry",
        updated: str | None = None,
    ) -> None:
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if resource is None:
            request = entry.get("request") if isinstance(entry, dict) else None
            if isinstance(request, dict) and request.get("method") == "DELETE":
                self._deletion(request.get("url"), document, path, updated)
            else:
                self._refuse(document, "entry holds no resource", path, None)
            return
        full_url = entry.get("fullUrl")
        self._resource(resource, document, full_urls, full_url if isinstance(full_url, str) else None)

    def _resource(self, resource: Any, document: Document, full_urls: FullUrls, full_url: str | None) -> None:
        found = type_fault(resource)
        if found is None and (reason := self._left_out(resource)):
            self._unmapped[(document.file, resource["resourceType"], reason)] += 1
            return
        found = found or element_fault(resource)
        if found is not None:
            element, reason = explain(resource, found) if isinstance(resource, dict) else found
            kind = resource.get("resourceType") if element and isinstance(resource, dict) else None
            self._refuse(document, reason, element, kind)
            return
        kind = resource["resourceType"]
        logical_id = resource.get("id") or _id_from_url(full_url) or _id_from_content(resource)
        for inside in _contained(resource) if "contained" in resource else ():
            owner = f"{kind}/{logical_id}#{str(inside.get('id', '')).lstrip('#')}"
            self._row(inside, owner, document, full_urls, counted=False)
        self._row(resource, logical_id, document, full_urls, counted=True)

    def _deletion(self, url: Any, document: Document, path: str, updated: str | None) -> None:
        """A deletion is staged as a version of its resource that has no content."""
        named = literal(url) if isinstance(url, str) else None
        if named is None:
            self._refuse(document, "deletes no Type/id", f"{path}.request.url", None)
        elif named[0] not in self._mapped:
            self._unmapped[(document.file, named[0], "type is not mapped")] += 1
        else:
            kind, logical_id = named
            key, check = self._pseudonyms.identity(kind, logical_id)
            text = orjson.dumps({"resourceType": kind, "id": str(key)})
            self._elements[kind] |= {"resourceType", "id"}
            place = (document.file, document.line, True)
            self._rows.append((key, check, kind, logical_id, DELETED, updated, *place, text))

    def _left_out(self, resource: dict[str, Any]) -> str:
        """Why a resource is not even staged, or ""."""
        if resource["resourceType"] not in self._mapped:
            return "type is not mapped"
        if resource["resourceType"] == "Claim" and not _is_coded_claim(resource):
            return "claim without codes of its own"
        return ""

    def _row(
        self, resource: dict[str, Any], logical_id: str, document: Document, urls: FullUrls, counted: bool
    ) -> None:
        kind = resource["resourceType"]
        key, check = self._pseudonyms.identity(kind, logical_id)
        aliases = self._pseudonyms.aliases(resource)
        self._aliases += [(*alias, key, check) for alias in aliases]
        updated = _last_updated(resource)
        try:
            text = self._pseudonyms.staged(resource, key, f"{kind}/{logical_id}", urls)
        except TypeError:
            self._refuse(document, "nested too deep, or holds a number beyond 64 bits", kind, kind)
            return
        if b"\\" in text and b"\\u0000" in text:  # a single byte is found sooner, and is rare
            self._refuse(document, "holds a NUL character, which FHIR forbids", kind, kind)
            return
        self._elements[kind].update(resource)
        content = text + orjson.dumps(sorted(aliases)) if aliases else text  # a changed identifier is a new version
        digest = hashlib.sha256(content).hexdigest()[:32]
        self._rows.append((key, check, kind, logical_id, digest, updated, document.file, document.line, counted, text))

    def _refuse(self, document: Document, reason: str, element: str | None = None, kind: str | None = None) -> None:
        self._refusals.append(Refusal(document.file, document.line, reason, element, kind))


def _last_updated(resource: dict[str, Any]) -> str | None:
    meta = resource.get("meta")
    updated = meta.get("lastUpdated") if isinstance(meta, dict) else None
    return updated if isinstance(updated, str) else None


def _full_urls(entries: Sequence[Any]) -> FullUrls:
    """The addresses of a bundle's entries, with the types and ids of their resources."""
    found = {}
    for entry in entries:
        if isinstance(entry, dict) and isinstance(url := entry.get("fullUrl"), str):
            resource = entry.get("resource")
            if isinstance(resource, dict):
                found[url] = str(resource.get("resourceType")), str(resource.get("id") or _id_from_url(url))
    return found


def _id_from_url(full_url: str | None) -> str | None:
    return full_url.rsplit("/", 1)[-1].rsplit(":", 1)[-1] if full_url else None


def _id_from_content(resource: dict[str, Any]) -> str:
    """A resource without id and address is known by its content: the same again is the same resource."""
    return hashlib.sha256(orjson.dumps(resource, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]


def _is_coded_claim(claim: dict[str, Any]) -> bool:
    """A hospital's claim codes diagnoses and acts itself; an insurer's only refers to them.

    One whose lines are no list goes on, to be judged and refused with the others.
    """
    lists = [claim.get("diagnosis") or [], claim.get("procedure") or []]
    if not all(isinstance(lines, list) for lines in lists):
        return True
    return any("CodeableConcept" in key for lines in lists for line in lines if isinstance(line, dict) for key in line)


def _contained(resource: dict[str, Any]) -> list[dict[str, Any]]:
    contained = resource.get("contained")
    if not isinstance(contained, list):
        return []
    return [dict(c) for c in contained if isinstance(c, dict) and c.get("resourceType") in CONTAINED]
