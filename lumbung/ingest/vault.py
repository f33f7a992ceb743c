"""Clear values that the contract keeps for a purpose, encrypted, outside every table."""

from __future__ import annotations

from collections.abc import Iterable

from lumbung import privacy
from lumbung.contracts import Column, Contract
from lumbung.settings import Settings


def columns(contract: Contract) -> list[Column]:
    """The columns whose clear values are kept."""
    return [c for c in contract.columns if c.options.get("vaultPurpose") and c.privacy == "P2"]


def keep(settings: Settings, contract: Contract, load_id: str, values: Iterable[tuple[str, str, str]]) -> None:
    """Seal the loaded rows' values: column, token and clear value."""
    records = [
        {
            "column": column,
            "purpose": str(contract.column(column).options["vaultPurpose"]),
            "token": token,
            "value": value,
        }
        for column, token, value in sorted(set(values))
    ]
    if records:
        vault = settings.root / "vault"
        vault.mkdir(parents=True, exist_ok=True)
        vault.chmod(0o700)
        path = vault / contract.source / f"{load_id}.sealed"
        privacy.seal(privacy.load_key(settings.key_file), path, records)
