"""One report in every format: its words, its date, its parts; and what is no report is set aside with a reason."""

from __future__ import annotations

import base64
import csv
import json
from pathlib import Path

import docx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from medomics_ehr.errors import InputRefused, WrongUsage
from nlp.batch.document import Document, Part, SetAside
from nlp.batch.readers import read_documents
from nlp.batch.readers.table_form import TableForm

WORDS = "TDM thoracique : réponse partielle."


def one(path: Path) -> Document:
    [document] = read_documents(path)
    assert isinstance(document, Document), document
    return document


def refused(path: Path) -> SetAside:
    [item] = read_documents(path)
    assert isinstance(item, SetAside), item
    return item


def pdf(*pages: str) -> bytes:
    """A PDF 1.4 of one line of Helvetica a page, written by hand after ISO 32000-1."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for text in pages:
        content = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode("cp1252") if text else b"q 10 0 0 10 0 0 cm Q"
        kids.append(f"{len(objects) + 1} 0 R")
        font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects) + 2} 0 R "
            f"/Resources << /Font << /F1 {font} >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return body + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        size,
        table,
        size,
        len(body),
    )


def test_json_lines_keep_what_they_say_and_refuse_line_by_line(tmp_path):
    rows = [
        json.dumps({"id": "a", "text": WORDS, "lang": "fr-FR", "date": "2024-03-02T08:00:00Z", "type": "imaging"}),
        "",
        "{broken",
        json.dumps({"id": "b"}),
        json.dumps(["no", "object"]),
        json.dumps({"id": "c", "text": "x", "date": "2024-13-01"}),
        json.dumps({"text": ""}),
    ]
    path = tmp_path / "r.jsonl"
    path.write_text("\n".join(rows), encoding="utf-8")
    good, *bad, empty = read_documents(path)
    assert good == Document("a", WORDS, "r.jsonl:1", "fr", "2024-03-02", "imaging")
    assert [(item.place, item.reason) for item in bad] == [
        ("r.jsonl:3", "no JSON in UTF-8"),
        ("r.jsonl:4", "no text"),
        ("r.jsonl:5", "no JSON object"),
        ("r.jsonl:6", bad[-1].reason),
    ]
    assert bad[-1].reason.startswith("the date is no day of the calendar (YYYY-MM-DD; --date-order")
    assert empty == Document("r.jsonl:7", "", "r.jsonl:7")


@pytest.mark.parametrize(("encoding", "separator"), [("utf-8-sig", ","), ("cp1252", ";"), ("utf-8", "\t")])
def test_csv_in_the_encodings_and_separators_of_hospitals(tmp_path, encoding, separator):
    path = tmp_path / "r.csv"
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, delimiter=separator)
        writer.writerows([["ID", "Text", "date"], ["7", f"Ligne 1\nélément, {WORDS}", "2024-03-02"]])
    assert one(path) == Document("7", f"Ligne 1\nélément, {WORDS}", "r.csv:2", None, "2024-03-02")


def test_a_table_without_a_text_column_is_refused_and_in_a_folder_set_aside(tmp_path):
    (tmp_path / "r.csv").write_text("id,body\n1,x\n")
    (tmp_path / "r.jsonl").write_text('{"id": 1, "body": "x"}\n')
    pq.write_table(pa.table({"id": [1], "body": ["x"]}), tmp_path / "r.parquet")
    for name in ("r.csv", "r.jsonl", "r.parquet"):
        with pytest.raises(InputRefused, match=rf"{name}: no column `text`; it has id,body, "):
            list(read_documents(tmp_path / name))
    assert [item.place for item in read_documents(tmp_path) if isinstance(item, SetAside)] == [
        "r.csv",
        "r.jsonl",
        "r.parquet",
    ]


def test_a_table_without_a_header_is_refused_without_its_words(tmp_path):
    path = tmp_path / "r.csv"
    for line, columns in (("1,Mme DURAND a une toux", 2), ("DURAND;Jeanne;Toux", 3)):
        path.write_text(f"{line}\n2,y\n")
        with pytest.raises(InputRefused, match=f"it has {columns} columns, and none of them has a usual name") as error:
            list(read_documents(path))
        assert not any(word in str(error.value) for word in ("DURAND", "Jeanne", "toux", "Toux"))


@pytest.mark.parametrize("before", ["\n", "\r\n\r\n", ";;\n", '"",""\n \n'])
def test_empty_lines_before_a_header_lose_no_report(tmp_path, before):
    path = tmp_path / "r.csv"
    path.write_text(f"{before}id,text\n1,TDM normale\n", newline="")
    assert one(path) == Document("1", "TDM normale", f"r.csv:{before.count(chr(10)) + 2}")


@pytest.mark.parametrize("name", ["r.csv", "r.jsonl", "r.parquet"])
def test_columns_and_days_are_read_as_the_user_says_they_are_written(tmp_path, name):
    row = {"NUM": "7", "CR": WORDS, "DT": "14/03/2024"}
    path = tmp_path / name
    if name == "r.csv":
        path.write_text(f"num;cr;DT\n7;{WORDS};14/03/2024\n", encoding="utf-8")
        columns = "id=num,text=cr,date=DT"
    else:
        columns = "id=NUM,text=CR,date=DT"
        path.write_text(json.dumps(row), encoding="utf-8")
    if name == "r.parquet":
        pq.write_table(pa.Table.from_pylist([row]), path)
    [document] = read_documents(path, TableForm.of(columns, "dmy"))
    assert (document.id, document.text, document.date) == ("7", WORDS, "2024-03-14")


@pytest.mark.parametrize("columns", ["id", "id=", "name=NOM", "id=A,id=B", "text=A,"])
def test_columns_that_are_said_otherwise_are_wrong_usage(columns):
    with pytest.raises(WrongUsage, match="--columns"):
        TableForm.of(columns, None)


def test_a_row_that_is_no_csv_takes_no_other_with_it(tmp_path):
    path = tmp_path / "r.csv"
    lines = [
        "id,text",
        '1,"open',
        "2,whole",
        '3,"two',
        'lines"',
        "4,cut, by a comma",
        '5,"inner "quote" here"',
        "6,end",
    ]
    path.write_text("\n".join([*lines, '7,"open', "8,last", ""]))
    items = list(read_documents(path))
    texts = {item.id: item.text for item in items if isinstance(item, Document)}
    assert texts == {"2": "whole", "3": "two\nlines", "6": "end", "8": "last"}
    told = [(item.place, item.reason.split()[1]) for item in items if isinstance(item, SetAside)]
    assert told == [("r.csv:2", "quote"), ("r.csv:6", "cells"), ("r.csv:7", "quote"), ("r.csv:9", "quote")]


def test_parquet(tmp_path):
    path = tmp_path / "r.parquet"
    pq.write_table(pa.table({"id": [1], "text": [WORDS], "lang": ["fr"]}), path)
    assert one(path) == Document("1", WORDS, "r.parquet:1", "fr")
    path.write_bytes(b"PAR1 and nothing else")
    assert refused(path).reason == "no Parquet file"


def test_a_folder_is_read_in_the_order_of_its_paths_and_hidden_files_are_not(tmp_path):
    for name in ("b.txt", "a/z.txt", ".hidden.txt", "c.tiff"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(WORDS, encoding="utf-8")
    items = list(read_documents(tmp_path))
    assert [item.id for item in items] == ["a/z.txt", "b.txt", "c.tiff"]
    assert items[2] == SetAside("c.tiff", "c.tiff", "no reader for this format")


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "secret.txt").write_text("elsewhere")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert list(read_documents(tmp_path / "in")) == []


@pytest.mark.parametrize("data", [WORDS.encode("cp1252"), WORDS.encode("utf-16"), WORDS.encode("utf-8-sig")])
def test_text_in_any_of_the_usual_encodings(tmp_path, data):
    path = tmp_path / "r.txt"
    path.write_bytes(data)
    assert one(path).text == WORDS


@pytest.mark.parametrize("data", [bytes(range(256)) * 8, b"\x7fELF\x02\x01\x01\x00\x00", b"\xff\xfea"])
def test_binary_is_no_text(tmp_path, data):
    path = tmp_path / "r.txt"
    path.write_bytes(data)
    assert refused(path).reason in {"binary, not text", "broken utf-16"}


def test_pdf_keeps_pages(tmp_path):
    path = tmp_path / "r.pdf"
    path.write_bytes(pdf(WORDS, "", "Fin"))
    document = one(path)
    assert document.text == f"{WORDS}\n\nFin"
    assert document.parts == (Part("page 1", 0, len(WORDS)), Part("page 3", len(WORDS) + 2, len(WORDS) + 5))


def test_a_scanned_pdf_is_set_aside_as_having_no_text_layer(tmp_path):
    path = tmp_path / "r.pdf"
    path.write_bytes(pdf("", ""))
    assert refused(path).reason.startswith("no text layer")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4 torn", pdf(WORDS)[:300]])
def test_a_torn_pdf_is_set_aside(tmp_path, data):
    path = tmp_path / "r.pdf"
    path.write_bytes(data)
    assert isinstance(refused(path), SetAside)


def test_docx_keeps_paragraphs_and_table_rows_in_order(tmp_path):
    document = docx.Document()
    document.add_paragraph("Avant")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "RE", "90 %"
    document.add_paragraph("Après")
    document.save(tmp_path / "r.docx")
    assert one(tmp_path / "r.docx").text == "Avant\nRE\t90 %\nAprès"
    (tmp_path / "r.docx").write_bytes(b"PK\x03\x04 torn")
    assert refused(tmp_path / "r.docx").reason == "no readable DOCX"


def test_rtf(tmp_path):
    path = tmp_path / "r.rtf"
    path.write_bytes(rb"{\rtf1\ansi\ansicpg1252 TDM : {\b r\'e9ponse} partielle\par Fin}")
    assert one(path).text == "TDM : réponse partielle\nFin"
    path.write_text("no rtf")
    assert refused(path).reason == "no RTF"


def test_html_shows_what_a_browser_shows(tmp_path):
    path = tmp_path / "r.html"
    path.write_text(
        "<html><head><title>t</title><style>p{}</style></head><body><h1>TDM</h1><table><tr><td>RE</td><td>90&nbsp;%"
        "</td></tr></table><p>réponse <b>partielle</b><br>fin</p><script>alert(1)</script></body></html>",
        encoding="utf-8",
    )
    assert one(path).text.split("\n") == ["TDM", "RE", "90 %", "réponse partielle", "fin"]


def test_html_nested_deeper_than_the_stack(tmp_path):
    path = tmp_path / "r.html"
    path.write_text("<div>" * 50_000 + "fond" + "</div>" * 50_000)
    items = list(read_documents(path))
    assert len(items) == 1


CDA = """<?xml version="1.0"?>
<ClinicalDocument xmlns="urn:hl7-org:v3">
  <effectiveTime value="20240302101500+0100"/><languageCode code="fr-FR"/>
  <component>{body}</component>
