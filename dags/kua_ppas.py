"""# Ringkasan KUA-PPAS (`kua_ppas`)

Menyusun ringkasan masukan KUA-PPAS ke `<lake>/reports/kua-ppas/<malam>/`.

- **Terjadwal**: pukul 06.00 WIB pada setiap tanggal `cfg_kalender_perencanaan`. Tahun anggaran dan tahap
  menurut baris kalender, kedua pemerintah, keadaan malam sebelumnya. Dokumen yang belum tiba diganti yang
  terbaru, dan sampulnya mengatakan demikian.
- **Dengan tangan**: isi `tahun`; selebihnya boleh kosong (`pemda` = semua, `tahap` = dokumen terbaru,
  `as_of` = malam terakhir yang terbit).

Pemerintah yang belum mempunyai usulan atau dokumen tahun itu dilewati pada jalan terjadwal, dan gagal
dengan pesan bila diminta dengan tangan. Menjalankan ulang menulis bita yang sama.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from airflow.sdk import MultipleCronTriggerTimetable, Param, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

WIB = ZoneInfo("Asia/Jakarta")
HOUR = 6
"""After the night of 01.00 WIB, before the offices open."""
CALENDAR = Path(__file__).resolve().parents[1] / "dbt_project" / "seeds" / "cfg_kalender_perencanaan.csv"


def occasions() -> Any:
    """The planning calendar; what is imported here needs the standard library only."""
    from lumbung.planning import calendar

    return calendar.read(CALENDAR)


def crons() -> list[str]:
    from lumbung.planning import calendar

    return calendar.crons(occasions(), HOUR)


def planned() -> list[dict[str, Any]]:
    """What this run has to build; a wrong parameter fails at once."""
    from lumbung.errors import UsageError
    from lumbung.planning.jobs import jobs
    from lumbung.settings import load

    context = get_current_context()
    dag_run = context["dag_run"]
    begun = dag_run.logical_date or dag_run.run_after
    try:
        return jobs(context["params"], begun, occasions(), list(load().pemda))
    except UsageError as error:
        raise AirflowFailException(str(error)) from error


def built(job: dict[str, Any]) -> list[str]:
    """One summary; data that are not there fail a person's run and skip the calendar's."""
    from lumbung.errors import DataError, UsageError
    from lumbung.planning.jobs import build
    from lumbung.settings import load

    try:
        return [str(path) for path in build(load(), job)]
    except DataError as error:
        if job["strict"]:
            raise AirflowFailException(str(error)) from error
        raise AirflowSkipException(str(error)) from error
    except UsageError as error:
        raise AirflowFailException(str(error)) from error


def _codes(what: str) -> Param:
    return Param(None, type=["null", "array"], description=f"{what}; kosong = semua")


@dag(
    dag_id="kua_ppas",
    schedule=MultipleCronTriggerTimetable(*crons(), timezone="Asia/Jakarta"),
    start_date=datetime(2026, 1, 1, tzinfo=WIB),
    catchup=False,
    max_active_runs=1,
    default_args={"owner": "bappeda", "retries": 2, "retry_delay": timedelta(minutes=5)},
    params={
        "tahun": Param(None, type=["null", "integer"], description="Tahun anggaran; kosong = menurut kalender"),
        "pemda": _codes("Kode pemerintah daerah"),
        "opd": _codes("Kode OPD"),
        "urusan": _codes("Kode urusan atau bidang urusan"),
        "kecamatan": _codes("Kode kecamatan"),
        "asal": _codes("Asal usulan"),
        "tahap": Param(None, type=["null", "string"], description="Tahap dokumen; kosong = terbaru"),
        "as_of": Param(
            None, type=["null", "string"], format="date", description="Malam (YYYY-MM-DD); kosong = terakhir"
        ),
        "format": Param("xlsx", enum=["xlsx", "csv", "parquet", "json"], description="Bentuk berkas"),
    },
    tags=["lumbung", "perencanaan"],
    doc_md=__doc__,
)
def kua_ppas() -> None:
    @task(task_id="rencana", retries=0)
    def plan() -> list[dict[str, Any]]:
        return planned()

    @task(task_id="susun")
    def build(job: dict[str, Any]) -> list[str]:
        return built(job)

    build.expand(job=plan())


kua_ppas()
