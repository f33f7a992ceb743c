"""XML in the shape of Open311: the same rows as JSON, and nothing outside the file is ever opened."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from granary import Granary

SOURCE = "uji_dokumen"
CONTRACT = f"""\
apiVersion: v3.1.0
kind: DataContract
id: {SOURCE}
name: Uji
version: 1.0.0
status: active
domain: uji
servers: [{{server: landing, type: local, path: landing/{SOURCE}/, format: json}}]
customProperties: [{{property: semantics, value: event}}]
schema:
  - name: {SOURCE}
    physicalType: file
    properties:
      - name: service_request_id
        logicalType: string
        primaryKey: true
        required: true
        classification: P0
        description: Nomor.
      - {{name: description, logicalType: string, classification: P1, description: Isi.}}
      - {{name: requested_datetime, logicalType: timestamp, classification: P0, description: Masuk.}}
      - name: lat
        logicalType: number
        physicalType: DOUBLE
        classification: P0
        description: Lintang.
        customProperties: [{{property: locale, value: en}}]
"""
REQUEST = {
    "service_request_id": "638344",
    "description": 'Lampu <mati> & "gelap"',
    "requested_datetime": "2026-08-30T06:37:38+07:00",
    "lat": "-6.9837",
    "extended": {"rt": "3"},
}
ROWS = """\
<?xml version="1.0" encoding="utf-8"?>
<service_requests>
  <!-- komentar -->
  <request>
    <service_request_id>638344</service_request_id>
    <description>Lampu &lt;mati&gt; <![CDATA[& "gelap"]]></description>
    <requested_datetime>2026-08-30T06:37:38+07:00</requested_datetime>
    <lat>-6.9837</lat>
    <extended><rt> 3 </rt></extended>
  </request>
  <request/>
  <request><service_request_id>2</service_request_id><description/></request>
  bukan baris
  <request>638346</request>
