"""Spark jobs: one file per source that needs more than its contract; pure DataFrame → DataFrame."""
