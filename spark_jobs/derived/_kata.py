"""Titles, addresses and units of proposals as words that can be compared.

Patterns keep to what Java's and Rust's regular expressions share: no lookaround, no back-references.
"""

from __future__ import annotations

from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as F

from spark_jobs.derived._aturan import Rules

_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")
_APART = (
    (r"\[[a-z]+\]", " "),  # what masking left
    (r"\br\.\s?([tw])\.", " r$1 "),
    (r"([^a-z0-9])", " $1 "),
)
_NUMBER = r"[\s.:\-]*0*([0-9]{1,3})"
_PLACES = (
    (rf"\brt\s*/\s*rw{_NUMBER}\s*[/\-]{_NUMBER}\b", " rt$1 rw$2 "),
    (rf"\brt{_NUMBER}\s*/\s*0*([0-9]{{1,3}})\b", " rt$1 rw$2 "),
    (rf"\b(r[tw]){_NUMBER}\b", " $1$2 "),
    # `RT 1, 2 dan 3`: one number of the list at a time.
    *((r"\b(r[tw])([0-9]{1,3})\s*(?:,|&|\+|dan\b|s\s?/?\s?d\b)\s*0*([0-9]{1,3})\b", " $1$2 $1$3 "),) * 3,
    (r"\b(?:no|nomor|nmr)[\s.:]*[0-9]+[a-z]?\b", " "),
    (r"\bkm[\s.:]*[0-9]+(?:\s?[.,]\s?[0-9]+)?\b", " "),
    (r"\b(?:gg|gang|blok|blk)[\s.]*0*([0-9]+)\b", " gg$1 "),
    (r"\b(?:blok|blk)[\s.]*([a-z])\b", " gg$1 "),
    (r"\b(jl|jln)([0-9]+)\b", " $1 $2 "),
)
_AFFIXES = (
    (r"\b(?:di|meng|mem|men|me|peng|pem|pen|per|pe|ber|ter)([a-z]{4,})\b", "$1"),
    (r"\b([a-z]{4,}?)(?:nisasi|isasi|kannya|annya|kan|nya|an)\b", "$1"),
)
"""What Indonesian puts before and after a word; both sides of a comparison lose the same."""
_KINDS = {"rt": "^rt[0-9]+$", "rw": "^rw[0-9]+$", "gang": "^gg([0-9]+|[a-z])$", "angka": "^([0-9]+|[a-z]|[a-z][0-9]+)$"}


def _replaced(text: Column, pairs: tuple[tuple[str, str], ...]) -> Column:
    return reduce(lambda done, pair: F.regexp_replace(done, *pair), pairs, text)


def _words(text: Column) -> Column:
    """Distinct words in order; an empty array for an empty text."""
    return F.array_sort(F.array_distinct(F.array_remove(F.split(F.trim(text), r"\s+"), "")))


def arabic(text: Column) -> Column:
    """An address in small letters with signs apart and roman numbers as arabic ones."""
    apart = _replaced(F.lower(F.coalesce(text, F.lit(""))), _APART)
    return _replaced(apart, tuple((rf"\b{roman}\b", str(number)) for number, roman in enumerate(_ROMAN, 1)))


def numbered(address: Column) -> Column:
    """An arabic address with `rt2`, `rw5` and `gg3` for RT, RW and gang however written, and without
    house numbers and kilometres."""
    return _replaced(address, _PLACES)


def without_asides(address: Column, rules: Rules) -> Column:
    """A numbered address without what stands in brackets, landmarks, and the village it lies in."""
    return _replaced(address, ((r"\([^)]*\)", " "), (rf"\b(?:{rules.asides})\b[^,;(]*", " ")))


def place_words(address: Column, rules: Rules) -> Column:
    """Words of a numbered address, without what only says that a street or hamlet follows."""
    plain = F.regexp_replace(address, r"[^a-z0-9]+", " ")
    named = F.regexp_replace(plain, rf"\b(?:{rules.place_words})\b", " ")
    return _words(F.regexp_replace(named, r"\b0+([0-9]+)\b", "$1"))


def of_kind(words: Column, kind: str) -> Column:
    """Place words of a kind: `rt`; `rw`; `gang` (numbers of gangs, letters of blocks); `angka` (other
    numbers and letters); `nama`: the rest."""
    if kind in _KINDS:
        return F.filter(words, lambda word: word.rlike(_KINDS[kind]))
    return F.filter(words, lambda word: ~word.rlike("|".join(_KINDS.values())))


def plain_title(text: Column, rules: Rules) -> Column:
    """A title in small letters without RT and RW, synonyms as one."""
    lower = F.lower(F.coalesce(text, F.lit("")))
    spaced = _replaced(lower, ((r"\br\.?[tw]\.?[\s.:/\-]*[0-9]+", " "), (r"[^a-z]+", " ")))
    return _replaced(spaced, tuple((rf"\b(?:{p})\b", f" {b} ") for p, b in rules.titles))


def strong_words(title: Column, rules: Rules) -> Column:
    """Words of a title that say what is asked for, without prefixes and suffixes."""
    weak = ((rf"\b(?:{rules.weak_words})\b", " "),)
    return _words(_replaced(title, (*weak, *_AFFIXES, *weak, (r"\b[a-z]{1,2}\b", " "))))


def special(words: Column, rules: Rules) -> Column:
    """Without general words (`jalan`), where anything else is said."""
    said = F.filter(words, lambda word: ~word.rlike(f"^(?:{rules.general_words})$"))
    return F.when(F.size(said) > 0, said).otherwise(words)


def unit(text: Column, rules: Rules) -> Column:
    """A unit of measure in one spelling; null when none is given."""
    plain = F.trim(F.lower(text))
    known = _replaced(plain, tuple((rf"^(?:{p})$", b) for p, b in rules.units))
    return F.when(known != "", known)
