"""Plain numbers: a column of digits read as a whole, not text by text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Mask = npt.NDArray[np.bool_]
_Numbers = npt.NDArray[np.int64]
_DIGITS = b"0123456789"


@dataclass(frozen=True)
class PlainForm:
    """Texts of at most `whole` digits, perhaps with a sign, and perhaps a mark and at most `decimals` more.
    DECIMAL(precision, scale) holds them unrounded, in at most 18 digits."""

    mark: str
    whole: int
    decimals: int
    precision: int
    scale: int

    @property
    def pattern(self) -> str:
        """The form as a regular expression, without its ends."""
        decimals = f"(?:[{self.mark}][0-9]{{1,{self.decimals}}})?" if self.decimals else ""
        return f"-?[0-9]{{1,{self.whole}}}{decimals}"


def read_plain(texts: pa.StringArray, form: PlainForm) -> tuple[pa.Decimal128Array, Mask]:
    """The numbers as DECIMAL(precision, scale), and which texts are of another form: they are NULL here."""
    there = np.asarray(pc.is_valid(texts))
    plain, found = there, _Texts(texts.drop_null(), form)
    if not found.are_plain():
        plain = np.asarray(pc.match_substring_regex(texts, rf"\A(?:{form.pattern})\z").fill_null(False))
        found = _Texts(texts.filter(pa.array(plain)), form)
    values, nulls = found.numbers(), None
    if not plain.all():
        dense, values = values, np.zeros(len(texts), np.int64)
        values[plain] = dense
        nulls = pa.array(plain).buffers()[1]
    wide = np.empty((len(texts), 2), np.int64)
    wide[:, 0], wide[:, 1] = values, values >> 63
    kind = pa.decimal128(form.precision, form.scale)
    return pa.Decimal128Array.from_buffers(kind, len(texts), [nulls, pa.py_buffer(wide)]), there & ~plain


class _Texts:
    """Texts, none of them NULL, as their bytes and ends."""

    def __init__(self, texts: pa.StringArray, form: PlainForm) -> None:
        _, offsets, data = texts.buffers()
        ends = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
        self.form = form
        self.ends = ends - ends[0]
        self.lengths = np.diff(ends)
        self.bytes = bytes(memoryview(data)[ends[0] : ends[-1]]) if data else b""
        self.digits = self.bytes.translate(None, form.mark.encode())
        self.decimals = self._decimals()
        """Digits behind the mark, where all else is plain."""

    def _decimals(self) -> npt.NDArray[np.int8]:
        found = np.zeros(len(self.lengths), np.int8)
        if len(self.digits) == len(self.bytes):
            return found
        letters = np.frombuffer(self.bytes, np.uint8)
        for count in range(1, self.form.decimals + 1):
            before = np.maximum(self.ends[1:] - (count + 1), 0)
            found[(letters[before] == ord(self.form.mark)) & (self.lengths > count + 1)] = count
        return found

    def are_plain(self) -> bool:
        """Whether every text is of the form, without a sign: nothing but digits and the marks that were found."""
        marked = self.decimals > 0
        if self.digits.translate(None, _DIGITS) or len(self.bytes) - len(self.digits) != np.count_nonzero(marked):
            return False
        whole = self.lengths - self.decimals - marked
        return not len(whole) or bool(whole.min() > 0 and whole.max() <= self.form.whole)

    def numbers(self) -> _Numbers:
        """The texts, all plain, without their marks and then raised to the scale."""
        ends = self.ends.copy()
        ends[1:] -= np.cumsum(self.decimals > 0, dtype=np.int32)
        digits = pa.StringArray.from_buffers(len(self.lengths), pa.py_buffer(ends), pa.py_buffer(self.digits))
        values: _Numbers = np.asarray(digits.cast(pa.int64()))
        if (self.decimals == self.form.scale).all():
            return values
        return values * np.array([10 ** (self.form.scale - d) for d in range(self.form.decimals + 1)])[self.decimals]
