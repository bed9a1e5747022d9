"""Whole definition files: reading, writing, and the tests inside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from medomics_ehr.cohort.definition import Definition, Rule, check
from medomics_ehr.cohort.readers.yaml_form.examples import Example, read_examples
from medomics_ehr.cohort.readers.yaml_form.nodes import NodeReader, Vocabulary, to_mapping
from medomics_ehr.cohort.wording import in_words
from medomics_ehr.errors import InputRefused

FORM = 1
MAX_BYTES = 2_000_000
_KEYS = ("medomics_cohort", "name", "rules", "index", "censor", "tests")


@dataclass(frozen=True, slots=True)
class Document:
    """A definition file."""

    definition: Definition
    examples: tuple[Example, ...] = ()


def to_yaml(definition: Definition) -> str:
    """A definition as the text of a file.

    >>> from medomics_ehr.cohort.definition import Sex
    >>> print(to_yaml(Definition("women", (Rule("female", Sex("female")),))))
    medomics_cohort: 1
    name: women
    rules:
    - label: female
      sex: female
    <BLANKLINE>
    """
    data: dict[str, Any] = {"medomics_cohort": FORM, "name": definition.name}
    data["rules"] = [{"label": rule.label, **to_mapping(rule.condition)} for rule in definition.rules]
    if definition.index is not None:
        data["index"] = to_mapping(definition.index)
    if definition.censor is not None:
        data["censor"] = to_mapping(definition.censor)
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110)


def read_yaml(text: str, where: str, vocabulary: Vocabulary | None = None) -> Document:
    """The definition in a file's text.

    Args:
        where: the file's name, for errors.
        vocabulary: what gives the codes of terms that the file names without codes.

    Raises:
        InputRefused: it is no YAML, or no definition of this form; the message names the place.
    """
    data = _parsed(text, where)
    reader = NodeReader(where, vocabulary)
    if not isinstance(data, dict) or data.get("medomics_cohort") != FORM:
        raise InputRefused(f"{where}: no cohort definition; it begins with `medomics_cohort: {FORM}`")
    for key in data:
        if key not in _KEYS:
            raise reader.refused(str(key)[:40], f"is unknown; known are {', '.join(_KEYS)}")
    if not isinstance(data.get("rules"), list) or not data["rules"]:
        raise reader.refused("rules", "is no list of rules")
    rules = tuple(_rule(reader, rule, f"rules[{number}]") for number, rule in enumerate(data["rules"]))
    index, censor = (None if data.get(key) is None else reader.selection(data[key], key) for key in ("index", "censor"))
    definition = Definition(str(data.get("name", where)), rules, index, censor)
    check(definition)
    return Document(definition, read_examples(data.get("tests"), reader))


def _rule(reader: NodeReader, data: Any, path: str) -> Rule:
    if not isinstance(data, dict):
        raise reader.refused(path, "is no mapping")
    condition = reader.condition({key: value for key, value in data.items() if key != "label"}, path)
    return Rule(str(data.get("label") or in_words(condition)), condition)


def _parsed(text: str, where: str) -> Any:
    if len(text) > MAX_BYTES:
        raise InputRefused(f"{where}: more than {MAX_BYTES} characters; a definition is smaller")
    try:
        return yaml.load(text, Loader=_Plain)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise InputRefused(f"{where}{line}: not readable as YAML; mend the file") from None
    except RecursionError:
        raise InputRefused(f"{where}: nested too deep to be read; write it flatter") from None


class _Plain(yaml.SafeLoader):
    """Safe YAML without aliases (a small file could unfold to a huge one) and without dates (2020-02 is no date)."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "aliases are refused", mark)
        return super().compose_node(parent, index)


_Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
