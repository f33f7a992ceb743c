"""Bronze → silver: across files and sources, on Spark."""
