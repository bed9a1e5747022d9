"""Turns FHIR Shorthand examples into JSON resources, as far as the mCODE and EDS example files need it.

Covers instances, rule sets without parameters, nested rules, soft indices, slices and the value literals of FSH 2.0.
What a profile fixes (its code, those of its slices) lies in `fsh_profiles.json`, for only the profiles hold it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

PROFILES = json.loads((Path(__file__).parent / "fsh_profiles.json").read_text(encoding="utf-8"))

_RULE = re.compile(r"^(?P<indent>\s*)\*\s+(?P<path>[^\s=]+)(?:\s*=\s*(?P<value>.+))?$")
_CODE = re.compile(r'^(?P<system>\$?[\w-]*)#(?P<code>"[^"]*"|\S+)(?:\s+"(?P<display>[^"]*)")?')
_QUANTITY = re.compile(r"^(?P<number>-?\d+(?:\.\d+)?)\s+'(?P<unit>[^']*)'")
_REFERENCE = re.compile(r"^Reference\((?P<target>[^)]+)\)")


def resources(folder: Path) -> list[dict[str, Any]]:
    """The instances of all files of a folder whose profile is known, with references resolved to their types."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.fsh")))
    text = re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)
    text = re.sub(r'"""(.*?)"""', '""', re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL), flags=re.DOTALL)
    blocks = re.split(r"^(?=(?:Instance|RuleSet):)", text, flags=re.MULTILINE)
    rule_sets = {_name(b): _rules(b) for b in blocks if b.startswith("RuleSet:")}
    found = [_instance(block, rule_sets) for block in blocks if block.startswith("Instance:")]
    kinds = {r["id"]: r["resourceType"] for r in found if r}
    return [json.loads(_typed(json.dumps(r), kinds)) for r in found if r]


def _name(block: str) -> str:
    return block.split("\n", 1)[0].split(":", 1)[1].strip()


def _rules(block: str) -> list[str]:
    lines = [re.sub(r'(?<!:)//(?=(?:[^"]*"[^"]*")*[^"]*$).*$', "", line).rstrip() for line in block.split("\n")]
    return [line for line in lines if re.match(r"^\s*\*\s", line)]


def _instance(block: str, rule_sets: dict[str, list[str]]) -> dict[str, Any] | None:
    profile = re.search(r"^InstanceOf:\s*(\S+)", block, flags=re.MULTILINE)
    known = PROFILES["profiles"].get(profile[1]) if profile else None
    if known is None:
        return None
    resource: dict[str, Any] = {"resourceType": known["type"], "id": _name(block)}
    resource |= json.loads(json.dumps(known.get("fixed", {})))
    lines: list[str] = []
    for line in _rules(block):
        inserted = re.match(r"^\s*\*\s+insert\s+(\w+)", line)
        lines += rule_sets.get(inserted[1], []) if inserted else [line]
    _apply(resource, lines)
    return resource


def _apply(resource: dict[str, Any], lines: list[str]) -> None:
    parents: list[tuple[int, str]] = []
    counters: dict[str, int] = {}
    for line in lines:
        rule = _RULE.match(line)
        if rule is None:
            continue
        while parents and parents[-1][0] >= len(rule["indent"]):
            parents.pop()
        path = f"{parents[-1][1]}.{rule['path']}" if parents else rule["path"]
        path = _settled(path, counters)
        parents.append((len(rule["indent"]), path))
        if rule["value"]:
            steps = re.findall(r"(?:[^.\[]|\[[^\]]*\])+", path)
            _set(resource, steps, _value(rule["value"].strip(), path))


def _settled(path: str, counters: dict[str, int]) -> str:
    """Soft indices become numbers: `[+]` the next, `[=]` the last."""
    settled: list[str] = []
    for step in path.split("."):
        base = ".".join([*settled, re.sub(r"\[[+=]\]", "", step)])
        if "[+]" in step:
            counters[base] = counters.get(base, -1) + 1
        if re.search(r"\[0\]$", step):
            counters[base.removesuffix("[0]")] = 0
        settled.append(re.sub(r"\[[+=]\]", f"[{counters.get(base, 0)}]", step))
    return ".".join(settled)


def _set(node: dict[str, Any], steps: list[str], value: Any) -> None:
    step, rest = steps[0], steps[1:]
    name, marks = step.split("[")[0], re.findall(r"\[([^\]]+)\]", step)
    if name in PROFILES["lists"] or marks:
        items = node.setdefault(name, [])
        node_or_value = _item(items, name, marks)
        if rest:
            _set(node_or_value, rest, value)
        else:
            node_or_value.update(value) if isinstance(value, dict) else items.__setitem__(-1, value)
    elif rest:
        child = node.setdefault(name, {})
        if isinstance(child, dict):  # a code that has a text of its own keeps the code
            _set(child, rest, value)
    elif isinstance(value, dict) and isinstance(node.get(name), dict):
        node[name] |= value
    else:
        node[name] = value


def _item(items: list[Any], name: str, marks: list[str]) -> dict[str, Any]:
    """The item a slice and an index name; a slice's items carry what the profile fixes for it."""
    slices = [m for m in marks if not m.isdigit()]
    index = next((int(m) for m in marks if m.isdigit()), 0)
    label = slices[0] if slices else ""
    same = [item for item in items if not isinstance(item, dict) or item.get("_slice", "") == label]
    while len(same) <= index:
        item = (
            {"_slice": label} | json.loads(json.dumps(PROFILES["slices"].get(label, {}))) if label else {"_slice": ""}
        )
        items.append(item)
        same.append(item)
    found = same[index]
    assert isinstance(found, dict), name
    return found


def _value(text: str, path: str) -> Any:
    if reference := _REFERENCE.match(text):
        return {"reference": reference["target"].strip()}
    if quantity := _QUANTITY.match(text):
        unit = quantity["unit"]
        return {"value": float(quantity["number"]), "unit": unit, "code": unit, "system": "http://unitsofmeasure.org"}
    if code := _CODE.match(text):
        return _coded(code, path)
    if text.startswith('"'):
        return text.split('"')[1]
    word = text.split()[0]
    return {"true": True, "false": False}.get(word, float(word) if re.fullmatch(r"-?\d+(\.\d+)?", word) else word)


def _coded(code: re.Match[str], path: str) -> Any:
    system = PROFILES["aliases"].get(code["system"].lstrip("$").lower(), f"urn:alias:{code['system']}")
    last = re.sub(r"\[.*", "", path.rsplit(".", 1)[-1])
    value = code["code"].strip('"')
    if last in PROFILES["codes"] or path.endswith("Quantity.code"):
        return value
    coding = {"system": system, "code": value} | ({"display": code["display"]} if code["display"] else {})
    return coding if last in {"coding", "valueCoding", "class"} else {"coding": [coding]}


def _typed(text: str, kinds: dict[str, str]) -> str:
    """References to instances get their types; the marks of slices go."""

    def typed(match: re.Match[str]) -> str:
        target = match[1].rsplit("/", 1)[-1]
        return f'"reference": "{kinds[target]}/{target}"' if target in kinds else match[0]

    text = re.sub(r'"reference": "([^"]+)"', typed, text)
    return re.sub(r'"_slice": "[^"]*"(, )?', "", text).replace(", }", "}")
