"""Bronze → silver: across files and sources, on Spark."""

from lumbung.refine.run import refine_source

__all__ = ["refine_source"]
