"""The linker learns as it will be asked: names of the own report hidden, codes that nobody coded formed from parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from medomics_ehr.errors import InputRefused
from nlp.trained.mention_linker import MentionLinker
from nlp.trained.name_index import KnownName, NameIndex
from nlp.training.config import LinkerSettings
from nlp.training.corpus import AnnotatedReport, Mention
from nlp.training.mention_linker import train_linker
from nlp.training.mention_linker.held_out import questions
from nlp.training.mention_linker.names import read_names, training_names

PARTS = r"(\d{4})(/\d)(\d?)"
HISTOLOGIES = {
    "carcinoma squamoso": "8070",
    "adenocarcinoma": "8140",
    "linfoma follicolare": "9690",
    "melanoma": "8720",
    "sarcoma": "8800",
    "carcinoma renale": "8312",
}
BENIGN = {
    "adenoma villoso": "8261/0",
    "adenoma basofilo": "8300/0",
    "adenoma follicolare": "8330/0",
    "papilloma squamoso": "8052/0",
}
LISTED_ALONE = {"adenoma tubulare": "8211/0", "adenocarcinoma tubulare": "8211/3", "neurinoma": "9560/0"}
SAYINGS = {"{}": "/3", "metastasi di {}": "/6", "{} scarsamente differenziato": "/33"}


def report(number: int, words: str, code: str) -> AnnotatedReport:
    return AnnotatedReport(f"r{number}", words, (Mention(0, len(words), "morphology", code),))


@pytest.fixture(scope="module")
def linker(tmp_path_factory: pytest.TempPathFactory) -> MentionLinker:
    """Learnt from all histologies in all sayings, but no metastasis of a melanoma and no grade of a sarcoma."""
    said = [
        (saying.format(name), head + tail) for name, head in HISTOLOGIES.items() for saying, tail in SAYINGS.items()
    ]
    kept = [(words, code) for words, code in said if code not in ("8720/6", "8800/33")]
    kept += [(f"{name} del colon", code) for name, code in BENIGN.items()]
    listed = {name: f"{head}/3" for name, head in HISTOLOGIES.items()} | BENIGN | LISTED_ALONE
    names = tmp_path_factory.mktemp("names") / "names.tsv"
    rows = ["8720/6", "8800/33", *(f"{code}\t{name}, NAS" for name, code in listed.items())]
    names.write_text("\n".join(rows) + "\n", encoding="utf-8")
    trained = train_linker(
        [report(i, *row) for i, row in enumerate(kept)],
        "morphology",
        LinkerSettings(code_parts=PARTS, names=names),
        seed=1,
    )
    assert trained is not None
    return trained[0]


@pytest.mark.parametrize(
    ("words", "code"),
    [("metastasi di melanoma", "8720/6"), ("sarcoma scarsamente differenziato", "8800/33")],
)
def test_a_code_that_nobody_coded_is_formed_from_its_parts(linker: MentionLinker, words: str, code: str) -> None:
    assert not linker.saw(code)
    assert linker.rank(words)[0][0] == code


def test_a_short_form_is_read_as_the_report_explains_it(linker: MentionLinker) -> None:
    assert linker.rank("MM", forms={"MM": "metastasi di melanoma"})[0][0] == "8720/6"
    assert linker.rank("melanoma", forms={"melanoma": "sarcoma"})[0][0] == "8720/3"


def test_a_histology_known_by_a_list_alone_is_found(linker: MentionLinker) -> None:
    ranked = [code for code, _ in linker.rank("neurinoma")]
    assert ranked[0].startswith("9560")
    assert "9560/0" in ranked


def test_the_names_of_a_histology_tell_its_behaviours_apart(linker: MentionLinker) -> None:
    ranked = [code for code, _ in linker.rank("adenoma tubulare del colon")]
    assert ranked.index("8211/0") < ranked.index("8211/3")


def test_probabilities_fall_and_add_up_to_one_at_most(linker: MentionLinker) -> None:
    found = [probability for _, probability in linker.rank("metastasi di melanoma nodulare", top=50)]
    assert found == sorted(found, reverse=True)
    assert 0.5 < sum(found) <= 1 + 1e-6


def test_codes_without_a_name_are_known_and_plainest_names_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    path.write_text("8140/3\tadenocarcinoma\tadenoca\n8140/33\tadenocarcinoma, G3\n8140/63\n\n", encoding="utf-8")
    assert read_names(path)[-1] == ("8140/63",)
    settings = LinkerSettings(code_parts=PARTS, names=path)
    known = training_names([report(0, "tumore", "8000/1")], "morphology", settings, seed=1)
    assert known is not None
    assert known.names.listed == [("adenoca", "8140/3"), ("adenocarcinoma", "8140/3")]
    assert known.deeper == [("adenocarcinoma , g 3", "8140/33")]
    assert known.names.known_codes == {"8140/3", "8140/33", "8140/63"}


def test_a_name_is_asked_without_those_of_its_report_and_at_times_of_its_code_or_head() -> None:
    codes = ["8140/3", "8140/3", "8140/6", "8070/3"] * 30
    names = [KnownName(f"term {i}", (code[:4], code[4:]), False) for i, code in enumerate(codes)]
    index = NameIndex([*names, KnownName("listed", ("8140", "/0"), True)])
    asked = questions(index, {name.term: frozenset({i // 2}) for i, name in enumerate(names)}, seed=3)
    plain = [q for q in asked if q.weight == 1]
    assert sorted(q.name for q in plain) == list(range(len(names)))
    assert all({q.name, q.name ^ 1} == set(q.left_out) for q in plain)
    hidden = {(q.name, len(q.left_out)): q for q in asked if q.weight < 1}
    for (name, _), question in hidden.items():
        same_code = {i for i, other in enumerate(names) if other.parts == names[name].parts}
        assert same_code <= set(question.left_out)
    assert len(hidden) > 40
    assert any(len(q.left_out) >= 90 for q in hidden.values())


def test_codes_of_another_make_are_refused() -> None:
    with pytest.raises(InputRefused, match=r"linker\.code_parts"):
        train_linker([report(0, "tumore", "C34.1")], "morphology", LinkerSettings(code_parts=PARTS), seed=1)
