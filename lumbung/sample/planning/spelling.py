"""How one address or title is written by different hands."""

from __future__ import annotations

from collections.abc import Iterator

from lumbung.sample.city import Village
from lumbung.sample.planning.places import Place
from lumbung.sample.planning.words import PATOKAN, ROMAWI
from lumbung.sample.planning.works import Work

_PREFIX = {
    "jl": ("Jl. ", "Jl ", "Jln. ", "Jalan ", "Jl.", "jln ", "JL. "),
    "kampung": ("Kp. ", "Kampung ", "Kp ", "kp. "),
    "dukuh": ("Dukuh ", "Dk. ", "Dk ", "Dkh. ", "dk "),
    "dusun": ("Dusun ", "Dsn. ", "Dsn ", "dsn "),
    "perum": ("Perum ", "Perum. ", "Perumahan ", "Prm. "),
    "gedung": ("",),
}
_GANG = ("Gg. ", "Gang ", "Gg ", "gg.", "GG. ")
_BLOK = ("Blok ", "Blk. ", "blok ")
_NEIGHBOURHOOD = (
    "RT {rt:02d} RW {rw:02d}", "RT.{rt}/RW.{rw}", "RT{rt:02d} RW{rw:02d}", "RT {rt} RW {rw}", "Rt {rt} Rw {rw}",
    "RT {rt:02d}/RW {rw:02d}", "RT {rt:03d}/{rw:03d}", "rt.{rt} rw.{rw}", "RT {rt}/{rw}",
)  # fmt: skip
_ONLY_RW = ("RW {rw:02d}", "RW {rw}", "Rw.{rw}", "RW{rw:02d}")
_TYPO, _DROP = 0.22, 0.12
_SHOUT, _MUMBLE = 0.06, 0.08
DRAWS = 16
"""Random numbers that one address or title needs."""


def _one(choices: tuple[str, ...], u: float) -> str:
    return choices[int(u * len(choices))]


def _slip(word: str, u: float, v: float) -> str:
    """The word with one slip of the finger; short words and numbers stay."""
    if len(word) < 5 or not word.isalpha():
        return word
    at = 1 + int(u * (len(word) - 3))
    if v < 0.4:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if v < 0.75:
        return word[:at] + word[at + 1 :]
    return word[: at + 1] + word[at:]


def _slipped(text: str, u: float, v: float) -> str:
    """One slip in the longest word."""
    words = text.split(" ")
    longest = max(range(len(words)), key=lambda n: len(words[n]))
    words[longest] = _slip(words[longest], u, v)
    return " ".join(words)


def address(place: Place, village: Village, copy: bool, loose: bool, draws: Iterator[float]) -> str:
    """One spelling of an address. A `copy` may hold a slip of the finger; only a `loose` one, whose
    coordinates say where it is, may leave words out."""
    u = [next(draws) for _ in range(12)]
    name = _slipped(place.name, u[0], u[1]) if copy and u[2] < _TYPO else place.name
    parts = [_one(_PREFIX[place.kind], u[3]) + name]
    dropped = copy and loose and u[4] < _DROP
    if place.gang and not (dropped and u[5] < 0.5):
        gang = place.gang
        if place.kind == "perum":
            parts.append(_one(_BLOK, u[6]) + gang)
        else:
            if copy and u[7] < 0.15:
                gang = str(ROMAWI.index(gang) + 1)
            parts.append(_one(_GANG, u[6]) + gang)
    if place.rw and not (dropped and u[5] >= 0.5):
        forms = _NEIGHBOURHOOD if place.rt else _ONLY_RW
        parts.append(_one(forms, u[8]).format(rt=place.rt, rw=place.rw))
    if u[9] < 0.12:
        parts.append(f"({'depan' if u[9] < 0.06 else 'dekat'} {_one(PATOKAN, u[10])})")
    elif u[9] < 0.3:
        parts.append(("Desa " if village.is_desa else "Kel. ") + village.nama)
    text = (", " if u[11] > 0.85 else " ").join(parts)
    return text.upper() if u[10] < _SHOUT else text.lower() if u[10] > 1 - _MUMBLE else text


def short(place: Place) -> str:
    """An address as it stands in a heading."""
    parts = [_PREFIX[place.kind][0] + place.name]
    if place.gang:
        parts.append((_BLOK if place.kind == "perum" else _GANG)[0] + place.gang)
    if place.rw:
        parts.append(_NEIGHBOURHOOD[0].format(rt=place.rt, rw=place.rw) if place.rt else f"RW {place.rw:02d}")
    return " ".join(parts)


def title(work: Work, entry: int, place: Place, copy: bool, draws: Iterator[float]) -> str:
    """A title: the kamus' own, or what a hand made of it."""
    u = [next(draws) for _ in range(4)]
    own = work.titles[entry]
    if u[0] < (0.3 if copy else 0.12):
        return _one(work.says, u[1])
    if u[0] < (0.42 if copy else 0.16):
        words = own.split(" ")
        return f"{' '.join(words[1:])}, {words[0].lower()}"
    if u[2] < 0.25 and place.rw:
        return f"{own} RT {place.rt:02d} RW {place.rw:02d}" if place.rt else f"{own} RW {place.rw:02d}"
    return _slipped(own, u[1], u[3]) if copy and u[2] > 0.94 else own