</ClinicalDocument>"""


def test_cda_reads_the_narrative_of_each_section(tmp_path):
    path = tmp_path / "r.xml"
    body = (
        "<structuredBody><component><section><title>Conclusion</title><text><paragraph>TDM stable</paragraph>"
        "<list><item>RE 90 %</item></list></text><entry><observation/></entry></section></component></structuredBody>"
    )
    path.write_text(CDA.format(body=body), encoding="utf-8")
    document = one(path)
    assert document.text == "Conclusion\nTDM stable\nRE 90 %"
    assert (document.lang, document.date) == ("fr", "2024-03-02")
    assert document.parts == (Part("section 1", 0, len(document.text)),)


def test_cda_unwraps_a_pdf_body(tmp_path):
    path = tmp_path / "r.cda"
    data = base64.b64encode(pdf(WORDS)).decode()
    path.write_text(CDA.format(body=f'<nonXMLBody><text representation="B64">{data}</text></nonXMLBody>'))
    assert one(path).text == WORDS


def test_xml_entities_are_not_expanded_and_other_xml_is_refused(tmp_path):
    path = tmp_path / "r.xml"
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    body = "<structuredBody><component><section><text>&x;</text></section></component></structuredBody>"
    doctype = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}">]>'
    path.write_text(CDA.format(body=body).replace("?>", f"?>{doctype}", 1))
    assert all("SECRET" not in getattr(item, "text", "") for item in read_documents(path))
    path.write_text("<Bundle xmlns='http://hl7.org/fhir'/>")
    assert refused(path).reason == "XML, but no CDA document"


ORU = [
    r"MSH|^~\&|LAB|CLCC|EHR|CLCC|20240303||ORU^R01|42|P|2.5.1",
    r"PID|1||123",
    r"OBR|1||9|ANAPATH|||20240302101500",
    r"OBX|1|FT|1||Carcinome canalaire\.br\RE 90 %~RP 20 %||||||F",
    r"OBX|2|NM|718-7||12.3|g/dL|||||F",
    r"OBX|3|TX|2||Fin||||||F",
    r"OBR|2||10|TDM|||20240303",
    r"OBX|1|TX|1||TDM stable||||||F",
]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_hl7_oru_gives_a_report_for_each_obr(tmp_path, end):
    path = tmp_path / "r.hl7"
    path.write_bytes(end.join(ORU).encode("utf-8"))
    first, second = read_documents(path)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert first.text == "Carcinome canalaire\nRE 90 %\nRP 20 %\nFin"
    assert [part.name for part in first.parts] == ["OBX-1", "OBX-3"]
    assert (first.id, first.date) == ("r.hl7#1.1", "2024-03-02")
    assert (second.id, second.text, second.date) == ("r.hl7#1.2", "TDM stable", "2024-03-03")


def test_hl7_mdm_dates_by_its_txa_and_unwraps_a_pdf(tmp_path):
    path = tmp_path / "r.hl7"
    data = base64.b64encode(pdf(WORDS)).decode()
    lines = [
        r"MSH|^~\&|DOC|CLCC|EHR|CLCC|20240303||MDM^T02|43|P|2.5.1",
        r"TXA|1|CR|TX|20240301",
        f"OBX|1|ED|1||^application^pdf^Base64^{data}||||||F",
    ]
    path.write_text("\x0b" + "\r".join(lines) + "\r\x1c\r")
    document = one(path)
    assert (document.text, document.date) == (WORDS, "2024-03-01")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("PID|1", "no HL7 v2 message (no MSH segment)"),
        (r"MSH|^~\&|A|B|C|D|2024||ADT^A01|1|P|2.5", "an HL7 v2 message of another kind than ORU and MDM"),
        ("MSH", "no readable HL7 v2 message"),
    ],
)
def test_other_hl7_is_set_aside(tmp_path, text, reason):
    path = tmp_path / "r.hl7"
    path.write_text(text)
    assert refused(path).reason == reason


def test_a_missing_file_and_an_unknown_format_are_refused_at_once(tmp_path):
    with pytest.raises(InputRefused, match="no such file"):
        next(read_documents(tmp_path / "none.jsonl"))
    (tmp_path / "x.doc").write_bytes(b"x")
    with pytest.raises(InputRefused, match="no reader"):
        next(read_documents(tmp_path / "x.doc"))


@pytest.mark.parametrize("document", ["%%%", "é", base64.b64encode(bytes(range(256))).decode()])
def test_an_hl7_document_that_is_none_is_set_aside_in_our_words(tmp_path, document):
    path = tmp_path / "r.hl7"
    head = "MSH|^~\\&|A|B|C|D|20240102||ORU^R01|1|P|2.5.1\rOBR|1|||X\r"
    path.write_text(f"{head}OBX|1|ED|X||^application^pdf^Base64^{document}\r", encoding="utf-8")
    assert refused(path).reason.startswith("an OBX segment whose document is no ")
