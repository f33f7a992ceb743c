"""The way of a proposal through the offices: stages in the order of its government, their reviewers,
their words, and when they meet (all in the year before the budget's)."""

from __future__ import annotations

from dataclasses import dataclass

from lumbung.sample.city import KABUPATEN, KOTA

PENDING, ACCEPTED, REJECTED = "PENDING", "ACCEPTED", "REJECTED"
RETURNED, CANCELLED, NOT_SUBMITTED = "RETURNED", "CANCELLED", "NOT_SUBMITTED"
REFUSED = "||Ditolak"
DITOLAK_OPD, DIAKOMODIR_OPD = "Ditolak Perangkat Daerah", "Diakomodir Perangkat Daerah"
DIBATALKAN = "Dibatalkan"


@dataclass(frozen=True)
class Stage:
    """One stage: `waiting` are the status texts of a proposal that waits there; `opens` and
    `closes` are (month, day); shares of those who arrive: refused, sent back, forgotten."""

    kode: str
    reviewer: str
    waiting: tuple[str, ...]
    opens: tuple[int, int]
    closes: tuple[int, int]
    refused: float
    returned: float
    stuck: float


def _stage(
    kode: str, reviewer: str, waiting: str, opens: tuple[int, int], closes: tuple[int, int], *shares: float
) -> Stage:
    return Stage(kode, reviewer, tuple(waiting.split("|")), opens, closes, *shares)


_FORUM = "Diteruskan ke Forum SKPD|Verifikasi Perangkat Daerah"
_KABKOTA = "Diteruskan ke Musrenbang Provinsi/Kabupaten/Kota"
_TAPD = _stage("MUSRENBANG_KABKOTA", "tapd", _KABKOTA, (5, 15), (7, 4), 0.10, 0, 0.08)
STAGES: dict[tuple[str, str], tuple[Stage, ...]] = {
    (KOTA, "sipd_usulan"): (
        _stage("SUBMITTED", "lurah", "Pengajuan Usulan", (2, 4), (2, 18), 0.01, 0.01, 0.02),
        _stage("MITRA_BAPPEDA", "mitra", "Validasi Mitra Bappeda", (2, 16), (3, 8), 0.06, 0.02, 0.03),
        _stage("KECAMATAN", "camat", "Diteruskan ke Musrenbang Kecamatan", (3, 5), (3, 20), 0.07, 0.02, 0.02),
        _stage("FORUM_SKPD", "skpd", _FORUM, (3, 18), (4, 25), 0.16, 0.02, 0.04),
        _TAPD,
    ),
    (KABUPATEN, "sipd_usulan"): (
        _stage("SUBMITTED", "lurah", "Pengajuan Usulan", (2, 4), (2, 18), 0.01, 0.01, 0.02),
        _stage("KECAMATAN", "camat", "Verifikasi Kecamatan", (2, 14), (2, 28), 0.07, 0.02, 0.02),
        _stage("MITRA_BAPPEDA", "mitra", "Validasi Mitra Bappeda", (3, 1), (3, 15), 0.06, 0.02, 0.03),
        _stage("FORUM_SKPD", "skpd", _FORUM, (3, 14), (4, 20), 0.16, 0.02, 0.04),
        _TAPD,
    ),
    **{
        (kd_pemda, "sipd_pokir"): (
            _stage("SUBMITTED", "", "Pengajuan Usulan", (2, 10), (3, 6), 0.01, 0.01, 0.02),
            _stage("SETWAN", "setwan", "Validasi Sekretariat Dewan", (2, 25), (3, 20), 0.05, 0.02, 0.02),
            _stage("MITRA_BAPPEDA", "mitra", "Validasi Mitra Bappeda", (3, 20), (4, 10), 0.06, 0.02, 0.03),
            _stage("FORUM_SKPD", "skpd", _FORUM, (4, 5), (5, 5), 0.16, 0.02, 0.04),
            _TAPD,
        )
        for kd_pemda in (KOTA, KABUPATEN)
    },
}
REVIEWERS = {
    "sipd_usulan": ("lurah", "camat", "mitra", "skpd", "tapd"),
    "sipd_pokir": ("setwan", "mitra", "skpd", "tapd"),
}
"""In the order of the columns."""
CREATED = {"w": ((1, 8), (2, 3)), "c": ((2, 1), (2, 12)), "p": ((1, 20), (3, 4))}
"""When proposals are written down, by door."""
