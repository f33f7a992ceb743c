"""The bytes of files, out of their archives."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from lumbung.errors import FileRejected
from lumbung.messages import say

_BLOCK = 4 << 20
"""Bytes that no sane line fills; DuckDB's buffer is eight times as large."""
# zipfile raises RuntimeError for an encrypted member
BROKEN_ARCHIVE = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, RuntimeError)


@contextmanager
def open_bytes(path: Path) -> Iterator[IO[bytes]]:
    """The file's bytes, uncompressed: plain, `.gz`, or `.zip` with one member."""
    if path.suffix.lower() == ".gz":
        with gzip.open(path, "rb") as stream:
            yield stream  # type: ignore[misc]
    elif path.suffix.lower() == ".zip":
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            if len(members) != 1:
                raise FileRejected("BERKAS_RUSAK", say("zip_members", n=len(members)))
            with archive.open(members[0]) as stream:
                yield stream
    else:
        with path.open("rb") as stream:
            yield stream


def check(path: Path) -> None:
    """Raises OSError where DuckDB would not read all of the file."""
    try:
        if is_safe(path):
            return
    except BROKEN_ARCHIVE as error:
        raise OSError(type(error).__name__) from error
    raise OSError("BARIS_TERLALU_PANJANG")


def read_whole(path: Path, limit: int) -> bytes | None:
    """The unpacked bytes of the file; None where there are more than `limit`, or hardly any line ends.

    Raises:
        OSError: a broken archive.
    """
    blocks, size = [], 0
    try:
        for block in _unpacked(path) if path.suffix.lower() == ".gz" else _blocks(path):
            blocks.append(block)
            size += len(block)
            if size > limit or (len(block) == _BLOCK and b"\n" not in block):
                return None
    except BROKEN_ARCHIVE as error:
        raise OSError(type(error).__name__) from error
    return b"".join(blocks)


def is_safe(path: Path) -> bool:
    """Whether DuckDB reads all of the file: it drops a line longer than its buffer without a word,
    and takes what is left of a truncated archive for the whole (which raises here)."""
    unended = 0
    for block in _unpacked(path) if path.suffix.lower() == ".gz" else _blocks(path):
        end = block.rfind(b"\n")
        unended = len(block) - end - 1 if end >= 0 else unended + len(block)
        if unended >= _BLOCK or block.find(b"\n") >= _BLOCK:
            return False
    return True


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            yield block


def _unpacked(path: Path) -> Iterator[bytes]:
    """What a `.gz` holds, in blocks of bounded size; `gzip` would take eight kilobytes at a time."""
    unpacker = zlib.decompressobj(wbits=31)
    for packed in _blocks(path):
        while packed:
            if unpacker.eof:  # another member, or zeros that fill the last block of a tape
                packed = packed.lstrip(b"\0")
                if not packed:
                    break
                unpacker = zlib.decompressobj(wbits=31)
            block = unpacker.decompress(packed, _BLOCK)
            yield block
            while len(block) == _BLOCK and not unpacker.unconsumed_tail and not unpacker.eof:
                block = unpacker.decompress(b"", _BLOCK)
                yield block
            packed = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    if not unpacker.eof:
        raise EOFError
