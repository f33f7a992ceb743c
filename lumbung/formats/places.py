"""Names of villages and kecamatan, resolved to Kemendagri codes or not at all.

Names repeat: within one kabupaten, between the two governments, and between kecamatan and villages.
So a name counts only within its government, and what stays ambiguous stays unresolved.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from lumbung.formats.numbers import is_null, tidy

UNKNOWN = "WILAYAH_TAK_DIKENAL"
PREFIX_PATTERN = r"^(?:(?:kelurahan|kel|desa|ds|kecamatan|kec)[ ./]+)+"
"""The kind of place before its name (`Kel.`, `Desa/Kel.`), in small letters without padding."""
DROP_PATTERN = "[^a-z0-9]"

_VILLAGES = frozenset({"kelurahan", "desa"})
_KECAMATAN = "kecamatan"


class Place(NamedTuple):
    """A row of the region table; `tingkat` is kecamatan, kelurahan or desa (others are ignored)."""

    kd_wilayah: str
    nama: str
    tingkat: str
    kd_induk: str
    kd_pemda: str


class Alias(NamedTuple):
    """Another name that people give a place. With `kecamatan` (as sources write it, may be
    misspelt) it counts in that kecamatan only; blank, everywhere in the government."""

    kd_pemda: str
    kecamatan: str | None
    nama: str
    kd_wilayah: str


class Resolution(NamedTuple):
    """A code, or none and the flag; neither for a blank name."""

    kd_wilayah: str | None
    flag: str | None


def normalise_place(text: str) -> str:
    """The name as compared: small letters and digits, without `Kel.`, `Desa`, `Kec.` before it."""
    plain = tidy(unicodedata.normalize("NFKD", text).lower())
    return re.sub(DROP_PATTERN, "", re.sub(PREFIX_PATTERN, "", plain))


class Gazetteer:
    """The places of the governments, found by name.

    `rows` are Place rows, `aliases` Alias rows, or plain sequences of the same order. An alias to a
    place that is unknown or of another government raises ValueError.
    """

    def __init__(self, rows: Iterable[Iterable[str]], aliases: Iterable[Iterable[str | None]] = ()) -> None:
        places = {place.kd_wilayah: place for place in (Place(*row) for row in rows)}
        self._kecamatan: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._villages: defaultdict[tuple[str, str | None, str], set[str]] = defaultdict(set)
        self._spelt: dict[tuple[str, str, str], str] = {}
        for place in places.values():
            self._add(place, place.nama)
        for alias in (Alias(*row) for row in aliases):  # type: ignore[arg-type]
            target = places.get(alias.kd_wilayah)
            if target is None or target.kd_pemda != alias.kd_pemda:
                raise ValueError(f"alias ke wilayah yang tidak ada di {alias.kd_pemda}: {alias.kd_wilayah}")
            if alias.kecamatan and target.tingkat in _VILLAGES:
                key = (
                    alias.kd_pemda,
                    normalise_place(alias.kecamatan),
                    normalise_place(alias.nama),
                )
                self._spelt[key] = alias.kd_wilayah
            else:
                self._add(target, alias.nama)

    def _add(self, place: Place, nama: str) -> None:
        name = normalise_place(nama)
        if place.tingkat == _KECAMATAN:
            self._kecamatan[place.kd_pemda, name].add(place.kd_wilayah)
        elif place.tingkat in _VILLAGES:
            for parent in (place.kd_induk, None):
                self._villages[place.kd_pemda, parent, name].add(place.kd_wilayah)

    def resolve(self, nama: str | None, *, kd_pemda: str, kecamatan: str | None = None) -> Resolution:
        """Code of a village. Without `kecamatan` the name must be unique in the government; a
        kecamatan that is unknown resolves nothing, however rare the name."""
        if nama is None or is_null(nama):
            return Resolution(None, None)
        name, parent = normalise_place(nama), None
        if kecamatan is not None and not is_null(kecamatan):
            if spelt := self._spelt.get((kd_pemda, normalise_place(kecamatan), name)):
                return Resolution(spelt, None)
            parent = self.resolve_kecamatan(kecamatan, kd_pemda=kd_pemda).kd_wilayah
            if parent is None:
                return Resolution(None, UNKNOWN)
        return _only(self._villages.get((kd_pemda, parent, name)))

    def resolve_kecamatan(self, nama: str | None, *, kd_pemda: str) -> Resolution:
        """Code of a kecamatan; a village of the same name is not one."""
        if nama is None or is_null(nama):
            return Resolution(None, None)
        return _only(self._kecamatan.get((kd_pemda, normalise_place(nama))))


def _only(codes: set[str] | None) -> Resolution:
    if codes is None or len(codes) != 1:
        return Resolution(None, UNKNOWN)
    return Resolution(next(iter(codes)), None)
