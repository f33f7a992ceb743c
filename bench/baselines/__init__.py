"""The same final marts by other means, on the same files: no lake, no lineage, no quarantine.

Each script is called `python -m bench.baselines.<name> CITY OUT`: it reads what `bench.city` wrote and
leaves one Parquet file per mart of `bench.marts` in OUT.
"""
