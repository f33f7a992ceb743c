"""Names as they are compared: the Spark twin of `lumbung.formats.places.normalise_place`."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

from lumbung.formats.places import DROP_PATTERN, PREFIX_PATTERN


def normalised(name: Column) -> Column:
    """Small letters and digits, without `Kel.`, `Desa`, `Kec.` before them; null stays null."""
    plain = F.trim(F.regexp_replace(F.lower(name), r"\s+", " "))
    return F.regexp_replace(F.regexp_replace(plain, PREFIX_PATTERN, ""), DROP_PATTERN, "")
