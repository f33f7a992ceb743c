"""A reporter that is sent in another shape than the contract's is in clear nowhere: not in `_extra`, not in
quarantine, however the file is read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from granary import Granary

NAME = "Budi Santoso"
TICKET = {"tracking_id": "1", "status": "new", "created_at": "2026-08-30 10:00", "updated_at": "2026-08-30 10:00"}
EVENTS = [{"type": "verified", "at": "2026-08-30 11:00"}]
SHAPES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a text": ({"reporter": NAME}, {"reporter": "***"}),
    "another key": ({"reporter": {"nama": NAME}}, {"reporter.nama": "***"}),
    "deeper": ({"reporter": {"name": {"first": NAME}}}, {"reporter.name.first": "***"}),
    "a list": ({"reporter": [{"name": NAME}]}, {"reporter": "***"}),
    "a list of texts": ({"Reporter": [NAME]}, {"Reporter": "***"}),
    "without a dot": ({"reporter_nama": NAME}, {"reporter_nama": "***"}),
    "in another object": ({"data": {"reporter": {"name": NAME}}}, {"data.reporter.name": "***"}),
    "the lake's name": ({"nama_pelapor": NAME}, {"nama_pelapor (kolom_5)": "***"}),
    "in a list": (
        {"pihak": [{"reporter": {"name": NAME}, "peran": "warga"}]},
        {"pihak": '[{"reporter": "***", "peran": "warga"}]'},
    ),
    "no person": ({"reported": "pasar", "location": {"rt": "3"}}, {"reported": "pasar", "location.rt": "3"}),
}


def shown(granary: Granary, source: str = "lapor_aduan") -> tuple[list[Any], list[Any]]:
    """`_extra` of the sound rows and `raw` of the rejected ones."""
    sound = [json.loads(row["_extra"]) for row in granary.rows(f"bronze/{source}", "_row")]
    return sound, [json.loads(row["raw"]) for row in granary.rows(f"quarantine/{source}", "row_number")]


@pytest.mark.parametrize(("sent", "extra"), SHAPES.values(), ids=SHAPES)
def test_another_shape_is_hidden(granary: Granary, sent: dict[str, Any], extra: dict[str, Any]) -> None:
    """The second ticket has no status."""
    tickets = [{**TICKET, **sent}, {**TICKET, "tracking_id": "2", "status": "?", **sent}]
    granary.drop("lapor_aduan/33.74/a.ndjson", "\n".join(map(json.dumps, tickets)))
    (load,) = granary.ingest("lapor_aduan")
    assert (load.rows_valid, load.rows_quarantined) == (1, 1)
    ((sound,), (raw,)) = shown(granary)
    assert sound == extra
    assert {key: raw[key] for key in extra} == extra
    assert raw["tracking_id"] == "2"


def test_events_hide_who_is_in_them(granary: Granary) -> None:
    event = {**EVENTS[0], "Reporter": {"name": NAME}, "institution": "Dinas PU"}
    granary.drop("lapor_aduan/33.74/a.ndjson", json.dumps({**TICKET, "status": "?", "events": [event]}))
    granary.ingest("lapor_aduan")
    (raw,) = shown(granary)[1]
    assert json.loads(raw["events"]) == [{**event, "Reporter": "***"}]


def test_thousands_of_keys_hide_it_too(granary: Granary) -> None:
    many = {f"k{n}": "x" for n in range(1200)}
    granary.drop("lapor_aduan/33.74/a.ndjson", json.dumps({**TICKET, **many, "reporter": {"nama": NAME}}))
    granary.ingest("lapor_aduan")
    ((sound,), _) = shown(granary)
    assert sound == {**many, "reporter.nama": "***"}


@pytest.mark.parametrize("status", ["open", "?"])
def test_xml_and_json_hide_what_lies_below_a_personal_column(granary: Granary, status: str) -> None:
    common = "<requested_datetime>2026-08-30T06:37:38+07:00</requested_datetime><service_name>Jalan</service_name>"
    rows = [
        f'<first_name bahasa="{NAME}"><b>{NAME}</b>{NAME}</first_name>',
        f"<warga><email>{NAME}</email><kota>Semarang</kota></warga>",
        f"<first_name>A</first_name><first_name><b>{NAME}</b></first_name>",
    ]
    body = "".join(
        f"<request><service_request_id>{n}</service_request_id><status>{status}</status>{common}{row}</request>"
        for n, row in enumerate(rows, 1)
    )
    granary.drop("open311_requests/33.74/a.xml", f"<service_requests>{body}</service_requests>")
    granary.ingest("open311_requests")
    found = granary.rows("bronze/open311_requests") + granary.rows("quarantine/open311_requests")
    assert len(found) == 3
    assert NAME not in str(found)
    assert "Semarang" in str(found)
    assert "***" in str(found)


def test_a_personal_column_twice_in_a_table_is_hidden(granary: Granary) -> None:
    head = "nomor_aduan;tanggal_masuk;kanal;klasifikasi;isi_aduan;status;diperbarui;nama_pelapor;Nama Pelapor;rt\n"
    line = f"P3M-1;2026-08-30 10:00;WhatsApp;Pengaduan;Jalan;Baru;2026-08-30 10:00;A;{NAME};3\n"
    granary.drop("p3m_aduan/33.74/a.csv", head + line + line.replace("P3M-1", "P3M-2").replace("Baru", "?"))
    granary.ingest("p3m_aduan")
    ((sound,), (raw,)) = shown(granary, "p3m_aduan")
    assert sound == {"Nama Pelapor": "***", "rt": "3"}
    assert (raw["Nama Pelapor"], raw["rt"]) == ("***", "3")