</service_requests>
"""


@pytest.fixture
def documents(new_granary: Callable[..., Granary], tmp_path: Path) -> Granary:
    folder = tmp_path / "kontrak"
    folder.mkdir()
    (folder / f"{SOURCE}.yaml").write_text(CONTRACT, encoding="utf-8")
    return new_granary("uji", contracts=[folder])


def taken(granary: Granary, content: str | bytes, name: str = "a.xml") -> Any:
    granary.drop(f"{SOURCE}/33.74/{name}", content)
    (load,) = granary.ingest(SOURCE)
    return load


def kept(granary: Granary) -> list[tuple[Any, ...]]:
    names = ("service_request_id", "description", "requested_datetime", "lat", "_extra")
    return [tuple(row[n] for n in names) for row in granary.rows(f"bronze/{SOURCE}", "_row")]


def test_elements_are_columns_as_in_json(documents: Granary, new_granary: Callable[..., Granary]) -> None:
    load = taken(documents, ROWS)
    assert (load.rows_read, load.rows_valid, load.extra_columns) == (4, 2, ["extended.rt"])
    reasons = {r["row_number"]: r["reasons"] for r in documents.rows(f"quarantine/{SOURCE}")}
    assert reasons == {2: ["KUNCI_KOSONG:service_request_id"], 4: ["BUKAN_OBJEK"]}
    other = new_granary("json", contracts=documents.settings.contracts)
    assert taken(other, json.dumps([REQUEST, {"service_request_id": "2"}]), "a.json").rows_valid == 2
    assert kept(documents) == kept(other)
    assert kept(documents)[0][1] == 'Lampu <mati> & "gelap"'


def test_attributes_and_repeated_elements_are_kept(documents: Granary) -> None:
    text = (
        '<a:rows xmlns:a="u" xmlns:xsi="x"><a:row service_request_id="7"><foto no="1">a</foto><foto>b</foto>'
        '<lat satuan="derajat">1.5</lat><description xsi:nil="true"/><x>kata<y>1</y></x></a:row></a:rows>'
    )
    assert taken(documents, text).rows_valid == 1
    ((key, words, _, lat, extra),) = kept(documents)
    assert (key, words, lat) == ("7", None, 1.5)
    assert json.loads(extra) == {
        "foto": '["a", "b"]',
        "foto@no": "1",
        "lat@satuan": "derajat",
        "x.#": "kata",
        "x.y": "1",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "iso-8859-1"])
def test_encodings(documents: Granary, encoding: str) -> None:
    declared = "" if encoding == "cp1252" else f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    text = f"{declared}<r><q><service_request_id>1</service_request_id><description>Café</description></q></r>"
    assert taken(documents, gzip.compress(text.encode(encoding)), "a.xml.gz").rows_valid == 1
    assert kept(documents)[0][1] == "Café"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "rahasia.txt"
    path.write_text("<q><service_request_id>RAHASIA</service_request_id></q>", encoding="utf-8")
    return path


ENTITIES: dict[str, str] = {
    "external": '<!DOCTYPE r [<!ENTITY e SYSTEM "file://{secret}">]><r>{row}&e;</r>',
    "external, not used": '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><r>{row}</r>',
    "internal": '<!DOCTYPE r [<!ENTITY e "RAHASIA">]><r><q><service_request_id>&e;</service_request_id></q></r>',
    "billion laughs": '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><r>{row}&b;</r>',
    "parameter": '<!DOCTYPE r [<!ENTITY % e SYSTEM "file://{secret}"> %e;]><r>{row}</r>',
    "external DTD": '<!DOCTYPE r SYSTEM "file://{secret}"><r>{row}&e;</r>',
    "public DTD": '<!DOCTYPE r PUBLIC "-//a//b" "http://127.0.0.1:9/x.dtd"><r>{row}</r>',
    "unparsed": '<!DOCTYPE r [<!NOTATION n SYSTEM "n"><!ENTITY e SYSTEM "file://{secret}" NDATA n>]><r>{row}</r>',
}
ROW = "<q><service_request_id>1</service_request_id></q>"


@pytest.mark.parametrize("case", ENTITIES)
def test_entities_are_never_resolved(documents: Granary, secret: Path, case: str) -> None:
    load = taken(documents, ENTITIES[case].replace("{secret}", str(secret)).replace("{row}", ROW))
    assert load.outcome == "REJECTED"
    assert load.reason.startswith("XML_ENTITAS: ")
    assert not re.search("RAHASIA|root:|passwd", load.reason)
    assert kept(documents) == []


REJECTED: dict[str, tuple[str | bytes, str]] = {
    "cut off": (ROWS[: ROWS.index("<lat>")], r"BERKAS_RUSAK: .*baris 8 kolom 5;"),
    "crossed tags": ("<r>\n<q><a>1</q></a></r>", r"BERKAS_RUSAK: .*baris 2 kolom 10;"),
    "unknown entity": ("<r>\n&apa;</r>", "BERKAS_RUSAK: .*baris 2"),
    "two roots": (f"<r>{ROW}</r><r/>", "BERKAS_RUSAK: "),
    "nested without end": ("<r>" + "<a>" * 100_000, "BERKAS_RUSAK: .*lebih dari 50"),
    "a page of a web server": ("<html><body><p>Galat 500</p></body></html>", "KOLOM_WAJIB_HILANG"),
    "truncated gzip": (gzip.compress(ROWS.encode())[:-9], "BERKAS_RUSAK: arsip"),
}


@pytest.mark.parametrize("case", REJECTED)
def test_file_that_cannot_be_read_says_why(documents: Granary, case: str) -> None:
    content, reason = REJECTED[case]
    load = taken(documents, content, "a.xml.gz" if isinstance(content, bytes) else "a.xml")
    assert load.outcome == "REJECTED"
    assert re.search(reason, load.reason), load.reason
    assert kept(documents) == []


def test_a_doctype_that_declares_nothing_is_taken(documents: Granary) -> None:
    assert taken(documents, f"<!DOCTYPE r [<!ELEMENT r ANY>]><r>{ROW}</r>").rows_valid == 1


@pytest.mark.parametrize("content", ["<service_requests/>", "<r>\n \n</r>"])
def test_no_rows_are_empty(documents: Granary, content: str) -> None:
    assert taken(documents, content).outcome == "EMPTY"
