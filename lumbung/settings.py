"""Settings: `lumbung.toml` in the working folder, `LUMBUNG_…` in the environment over it.

Every default works from any folder; nested settings use `__`: `LUMBUNG_SPARK__REMOTE`.
"""

from __future__ import annotations

import os
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from lumbung.errors import UsageError

PROJECT = Path(__file__).resolve().parent.parent
"""The checkout: contracts, reference data, dbt project and DAGs lie beside the library."""
DERIVED_JOBS = PROJECT / "spark_jobs" / "derived"


_OF_DBT = {"dbt_database", "dbt_tmp", "dbt_engine", "dbt_schema", "dbt_location"}
"""Environment names under our prefix that dbt's profile reads; not settings."""


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SparkSettings(Section):
    """Which Spark serves. `remote`: empty = embedded Sail, `sc://host:15002`, `local[*]`."""

    remote: str = ""
    memory: str = "1500m"


class WarehouseSettings(Section):
    """Who works the marts out: DuckDB, changed slices only; or Spark, everything, on `spark.remote`."""

    engine: Literal["duckdb", "spark"] = "duckdb"


class PrivacySettings(Section):
    """Where the key of the tokens lies. Never inside the lake."""

    key_file: Path | None = None


class ReportSettings(Section):
    mail_to: list[str] = Field(default_factory=list)


class SmtpSettings(Section):
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    sender: str = "lumbung@localhost"


class Settings(BaseSettings):
    """All settings; `Settings()` reads file and environment, keyword arguments win over both."""

    model_config = SettingsConfigDict(
        env_prefix="LUMBUNG_", env_nested_delimiter="__", toml_file="lumbung.toml", extra="forbid"
    )

    lake: Path = Path("lake")
    landing: Path | None = None
    contracts: list[Path] = Field(default_factory=lambda: [PROJECT / "data" / "contracts"])
    reference: Path = PROJECT / "data" / "reference"
    dbt_project: Path = PROJECT / "dbt_project"
    dags: Path = PROJECT / "dags"
    pemda: dict[str, str] = Field(default_factory=lambda: {"33.74": "Kota Semarang", "33.22": "Kabupaten Semarang"})
    spark: SparkSettings = SparkSettings()
    warehouse: WarehouseSettings = WarehouseSettings()
    privacy: PrivacySettings = PrivacySettings()
    report: ReportSettings = ReportSettings()
    smtp: SmtpSettings = SmtpSettings()
    language: Literal["id", "en"] = "id"
    timezone: str = "Asia/Jakarta"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @cached_property
    def root(self) -> Path:
        """The lake as an absolute path."""
        if str(self.lake).startswith("s3:"):
            raise UsageError("lake = s3://… belum didukung versi ini; pakai folder (mis. volume bersama)")
        return self.lake.expanduser().resolve()

    @cached_property
    def landing_dir(self) -> Path:
        return (self.landing or self.root / "landing").expanduser().resolve()

    def source_names(self) -> list[str]:
        """Names of all sources: a contract file is named after its source."""
        return sorted({path.stem for folder in self.contracts for path in folder.glob("*.yaml")})

    def derived_names(self) -> list[str]:
        """Names of the jobs that make silver tables of silver tables: their files' names."""
        return sorted(path.stem for path in DERIVED_JOBS.glob("*.py") if not path.stem.startswith("_"))

    @cached_property
    def key_file(self) -> Path:
        default = self.root.parent / f".{self.root.name}.key"
        path = (self.privacy.key_file or default).expanduser().resolve()
        if path.is_relative_to(self.root):
            raise UsageError(f"privacy.key_file = {path} berada di dalam lake; simpan kunci di luar lake")
        return path


def _unknown_variables() -> list[str]:
    """Environment names that look like settings and are none: pydantic would pass them by."""
    known = {*Settings.model_fields, *_OF_DBT}
    ours = [n for n in os.environ if n.upper().startswith("LUMBUNG_")]
    return sorted(n for n in ours if n.lower().removeprefix("lumbung_").split("__")[0] not in known)


def load(**overrides: object) -> Settings:
    """Read the settings.

    Raises:
        UsageError: an unknown setting or a wrong value, naming the setting.
    """
    if unknown := _unknown_variables():
        raise UsageError(f"Pengaturan tidak dikenal di lingkungan: {', '.join(unknown)}")
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        lines = [f"  {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_url=False)]
        raise UsageError("Pengaturan salah (lumbung.toml atau LUMBUNG_…):\n" + "\n".join(lines)) from error
    except (SettingsError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"Pengaturan tidak terbaca (lumbung.toml atau LUMBUNG_…): {error}") from error
    _ = settings.key_file  # a key inside the lake is refused before anything is written
    return settings
