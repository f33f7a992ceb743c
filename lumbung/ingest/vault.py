"""Clear values that the contract keeps for a purpose, encrypted, outside every table."""

from __future__ import annotations

import duckdb

from lumbung import privacy
from lumbung.contracts import Contract
from lumbung.ingest.load import stored
from lumbung.ingest.raw import name
from lumbung.settings import Settings


def keep(con: duckdb.DuckDBPyConnection, settings: Settings, contract: Contract, load_id: str) -> None:
    """Seal token and clear value of the loaded rows' columns that name a `vaultPurpose`."""
    records = []
    for column in contract.columns:
        purpose = column.options.get("vaultPurpose")
        if not purpose or column.privacy != "P2":
            continue
        pairs = con.execute(
            f"select distinct {stored(column, contract.source)}, {name(column.name)} from judged "
            f"where len(reasons) = 0 and {name(column.name)} is not null order by all"
        ).fetchall()
        records += [
            {"column": column.name, "purpose": str(purpose), "token": token, "value": value} for token, value in pairs
        ]
    if records:
        vault = settings.root / "vault"
        vault.mkdir(parents=True, exist_ok=True)
        vault.chmod(0o700)
        path = vault / contract.source / f"{load_id}.sealed"
        privacy.seal(privacy.load_key(settings.key_file), path, records)
