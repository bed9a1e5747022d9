"""A bundle cut into entries without being held: the same entries as parsing it whole, whatever the chunks."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medomics_ehr.adapters.fhir import bundle_stream
from medomics_ehr.adapters.fhir.bundle_stream import BundleStream

#: Strings that look like the end of one entry and the start of the next.
_WORDS = st.sampled_from(['}, {"resource"', '"}]', "\\", 'a"b', "é", "]}", '},{"fullUrl":'])
_VALUES = st.recursive(
    _WORDS, lambda inner: st.lists(inner, max_size=3) | st.fixed_dictionaries({"id": inner}), max_leaves=8
)
_ENTRIES = st.lists(
    st.fixed_dictionaries({"fullUrl": _WORDS, "resource": st.fixed_dictionaries({"x": _VALUES})}), min_size=1
)


def _entries(data: bytes, chunk: int) -> tuple[list[dict[str, Any]], str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundle_stream, "_CHUNK", chunk)
        stream = BundleStream(lambda: io.BytesIO(data), 10**6)
        return [json.loads(piece) for _, piece in stream.entries() if piece], stream.damage


@given(_ENTRIES, st.integers(40, 400), st.sampled_from([None, 1]))
def test_the_entries_are_those_of_the_whole(entries: list[dict[str, Any]], chunk: int, indent: int | None) -> None:
    data = json.dumps({"resourceType": "Bundle", "entry": entries}, indent=indent).encode()
    assert _entries(data, chunk) == (entries, "")


def test_a_cut_bundle_gives_its_whole_entries_and_says_where_it_ends() -> None:
    entries = [{"fullUrl": f"u{n}", "resource": {"id": str(n)}} for n in range(5)]
    data = json.dumps({"resourceType": "Bundle", "entry": entries}, indent=1).encode()
    found, damage = _entries(data[: data.rindex(b'"fullUrl"') + 20], 60)
    assert found == entries[:4]
    assert damage == "the bundle is cut or malformed here"
