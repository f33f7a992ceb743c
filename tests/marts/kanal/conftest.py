"""A town whose citizens complain through three applications, often about the same thing."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from granary import csv_of
from town import Marts, Town

MALAM_1 = date(2026, 8, 31)
DPU, DISHUB = "Dinas Pekerjaan Umum", "Dinas Perhubungan"
_P3M = {
    "kanal": "Telepon",
    "anonim": "T",
    "rahasia": "T",
    "klasifikasi": "Pengaduan",
    "kategori": "Lampu PJU Mati",
    "kelurahan": "Tembalang",
    "kecamatan": "Tembalang",
    "status": "Baru",
}
_LAPOR: dict[str, Any] = {
    "classification": "pengaduan",
    "supervisory": False,
    "category": "Penerangan Jalan Umum",
    "channel": "android",
    "is_anonymous": False,
    "is_secret": False,
    "reporter": {"name": "Sri Rahayu", "phone": "081200000042", "email": "sri@example.com", "nik": None},
    "location": {"kelurahan": "Tembalang", "kecamatan": "Tembalang", "lat": None, "lng": None},
    "status": "new",
}


def p3m(nomor: str, terima: str, isi: str, **more: str) -> dict[str, str]:
    """A P3M ticket, typed when it was received unless `tanggal_masuk` says otherwise."""
    times = {"tanggal_masuk": terima, "tanggal_terima": terima, "diperbarui": more.get("tanggal_masuk", terima)}
    return {**_P3M, "nomor_aduan": nomor, **times, "isi_aduan": isi, **more}


def lapor(nomor: str, terima: str, isi: str, *events: tuple[str, str, str | None], **more: Any) -> dict[str, Any]:
    """A LAPOR ticket of a WIB minute with events (type, WIB minute, institution)."""
    told = [{"type": kind, "at": _wib(at), "institution": where} for kind, at, where in events]
    last = max([terima, *(at for _, at, _ in events)])
    times = {"created_at": _wib(terima), "updated_at": _wib(last)}
    return {**_LAPOR, "tracking_id": nomor, "title": "Laporan", "content": isi, "events": told, **times, **more}


def request(nomor: str, terima: str, uraian: str, **more: Any) -> dict[str, Any]:
    """An Open311 request in Kelurahan Tembalang."""
    where = "Jl. Pandanaran 5, Kel. Tembalang, Kec. Tembalang"
    times = {"requested_datetime": _wib(terima), "updated_datetime": _wib(terima)}
    named = {"service_request_id": nomor, "service_name": "Lampu Jalan Mati", "service_code": "PJU"}
    return {**named, "status": "open", "description": uraian, "address": where, **times, **more}


def _wib(minute: str) -> str:
    return minute.replace(" ", "T") + ":00+07:00"


class KanalTown(Town):
    """Deliveries are rows: source → rows of the Kota."""

    sources = ("p3m_aduan", "lapor_aduan", "open311_requests")
    derived = ("klaster_aduan",)

    def send(self, evening: date, rows: Mapping[str, list[dict[str, Any]]]) -> None:
        """Lay a file per source into landing, sent at 20:00 WIB."""
        sent = datetime.combine(evening, time(20), ZoneInfo("Asia/Jakarta")).timestamp()
        for source, own in rows.items():
            path = self.root / "landing" / source / "33.74" / f"{source}_{evening:%Y%m%d}.{_ENDING[source]}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_TEXT[source](own), encoding="utf-8")
            os.utime(path, (sent, sent))


_ENDING = {"p3m_aduan": "csv", "lapor_aduan": "ndjson", "open311_requests": "json"}
_TEXT = {
    "p3m_aduan": lambda rows: csv_of({}, *rows),
    "lapor_aduan": lambda rows: "\n".join(map(json.dumps, rows)) + "\n",
    "open311_requests": json.dumps,
}
GELAP = "Lampu di Jl. Pandanaran padam"
FIRST: dict[str, list[dict[str, Any]]] = {
    "p3m_aduan": [
        p3m("A1", "2026-08-30 19:00", "Lampu PJU di Jl. Pandanaran mati", tanggal_masuk="2026-08-31 08:00"),
        p3m("A4", "2026-08-30 18:00", GELAP, status="Duplikat"),
        p3m("B0", "2026-08-12 10:00", "Aspal terkelupas", kategori="Jalan Rusak", kelurahan="", kecamatan=""),
    ],
    "lapor_aduan": [
        lapor("A2", "2026-08-30 20:00", "Jalan Pandanaran gelap sekali"),
        lapor("A5", "2026-08-30 20:00", GELAP, is_secret=True),
        lapor("A6", "2026-08-30 20:00", "Lampu di Jl. Pemuda padam"),
        lapor("A7", "2026-08-26 20:00", GELAP),
        lapor("B1", "2026-07-31 23:00", "Pohon tumbang di Jl. Fatmawati", category="Pohon"),
        lapor(
            "L1", "2026-08-24 08:00", "Parkir liar di Jl. Sriwijaya",
            ("verified", "2026-08-24 09:00", None),
            ("disposed", "2026-08-24 10:00", DPU),
            ("auto_reply", "2026-08-24 10:01", DPU),
            ("redisposed", "2026-08-25 10:00", DISHUB),
            ("answered", "2026-08-26 08:00", DISHUB),
            category="Lalu Lintas", institution=DISHUB, status="answered",
        ),
        lapor(
            "L2", "2026-08-24 08:00", "Tagihan air", ("rejected", "2026-08-24 09:00", None),
            category="Air Minum", status="closed",
        ),
        lapor(
            "L3", "2026-08-18 08:00", "Sampah di Jl. Kenanga", ("auto_reply", "2026-08-18 08:01", DPU),
            category="Persampahan", supervisory=True, institution=DPU, status="in_progress",
        ),
        lapor(
            "L4", "2026-08-10 08:00", "Selokan Jl. Mawar",
            ("answered", "2026-08-11 08:00", DPU),
            ("closed", "2026-08-12 08:00", None),
            ("reopened", "2026-08-13 08:00", None),
            category="Drainase", institution=DPU, status="in_progress",
        ),
        lapor(
            "L5", "2026-08-20 08:00", "Bus terlambat",
            ("answered", "2026-08-20 07:00", DISHUB),
            category="Angkutan", institution=DISHUB, status="answered",
        ),
    ],
    "open311_requests": [
        request("A3", "2026-08-31 07:00", "lampu jl pandanaran padam", agency_responsible=DPU),
        request(
            "O1", "2026-08-24 08:00", "Pohon", service_name="Pohon Tumbang", status="closed",
            agency_responsible=DPU, updated_datetime="2026-08-26T09:00:00+07:00", address="Jl. Mawar",
        ),
    ],
}  # fmt: skip
"""Pandanaran is dark: A1, A2, A3 and A4 say so within a day; A5 is secret, A6 another street, A7 four days
before the others."""


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> KanalTown:
    """The town on the evening of MALAM_1. Read only: later nights work on a copy."""
    made = KanalTown(tmp_path_factory.mktemp("kota_kanal"))
    made.send(MALAM_1, FIRST)
    made.run(MALAM_1, "malam-1")
    return made


@pytest.fixture(scope="session")
def marts(town: KanalTown) -> Marts:
    return Marts(town.connect())


@pytest.fixture(scope="session")
def late() -> dict[str, list[dict[str, Any]]]:
    """The next evening: typed late, closed, and a bridge between two clusters."""
    pohon = "Pohon tumbang menutup Jl. Fatmawati"
    return {
        "p3m_aduan": [
            p3m("A8", "2026-08-28 20:00", "Jl. Pandanaran gelap", tanggal_masuk="2026-09-01 09:00"),
            p3m("B2", "2026-08-01 09:00", pohon, kategori="Pohon Tumbang", tanggal_masuk="2026-09-01 09:00"),
            # Received a month before what it said at first.
            p3m("B0", "2026-07-10 10:00", "Aspal terkelupas", kategori="Jalan Rusak", kelurahan="", kecamatan="",
                tanggal_masuk="2026-08-12 10:00", diperbarui="2026-09-01 10:00"),
        ],
        "lapor_aduan": [
            lapor(
                "L1", "2026-08-24 08:00", "Parkir liar di Jl. Sriwijaya",
                ("verified", "2026-08-24 09:00", None),
                ("disposed", "2026-08-24 10:00", DPU),
                ("auto_reply", "2026-08-24 10:01", DPU),
                ("redisposed", "2026-08-25 10:00", DISHUB),
                ("answered", "2026-08-26 08:00", DISHUB),
                ("auto_closed", "2026-09-01 08:00", None),
                category="Lalu Lintas", institution=DISHUB, status="closed",
            ),
        ],
        "open311_requests": [
            request("A3", "2026-08-31 07:00", "lampu jl pandanaran padam", agency_responsible=DISHUB,
                    status="closed", updated_datetime="2026-09-01T10:00:00+07:00"),
        ],
    }  # fmt: skip
