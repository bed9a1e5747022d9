"""A workspace's own terms: the hospital's lexicon, tables of its own, and official files."""

from __future__ import annotations

from pathlib import Path

from medomics_ehr.terminology import local, official


def test_a_lexicon_adds_rows_to_each_table_it_speaks_of(tmp_path: Path) -> None:
    (tmp_path / "ours.csv").write_text(
        "term,lang,kind,code,value,flags\nmaladie X,fr,diagnosis,E88.9,,\nscan maison,fr,exam,,ct,ctx\n", "utf-8"
    )
    assert [(r["term"], r["code"]) for r in local.own_rows(tmp_path, "diagnoses")] == [("maladie X", "E88.9")]
    assert [(r["value"], r["flags"]) for r in local.own_rows(tmp_path, "exams")] == [("ct", "ctx")]
    assert list(local.own_rows(tmp_path, "drugs")) == []


def test_a_file_named_like_a_table_holds_that_tables_columns(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text("term,lang,malignant,secondary\nloge,fr,C61,C79.8\n", "utf-8")
    assert [row["malignant"] for row in local.own_rows(tmp_path, "sites")] == ["C61"]


def test_the_atihs_file_without_header_reads_in_its_own_encoding(tmp_path: Path) -> None:
    """LIBCIM10MULTI.TXT: code, type, two flags, short and long label, parted by bars, in Windows-1252."""
    path = tmp_path / "LIBCIM10MULTI.TXT"
    path.write_bytes("A000  |0|O|O|short|Fièvre inventée\nJ9600 |0|O|O|short|Autre libellé\n".encode("cp1252"))
    assert official.take_in(path, "ICD10", "fr", tmp_path) == official.OfficialCount(2, 2, 0)
    assert official.official_labels(tmp_path, "ICD10")["J96.00", "fr"] == "Autre libellé"


def test_headings_are_counted_and_left_out(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "icdo.csv"
    path.write_text("ICDO3.2,Level,Term\n800,heading,Some group\n8000/3,Preferred,a tumour\n", "utf-8")
    assert official.take_in(path, "ICDO3", "en", tmp_path) == official.OfficialCount(2, 1, 1)
    assert [(r["term"], r["code"]) for r in local.own_rows(tmp_path, "morphologies")] == [("a tumour", "8000/3")]


def test_a_second_language_joins_and_a_second_file_of_one_replaces_it(tmp_path: Path) -> None:
    for lang, label in (("fr", "un"), ("en", "one"), ("fr", "deux")):
        path = tmp_path / "list.csv"
        path.write_text(f"code;libelle\nC34.1;{label}\n" if lang == "fr" else f"code,label\nC34.1,{label}\n", "utf-8")
        official.take_in(path, "ICD10", lang, tmp_path)
    lines = (tmp_path / "official" / "icd10.csv").read_text("utf-8").splitlines()
    assert lines == ["code,lang,label", "C34.1,en,one", "C34.1,fr,deux"]


def test_ucd_leads_to_atc(tmp_path: Path) -> None:
    path = tmp_path / "ucd.csv"
    path.write_text("code_ucd,nom,code_atc\n9400001,produit,L01FF02\n", "utf-8")
    official.take_in(path, "UCD", "fr", tmp_path)
    assert official.official_labels(tmp_path, "UCD")["9400001", "fr"] == "L01FF02"
