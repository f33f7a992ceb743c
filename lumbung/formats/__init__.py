"""How Indonesian governments write numbers, money, dates, people, codes and places.

Pure Python is the reference; `macros` holds the same rules for DuckDB's columns.
"""

from __future__ import annotations

from lumbung.formats.codes import is_placeholder, split_budget_code
from lumbung.formats.dates import (
    PartialDate,
    from_excel_serial,
    parse_date,
    parse_datetime,
    parse_month,
    parse_time,
    resolve_partial,
)
from lumbung.formats.errors import FormatError
from lumbung.formats.numbers import is_null, parse_money, parse_number, precision_unit
from lumbung.formats.people import Nik, mask_text, parse_nik, phone_e164
from lumbung.formats.places import Alias, Gazetteer, Place, Resolution, normalise_place
from lumbung.formats.workdays import Calendar, ppid_on_time

__all__ = [
    "Alias",
    "Calendar",
    "FormatError",
    "Gazetteer",
    "Nik",
    "PartialDate",
    "Place",
    "Resolution",
    "from_excel_serial",
    "is_null",
    "is_placeholder",
    "mask_text",
    "normalise_place",
    "parse_date",
    "parse_datetime",
    "parse_money",
    "parse_month",
    "parse_nik",
    "parse_number",
    "parse_time",
    "phone_e164",
    "ppid_on_time",
    "precision_unit",
    "resolve_partial",
    "split_budget_code",
]
