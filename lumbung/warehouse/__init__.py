"""Silver → marts: build a candidate (dbt), audit it, publish it."""
