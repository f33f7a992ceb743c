"""Great Expectations, kept behind one function: suites are our data, it only executes them.

Importing it takes seconds: import this module inside tasks, never at the top of a DAG file.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import great_expectations as gx
from great_expectations.expectations import core as expectations

from lumbung.quality.checks import Check

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import DataFrame


@dataclass(frozen=True)
class Outcome:
    """What one check found: the figure or the share of rows, and the failing rows' ids."""

    check: Check
    passed: bool
    observed: str
    failing: tuple[str, ...] = ()


class Validator:
    """One ephemeral context; every suite run in it lands on the same Data Docs site."""

    def __init__(self, docs: Path | None = None) -> None:
        self.context = gx.get_context(mode="ephemeral")
        self.context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
        self.has_docs = docs is not None
        if docs is not None:
            self.context.add_data_docs_site(
                site_name="lumbung",
                site_config={
                    "class_name": "SiteBuilder",
                    "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
                    "store_backend": {
                        "class_name": "TupleFilesystemStoreBackend",
                        "base_directory": str(docs),
                    },
                },
            )

    def run(
        self,
        name: str,
        frame: pd.DataFrame | DataFrame,
        checks: Sequence[Check],
        id_column: str | None = None,
    ) -> list[Outcome]:
        """Hold a frame (pandas or Spark) against the checks.

        id_column: its values of failing rows are returned (small pandas frames only).
        """
        import pandas

        is_pandas = isinstance(frame, pandas.DataFrame)
        add = self.context.data_sources.add_pandas if is_pandas else self.context.data_sources.add_spark
        source: Any = add(name)
        batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("malam")
        suite = self.context.suites.add(gx.ExpectationSuite(name=name))
        for check in checks:
            cls = getattr(expectations, _class_name(check.expectation))
            suite.add_expectation(cls(**check.kwargs, meta={"name": check.name, "severity": check.severity}))
        definition = self.context.validation_definitions.add(
            gx.ValidationDefinition(name=name, data=batch, suite=suite)
        )
        # Samples of values stay out of the results: they would travel to Data Docs.
        wanted: dict[str, Any] = {"result_format": "BASIC", "partial_unexpected_count": 0}
        if id_column:
            wanted = {"result_format": "COMPLETE", "unexpected_index_column_names": [id_column]}
        checkpoint = self.context.checkpoints.add(
            gx.Checkpoint(name=name, validation_definitions=[definition], result_format=wanted)
        )
        results = checkpoint.run(batch_parameters={"dataframe": frame}).run_results
        found: list[Any] = [r for result in results.values() for r in result.results]
        by_name = {r.expectation_config.meta["name"]: r for r in found}
        return [_outcome(check, by_name[check.name], id_column) for check in checks]

    def write_docs(self) -> None:
        if self.has_docs:
            self.context.build_data_docs(site_names=["lumbung"])


def _class_name(expectation: str) -> str:
    return "".join(word.capitalize() for word in expectation.split("_"))


def _outcome(check: Check, result: Any, id_column: str | None) -> Outcome:
    details = result.result
    if "observed_value" in details:
        observed = str(details["observed_value"])
    elif "unexpected_count" in details:
        observed = f"{details['unexpected_count']} / {details['element_count']}"
    else:
        observed = result.exception_info.get("exception_message", "") if result.exception_info else ""
    failing: tuple[str, ...] = ()
    if id_column:
        failing = tuple(str(row[id_column]) for row in details.get("unexpected_index_list") or ())
    return Outcome(check, bool(result.success), observed, failing)
