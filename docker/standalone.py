"""An Apache Spark standalone cluster on this machine, from the installed `pyspark`: master, workers, Connect server.

    python docker/standalone.py --workers 2 --cores 1

Tests and the benchmark use it as a context manager. Everything listens on 127.0.0.1, on free ports, and ends
with the process that started it. For a real deployment see docker/compose.yaml.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from urllib.request import urlopen

HOST = "127.0.0.1"
_PATIENCE_S = 180
_GONE_S = 10
_EXECUTOR = b"CoarseGrainedExecutorBackend"
CONF = {
    # Apache Spark writes INT96 and local times by default, which Delta readers refuse or misread.
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.shuffle.partitions": "4",
    # Plans are made once each: an optimising compiler would only take the workers' processors.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    # A worker that dies is noticed within seconds instead of minutes.
    "spark.network.timeout": "60s",
    "spark.executor.heartbeatInterval": "5s",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def spark_home() -> Path:
    """Where the installed wheel keeps `bin/` and `jars/`.

    Raises:
        RuntimeError: pyspark is not installed.
    """
    found = find_spec("pyspark")
    if found is None or found.origin is None:
        raise RuntimeError("pyspark is not installed")
    return Path(found.origin).parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@dataclass
class Standalone:
    """`with Standalone() as cluster:` gives a running cluster; `cluster.remote` is what `spark.remote` wants.

    cores, memory_mb: of each worker; one executor takes all of it. local_dir: Spark's scratch and logs.
    """

    workers: int = 2
    cores: int = 1
    memory_mb: int = 1024
    driver_mb: int = 1024
    conf: Mapping[str, str] = field(default_factory=dict)
    local_dir: Path | None = None

    def __enter__(self) -> Standalone:
        self._own_dir = self.local_dir is None
        self.folder = self.local_dir or Path(tempfile.mkdtemp(prefix="lumbung-spark-"))
        self.folder.mkdir(parents=True, exist_ok=True)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.master_port, self.web_port, self.connect_port = free_port(), free_port(), free_port()
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def master(self) -> str:
        return f"spark://{HOST}:{self.master_port}"

    @property
    def remote(self) -> str:
        """The address for `spark.remote`."""
        return f"sc://{HOST}:{self.connect_port}"

    def _start(self) -> None:
        deploy = "org.apache.spark.deploy"
        ports = ["--port", str(self.master_port), "--webui-port", str(self.web_port)]
        self._launch("master", "spark-class", f"{deploy}.master.Master", "--host", HOST, *ports)
        self._wait("master", lambda: self._alive_workers() is not None)
        for number in range(self.workers):
            self.add_worker(f"worker-{number}", self._own_cpus(number))
        self._wait("workers", lambda: self._alive_workers() == self.workers)
        conf = {**CONF, "spark.executor.memory": f"{self.memory_mb}m", **self.conf}
        options = [f"--conf={key}={value}" for key, value in conf.items()]
        self._launch(
            "connect", "spark-submit", "--master", self.master,
            f"--conf=spark.connect.grpc.binding.port={self.connect_port}",
            f"--conf=spark.connect.grpc.binding.address={HOST}",
            f"--conf=spark.driver.host={HOST}", f"--conf=spark.driver.bindAddress={HOST}", *options,
            "--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal",
        )  # fmt: skip
        self._wait("connect", self._listening)
        self._wait("executors", lambda: len(self.executors()) == self.workers)

    def _own_cpus(self, number: int) -> set[int]:
        """As many processors as a worker has cores, no two the same; none where the machine has too few."""
        held = sorted(os.sched_getaffinity(0))[number * self.cores : (number + 1) * self.cores]
        return set(held) if len(held) == self.cores else set()

    def add_worker(self, name: str, cpus: Collection[int] = ()) -> None:
        """One more worker; it registers by itself. cpus: it and its executor run on these only, compiler and
        collector of garbage too, as in a container that is given so many."""
        work = self.folder / name
        ports = ["--host", HOST, "--port", str(free_port()), "--webui-port", str(free_port())]
        offer = ["--cores", str(self.cores), "--memory", f"{self.memory_mb}m", "--work-dir", str(work)]
        self._launch(
            name, "spark-class", "org.apache.spark.deploy.worker.Worker", *ports, *offer, self.master, cpus=cpus
        )

    def executors(self) -> dict[str, int]:
        """Worker → process id of its executor."""
        found = {}
        for command in Path("/proc").glob("[0-9]*/cmdline"):
            process = int(command.parent.name)
            try:
                if _EXECUTOR not in command.read_bytes():
                    continue
                place = Path(f"/proc/{process}/cwd").readlink()
            except OSError:  # it ended while we looked, or is not ours
                continue
            # A worker runs its executor in a folder below its own.
            found |= {name: process for name in self.processes if place.is_relative_to(self.folder / name)}
        return found

    def kill_worker(self, name: str) -> None:
        """SIGKILL to a worker and its executor, which is in its group, as when a machine loses its power."""
        worker = self.processes.pop(name)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(_GONE_S)

    def stop(self) -> None:
        """End everything; scratch and logs go too unless the caller named their folder."""
        for process in reversed(self.processes.values()):
            _signal_group(process, signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(_GONE_S)
            except subprocess.TimeoutExpired:
                _signal_group(process, signal.SIGKILL)
        self.processes.clear()
        if self._own_dir:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _launch(self, name: str, program: str, *arguments: str, cpus: Collection[int] = ()) -> None:
        home = spark_home()
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("SPARK_", "PYSPARK_", "LUMBUNG_"))},
            "SPARK_HOME": str(home),
            "SPARK_LOCAL_IP": HOST,
            "SPARK_LOCAL_DIRS": str(self.folder / f"{name}-scratch"),
            # To the launcher the Connect server is a daemon like the others: its heap is asked for here.
            "SPARK_DAEMON_JAVA_OPTS": "-XX:+UseSerialGC",
            "SPARK_DAEMON_MEMORY": f"{self.driver_mb if name == 'connect' else 256}m",
        }
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [str(home / "bin" / program), *arguments],
                env=environment,
                cwd=self.folder,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=partial(_begin, cpus),
            )

    def _wait(self, what: str, ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _PATIENCE_S
        while not ready():
            for name, process in self.processes.items():
                if process.poll() is not None:
                    raise RuntimeError(f"{name} ended with {process.returncode}:\n{self._tail(name)}")
            if time.monotonic() > deadline:
                tails = "\n".join(f"{name}: {self._tail(name)}" for name in self.processes)
                raise RuntimeError(f"{what}: not ready after {_PATIENCE_S} s\n{tails}")
            time.sleep(0.2)

    def _tail(self, name: str) -> str:
        return "\n".join((self.folder / f"{name}.log").read_text(errors="replace").splitlines()[-40:])

    def _alive_workers(self) -> int | None:
        """Registered workers; None while the master does not answer."""
        try:
            with urlopen(f"http://{HOST}:{self.web_port}/json/", timeout=2) as answer:
                return int(json.load(answer)["aliveworkers"])
        except (OSError, ValueError):
            return None

    def _listening(self) -> bool:
        try:
            socket.create_connection((HOST, self.connect_port), timeout=1).close()
        except OSError:
            return False
        return True


def _begin(cpus: Collection[int]) -> None:
    """In the new process: end with this one also when it is killed (PR_SET_PDEATHSIG of prctl, Linux)."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
    if cpus:
        os.sched_setaffinity(0, cpus)


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--cores", type=int, default=1, help="per worker")
    parser.add_argument("--memory-mb", type=int, default=1024, help="per worker")
    chosen = parser.parse_args()
    with Standalone(chosen.workers, chosen.cores, chosen.memory_mb) as cluster:
        print(f"LUMBUNG_SPARK__REMOTE={cluster.remote}", flush=True)
        try:
            signal.pause()
        except KeyboardInterrupt:
            print("berhenti")


if __name__ == "__main__":
    main()
