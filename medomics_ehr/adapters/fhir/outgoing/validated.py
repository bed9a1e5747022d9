"""Judges each outgoing resource by the R4B models of `fhir.resources`, and gives the JSON that they write."""

from __future__ import annotations

from typing import Any

from medomics_ehr.errors import MedomicsError


def validated_json(resource: dict[str, Any]) -> str:
    """The resource as one line of JSON.

    Raises:
        MedomicsError: it is no valid FHIR R4 resource; the message names its type, never its content.

    >>> validated_json({"resourceType": "Patient", "id": "1"})
    '{"resourceType":"Patient","id":"1"}'
    """
    from fhir.resources.R4B import get_fhir_model_class
    from pydantic import ValidationError

    kind = resource["resourceType"]
    try:
        return str(get_fhir_model_class(kind).model_validate(resource).model_dump_json())
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"])
        raise MedomicsError(f"{kind}.{place}: not valid FHIR R4, nothing more was written; report this fault") from None
