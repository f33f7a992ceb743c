"""Derived silver tables: one file per job, named after its first table; `_….py` are helpers."""
