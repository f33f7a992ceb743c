"""One function gives a Spark session, whatever serves it.

`spark.remote` empty: Sail, a Spark Connect server in Rust, embedded in this process (no JVM).
`sc://host:port`: any Spark Connect server. `local[*]`: Apache Spark on this machine (needs a JRE).
"""

from __future__ import annotations

import os
import re
import socket
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lumbung.errors import EnvironmentProblem, UsageError
from lumbung.settings import Settings

if TYPE_CHECKING:
    from pysail.spark import SparkConnectServer
    from pyspark.sql import SparkSession

# Apache Spark writes INT96 and local times by default, which Delta readers refuse or misread.
_SPARK_CONF = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.ansi.enabled": "true",
    # Apache Spark would sort all readings, to collect those of more days than this (128 of its own accord).
    "spark.sql.objectHashAggregate.sortBased.fallbackThreshold": "200000",
    # Files are named one by one: to look at them on the workers would be a task for each.
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "100000",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
}
_UNITS = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30}


def session(settings: Settings) -> SparkSession:
    """The Spark session of these settings; started once per process, then reused.

    Raises:
        EnvironmentProblem: the engine cannot be reached or started.
    """
    return _session(settings.spark.remote, settings.spark.memory)


@cache
def _session(remote: str, memory: str) -> SparkSession:
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    try:
        if remote.startswith("sc:"):
            # Spark's own client would try an absent server again for ten minutes.
            server = urlsplit(remote)
            socket.create_connection((server.hostname or "", server.port or 15002), timeout=10).close()
        if remote.startswith("local"):
            os.environ.pop("SPARK_REMOTE", None)
            builder = SparkSession.builder.master(remote).config("spark.driver.memory", memory)
        else:
            builder = SparkSession.builder.remote(remote or _sail(memory_bytes(memory)))
        for key, value in _SPARK_CONF.items():
            if remote.startswith("local") or not key.startswith("spark.ui"):
                builder = builder.config(key, value)
        return builder.getOrCreate()
    except (PySparkException, RuntimeError, OSError) as error:
        raise EnvironmentProblem(
            f"Spark ({remote or 'tertanam'}) tidak dapat dipakai: {error}. Periksa `spark.remote`; "
            "local[*] memerlukan Java 17."
        ) from error


def memory_bytes(text: str) -> int:
    """`1500m`, `2g` in bytes."""
    match = re.fullmatch(r"(\d+)([kmg])b?", text.strip().lower())
    if not match:
        raise UsageError(f"spark.memory = {text!r}; contoh yang benar: 1500m, 2g")
    return int(match.group(1)) * _UNITS[match.group(2)]


_servers: list[SparkConnectServer] = []
"""Embedded servers live as long as the process."""


def _sail(memory: int) -> str:
    # Without a cap Sail does not spill: a wide aggregation takes all memory of the machine.
    os.environ["SAIL_RUNTIME__MEMORY_POOL__TYPE"] = "fair"
    os.environ["SAIL_RUNTIME__MEMORY_POOL__FAIR__MAX_SIZE"] = str(memory)
    # Its allocator gives pages of 4 kB back to the machine, and hardly ever those of 2 MB.
    os.environ.setdefault("MIMALLOC_ALLOW_THP", "0")
    os.environ.setdefault("MIMALLOC_PURGE_DELAY", "1")
    # Hints that Sail does not know are no news to whoever reads the night's log.
    os.environ.setdefault("RUST_LOG", "error")
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer(ip="127.0.0.1", port=0)
    server.start(background=True)
    _servers.append(server)
    _, port = server.listening_address
    return f"sc://127.0.0.1:{port}"
