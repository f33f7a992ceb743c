"""Tokens, key and vault by themselves, against an HMAC written out here."""

from __future__ import annotations

import hashlib
import hmac
import os
import stat
from pathlib import Path

import duckdb
import pytest
from cryptography.exceptions import InvalidTag

from lumbung import privacy, settings
from lumbung.errors import UsageError

MASTER = bytes(range(32))
VALUES = ["3374010101900000", "", "ä" * 200, "Budi 'Tobing'", "\n", "x" * 64]


def reference(domain: str, value: str) -> str:
    """Two HMAC-SHA-256, the first one making the domain's own key; 32 hex digits of the result."""
    key = hmac.new(MASTER, domain.encode(), hashlib.sha256).digest()
    return "tk_" + hmac.new(key, value.encode(), hashlib.sha256).hexdigest()[:32]


@pytest.mark.parametrize("value", VALUES)
def test_sql_and_python_make_the_same_token(value: str) -> None:
    with duckdb.connect() as con:
        privacy.install_tokens(con, MASTER, ["aduan", "sp2d"])
        for domain in ("aduan", "sp2d"):
            found = con.execute(f"select token($v, '{domain}')", {"v": value}).fetchone()
            assert found == (reference(domain, value),) == (privacy.token(MASTER, domain, value),)


def test_nothing_has_no_token() -> None:
    with duckdb.connect() as con:
        privacy.install_tokens(con, MASTER, ["aduan"])
        assert con.execute("select token(null::varchar, 'aduan')").fetchone() == (None,)


def test_one_person_has_another_token_in_every_domain_and_under_every_key() -> None:
    tokens = {privacy.token(key, domain, VALUES[0]) for key in (MASTER, bytes(32)) for domain in ("a", "b")}
    assert len(tokens) == 4


def test_key_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "baru" / "kunci"
    old = os.umask(0)
    try:
        first = privacy.load_key(path)
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert privacy.load_key(path) == first
    assert len(first) == 32
    assert privacy.load_key(tmp_path / "lain") != first


def test_key_inside_the_lake_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"privacy\.key_file"):
        _ = settings.load(lake=tmp_path / "lake", privacy={"key_file": tmp_path / "lake" / "kunci"}).key_file


def test_vault_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "v" / "a.sealed"
    records = [{"column": "nama", "purpose": "uji", "token": "tk_1", "value": "Siti ä"}]
    privacy.seal(MASTER, path, records)
    assert privacy.unseal(MASTER, path) == records
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"Siti" not in path.read_bytes()
    first = path.read_bytes()
    privacy.seal(MASTER, path, records)
    assert path.read_bytes() != first


def test_vault_notices_another_key_name_or_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.sealed"
    privacy.seal(MASTER, path, [{"value": "x"}])
    with pytest.raises(InvalidTag):
        privacy.unseal(bytes(32), path)
    moved = path.with_name("b.sealed")
    moved.write_bytes(path.read_bytes())
    with pytest.raises(InvalidTag):
        privacy.unseal(MASTER, moved)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(InvalidTag):
        privacy.unseal(MASTER, path)
