"""The part of a resource that a view uses, as the structure `json_transform` reads it into.

One `json_transform` for each resource reads what all paths need at once; each path then walks a typed struct.
A shape grows while paths are compiled, so a view is compiled twice: to learn its shape, then to use it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from medomics_ehr.adapters.fhir.views.elements import Element, duckdb_type, is_complex


@dataclass(slots=True)
class Shape:
    """What is used of an element of a type.

    Attributes:
        type: its FHIR type.
        is_list: whether it repeats.
        whole: its JSON is wanted as it is (a column of a complex type, a node of `repeat`, any resource).
        children: the used elements by their JSON name.

    >>> shape = Shape("Patient")
    >>> _ = shape.child(Element("name", "HumanName", True)).child(Element("family", "string", False))
    >>> shape.structure()
    '{"name": [{"family": "VARCHAR"}]}'
    """

    type: str
    is_list: bool = False
    whole: bool = False
    children: dict[str, Shape] = field(default_factory=dict)

    def child(self, element: Element) -> Shape:
        """The shape of an element below this one, made on first use."""
        return self.children.setdefault(element.json_name, Shape(element.type, element.is_list))

    def structure(self) -> str:
        """The structure of this element's own JSON, as `json_transform` takes it."""
        return json.dumps({name: child._type() for name, child in self.children.items()})

    def _type(self) -> Any:
        if not is_complex(self.type) or self.type == "xhtml":
            plain: Any = duckdb_type(self.type)
        elif self.whole or not self.children:
            plain = "JSON"
        else:
            plain = {name: child._type() for name, child in self.children.items()}
        return [plain] if self.is_list else plain
