"""The pipeline end to end on reports of our own: assertion, dates, the view, odd input."""

import json
from pathlib import Path
from random import Random

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from medomics_ehr.contracts.finding import ASSERTIONS, KINDS
from medomics_ehr.errors import InputRefused, WrongUsage
from nlp.assertion.learnt.arbiter import Arbiter
from nlp.assertion.learnt.network import ROWS, WIDTHS
from nlp.assertion.learnt.passages import Passage
from nlp.candidates import Candidate
from nlp.coder import Coder, Report
from nlp.evaluation.marked import read_marked_reports
from nlp.pipeline import build_pipeline

MARK = Candidate(0, 1, "drug")

BOARD = """RCP digestive du 23/09/2021
Antécédents : HTA, cancer du sein en 2005.
Familiaux : père, cancer colique.
Histoire : coloscopie en juillet, hémicolectomie droite le 30/08. pT3 pN1b.
TDM TAP du 06/09/2021 : pas de métastase hépatique ni
pulmonaire.
DÉCISION
1) CAPOX 3 mois.
2) Pas d'immunothérapie.
"""


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder.load()


def test_a_board_report_from_end_to_end(coder: Coder) -> None:
    found = {
        (f.code or f.value, f.assertion, f.date) for f in coder.code(Report("b", BOARD, "fr", "2021-09-23", "board"))
    }
    assert {
        ("I10", "present", None),
        ("C50.9", "historical", "2005"),
        ("C18.9", "family", None),
        ("endoscopy", "present", "2021-07"),
        ("surgery", "historical", "2021-08-30"),
        ("pT3", "present", None),
        ("ct", "present", "2021-09-06"),
        ("C78.7", "absent", "2021-09-06"),
        ("C78.0", "absent", "2021-09-06"),
        ("chemotherapy", "planned", None),
        ("immunotherapy", "absent", None),
    } <= found


def test_the_view_mirrors_the_findings(coder: Coder) -> None:
    doc = coder.doc(Report("b", BOARD, "fr", "2021-09-23"))
    view = {(span.start_char, span.end_char, span.label_) for span in doc.spans["findings"]}
    assert view == {(f.start, f.end, f.kind) for f in doc._.findings}


@pytest.mark.parametrize("reads", ["unsure", "all"])
def test_reports_read_together_are_coded_to_the_last_bit_as_one_by_one(reads: str) -> None:
    """In whatever order and company: what is written must not depend on where a killed run went on."""
    marked = read_marked_reports(Path(__file__).parents[1] / "data" / "reports")[::40]
    reports = [Report(r.report_id, r.text, r.lang, r.date, r.type) for r in marked]
    coder = Coder(build_pipeline(reads=reads, links=reads == "all"))
    alone = [coder.code(report) for report in reports]
    assert list(coder.code_many(reports)) == alone
    assert list(coder.code_many(reports[::-1])) == alone[::-1]
    docs = coder.pipeline.pipe([coder.pipeline.make_doc(report.text) for report in reports])
    assert [doc._.findings for doc in docs] == [coder.code(Report("", report.text)) for report in reports]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_encoder_reads_a_passage_alike_among_any_others(width: int) -> None:
    network, draw, rows = Arbiter("all").reader.network, Random(width), ROWS[width]

    def passages(count: int) -> list[Passage]:
        return [
            Passage([draw.randrange(1000, 20_000) for _ in range(draw.randrange(width - 30, width))], [(MARK, 3, 5)])
            for _ in range(count)
        ]

    kept, settings = passages(1), torch.zeros(rows, 3, dtype=torch.long)
    with torch.inference_mode():
        alone = network.read(kept, rows, width, settings[:1])[0]
        for place in range(rows):
            others = passages(rows - 1)
            beside = network.read([*others[:place], *kept, *others[place:]], rows, width, settings)
            assert torch.equal(beside[place], alone)


def test_a_report_and_its_spacy_document_have_the_same_findings(coder: Coder) -> None:
    marked = read_marked_reports(Path(__file__).parents[1] / "data" / "reports")[::5]
    reports = [Report(r.report_id, r.text, r.lang, r.date, r.type) for r in marked]
    assert [coder.code(report) for report in reports] == [coder.doc(report)._.findings for report in reports]


@Language.component("test_no_exams")
def no_exams(doc: Doc) -> Doc:
    """A component of a user's own, after the resolver."""
    doc._.findings = tuple(finding for finding in doc._.findings if finding.kind != "exam")
    return doc


def test_a_component_of_ones_own_is_run() -> None:
    own = Coder.load()
    own.pipeline.add_pipe("test_no_exams", before="medomics_view")
    kinds = {finding.kind for finding in own.code(Report("b", BOARD, "fr", "2021-09-23", "board"))}
    assert "diagnosis" in kinds
    assert "exam" not in kinds


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=300))
def test_any_text_is_coded_within_bounds(coder: Coder, text: str) -> None:
    for finding in coder.code(Report("x", text)):
        assert 0 <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end].strip()
        assert finding.kind in KINDS
        assert finding.assertion in ASSERTIONS


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "\x00\x01\x02" * 50,
        "مريض سرطان الرئة",
        "m\u00c3\u00a9tastase",
        "((((((" * 500,
        "pT" * 5000,
        "CD20 " * 2000,
    ],
)
def test_odd_texts_are_survived(coder: Coder, text: str) -> None:
    assert isinstance(coder.code(Report("x", text)), tuple)


@pytest.mark.deep
def test_a_long_text_is_coded_to_its_end(coder: Coder) -> None:
    text = BOARD * (300_000 // len(BOARD))
    findings = coder.code(Report("x", text, "fr", "2021-09-23"))
    assert findings[-1].start > len(text) - len(BOARD)


def test_a_hospital_adds_its_own_terms(tmp_path: Path) -> None:
    (tmp_path / "drugs.csv").write_text(
        "term,lang,code,flags,origin\nzorglumab,*,L01FX99,,hospital\n", encoding="utf-8"
    )
    findings = Coder.load(lexicon_folder=tmp_path).code(Report("x", "Sous zorglumab depuis mars.", "fr"))
    assert [(f.kind, f.code) for f in findings] == [("drug", "L01FX99")]


def test_a_broken_lexicon_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "drugs.csv").write_text("term,lang,code,flags,origin\n,*,L01,,x\n", encoding="utf-8")
    with pytest.raises(InputRefused, match=r"drugs\.csv"):
        Coder.load(lexicon_folder=tmp_path)


def test_an_unknown_profile_is_wrong_usage() -> None:
    with pytest.raises(WrongUsage, match="fast"):
        Coder.load("quick")  # type: ignore[arg-type]


def test_findings_survive_json(coder: Coder) -> None:
    for finding in coder.code(Report("b", BOARD, "fr", "2021-09-23")):
        assert type(finding).from_json(json.loads(json.dumps(finding.to_json()))).code == finding.code
