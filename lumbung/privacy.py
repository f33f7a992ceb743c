"""Personal data: HMAC tokens instead of identifiers, and the encrypted vault.

The key lies outside the lake. Tokens are HMAC-SHA-256 with a key of their own per domain, so that
the same person cannot be linked across domains by the token (UU 27/2022; a plain hash of a NIK can
be reversed by trying all of them).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

import duckdb
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_BLOCK = 64
"""SHA-256 block size in bytes, which HMAC pads its key to (RFC 2104)."""


def load_key(path: Path) -> bytes:
    """The master key; created with mode 0600 on first use."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was faster
            return bytes.fromhex(path.read_text().strip())
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES))
    return bytes.fromhex(path.read_text().strip())


def domain_key(master: bytes, domain: str) -> bytes:
    return hmac.new(master, domain.encode(), hashlib.sha256).digest()


def token(master: bytes, domain: str, value: str) -> str:
    """The token of a value, as `install_tokens` computes it in SQL."""
    digest = hmac.new(domain_key(master, domain), value.encode(), hashlib.sha256)
    return "tk_" + digest.hexdigest()[:32]


def install_tokens(con: duckdb.DuckDBPyConnection, master: bytes, domains: Iterable[str]) -> None:
    """Macro `token(value, domain)`. The keys are session variables: no SQL text shows them."""
    pads = {}
    for domain in domains:
        key = domain_key(master, domain).ljust(_BLOCK, b"\0")
        pads[domain] = (bytes(b ^ 0x36 for b in key), bytes(b ^ 0x5C for b in key))
    for index, side in enumerate(("inner", "outer")):
        keys, values = list(pads), [pads[d][index] for d in pads]
        con.execute(f"set variable token_{side} = map($k::varchar[], $v::blob[])", {"k": keys, "v": values})
    con.execute(
        "create or replace temp macro token(value, domain) as case when value is not null then 'tk_' || left("
        "sha256(getvariable('token_outer')[domain] || unhex(sha256("
        "getvariable('token_inner')[domain] || encode(value)))), 32) end"
    )


def seal(master: bytes, path: Path, records: list[dict[str, str]]) -> None:
    """Write clear values to the vault: AES-256-GCM, one file per load, mode 0600."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    nonce = os.urandom(12)
    body = json.dumps(records, ensure_ascii=False, sort_keys=True).encode()
    sealed = nonce + AESGCM(domain_key(master, "vault")).encrypt(nonce, body, path.name.encode())
    temporary = path.with_suffix(".tmp")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(sealed)
    temporary.replace(path)


def unseal(master: bytes, path: Path) -> list[dict[str, str]]:
    """Read a vault file back.

    Raises:
        cryptography.exceptions.InvalidTag: another key, or the file was changed.
    """
    sealed = path.read_bytes()
    body = AESGCM(domain_key(master, "vault")).decrypt(sealed[:12], sealed[12:], path.name.encode())
    return list(json.loads(body))
