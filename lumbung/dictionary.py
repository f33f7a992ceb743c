"""The data dictionary, written from the contracts."""

from __future__ import annotations

from collections.abc import Iterator

from lumbung.contracts import Column, Contract, load_contracts
from lumbung.settings import Settings

_CLASSES = {"P0": "umum", "P1": "kuasi/teks bebas", "P2": "pengenal → token", "P3": "spesifik → dibuang"}


def render(settings: Settings) -> str:
    """Markdown: one section per source."""
    lines = [
        "# Kamus data",
        "",
        "Dibuat dari kontrak oleh `lumbung dictionary`; jangan disunting.",
        "",
        "Kelas data pribadi (UU 27/2022): " + "; ".join(f"**{k}** {v}" for k, v in _CLASSES.items()) + ".",
    ]
    for contract in load_contracts(settings.contracts).values():
        lines += ["", *_section(contract)]
    return "\n".join(lines) + "\n"


def _section(contract: Contract) -> Iterator[str]:
    yield f"## {contract.title} (`{contract.source}`)"
    yield ""
    yield contract.description
    yield ""
    key = ", ".join(contract.key) or "seluruh isi baris"
    yield f"Format {contract.format}; semantik **{contract.semantics}**; kunci {key}; versi kontrak {contract.version}."
    yield ""
    yield "| kolom | tipe | wajib | kelas | arti |"
    yield "|---|---|---|---|---|"
    for column in contract.columns:
        required = "ya" if column.required else ""
        yield f"| `{column.name}` | {column.type} | {required} | {column.privacy} | {_meaning(column)} |"
    for rule in contract.rules:
        yield f"| *aturan* | {rule.code} | | | {'karantina' if rule.is_error else 'tanda'}: `{rule.column}` |"


def _meaning(column: Column) -> str:
    text = column.description.replace("|", "\\|")
    if column.unit:
        text += f" Satuan: {column.unit}."
    if column.values:
        text += " Nilai: " + ", ".join(f"`{v}`" for v in dict.fromkeys(column.values.values())) + "."
    return text
