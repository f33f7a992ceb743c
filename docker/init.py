"""Run once before Airflow's services: its database, the one account, and the folders that others mount.

Reads AIRFLOW_ADMIN_PASSWORD. Running it again changes the password to what is said there.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path


def write_account(file: Path, password: str) -> None:
    """The account `admin`, for nobody's eyes but Airflow's.

    Raises:
        ValueError: no password, or one that is easy to guess.
    """
    if len(password) < 16:
        raise ValueError("AIRFLOW_ADMIN_PASSWORD: paling sedikit 16 huruf")
    file.touch(mode=0o600)
    file.write_text(json.dumps({"admin": password}))


def main() -> None:
    write_account(Path(os.environ["AIRFLOW_HOME"]) / "passwords.json", os.environ["AIRFLOW_ADMIN_PASSWORD"])
    (Path(os.environ["LUMBUNG_LAKE"]) / "reports").mkdir(parents=True, exist_ok=True)
    subprocess.run(["airflow", "db", "migrate"], check=True)


if __name__ == "__main__":
    main()
