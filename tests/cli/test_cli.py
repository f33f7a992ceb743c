"""The `lumbung` program: commands, exit codes, messages that name what to mend."""

from __future__ import annotations

import csv
import io
import json
import shutil
import socket
from pathlib import Path

import pytest
from granary import P3M, Granary, csv_of

from lumbung.settings import PROJECT

from .conftest import MANY_ROWS, MANY_WRONG, Lumbung, program

COMMANDS = {"run", "ingest", "refine", "build", "publish", "report", "status", "sql", "doctor", "sample",
            "dictionary", "quarantine"}  # fmt: skip
COUNT = "select sum(jumlah) as n from mart_pengaduan_bulanan where kd_pemda = '33.74'"


def test_help_lists_every_command(tmp_path: Path) -> None:
    done = program("--help", folder=tmp_path)
    assert done.code == 0
    listed = {line.strip("│ ").split(" ")[0] for line in done.out.splitlines() if line.startswith("│ ")}
    assert {name for name in listed if name.isalpha()} >= COMMANDS
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", sorted(COMMANDS - {"quarantine"}))
def test_every_command_shows_an_example(lumbung: Lumbung, command: str) -> None:
    done = lumbung(command, "--help")
    assert done.code == 0
    assert f"lumbung {command}" in done.out.split("Contoh:")[1]


@pytest.mark.parametrize(
    ("arguments", "code", "hint"),
    [
        (["ingest", "-s", "tiada"], 2, "p3m_aduan"),
        (["run", "-s", "tiada"], 2, "p3m_aduan"),
        (["quarantine", "list", "-s", "tiada"], 2, "p3m_aduan"),
        (["ingest", "--date", "31-08-2026"], 2, "2026-08-31"),
        (["run", "--date", "2026-02-30"], 2, "YYYY-MM-DD"),
        (["status", "--jsonn"], 2, "--jsonn"),
        (["tiada"], 2, "tiada"),
        (["sample", "--scale", "besar"], 2, "kecil, kota"),
        (["sample", "--dirt", "0.9"], 2, "0,2"),
        (["sql", "select 1"], 1, "lumbung run"),
        (["sql", "select 1", "--as-of", "2026-08-31"], 1, "2026-08-31"),
        (["sql", "select 1", "--format", "xml"], 2, "table, csv, json, parquet"),
        (["sql", "select 1", "--format", "parquet"], 2, "-o"),
        (["quarantine", "show", "tiada"], 2, "quarantine list"),
        (["quarantine", "release", "--load", "tiada"], 2, "lumbung status"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_use_says_what_would_be_right(
    lumbung: Lumbung, arguments: list[str], code: int, hint: str
) -> None:
    done = lumbung(*arguments)
    assert done.code == code, done
    assert hint in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("toml", "named"),
    [
        ('lakee = "x"', "lakee"),
        ("[spark]\nremot = 'x'", "spark.remot"),
        ("[privacy]\nkey = 'x'", "privacy.key"),
        ('language = "jv"', "language"),
        ("lake = [1", "lumbung.toml"),
        ('[privacy]\nkey_file = "lake/kunci"', "privacy.key_file"),
        ('lake = "s3://ember/lake"', "s3://"),
    ],
)
def test_wrong_setting_in_the_file_is_named(
    lumbung: Lumbung, tmp_path: Path, toml: str, named: str
) -> None:
    (tmp_path / "lumbung.toml").write_text(toml)
    done = lumbung("status")
    assert done.code == 2
    assert named in done.err
    assert [p.name for p in tmp_path.iterdir()] == ["lumbung.toml"]


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        ("LUMBUNG_LAKEE", "x", "LUMBUNG_LAKEE"),
        ("LUMBUNG_SPARK__REMOT", "x", "spark.remot"),
        ("LUMBUNG_LANGUAGE", "jv", "language"),
        ("LUMBUNG_PEMDA", "33.74", "pemda"),
        ("LUMBUNG_PRIVACY__KEY_FILE", "lake/kunci", "privacy.key_file"),
    ],
)
def test_wrong_setting_in_the_environment_is_named(
    lumbung: Lumbung, tmp_path: Path, name: str, value: str, named: str
) -> None:
    done = lumbung("ingest", **{name: value})
    assert done.code == 2
    assert named in done.err
    assert list(tmp_path.iterdir()) == []


def test_environment_wins_over_the_file(lumbung: Lumbung, tmp_path: Path) -> None:
    (tmp_path / "lumbung.toml").write_text('lake = "dari_berkas"')
    assert json.loads(lumbung("status", "--json").out)["lake"] == str(tmp_path / "dari_berkas")
    done = lumbung("status", "--json", LUMBUNG_LAKE="dari_lingkungan")
    assert json.loads(done.out)["lake"] == str(tmp_path / "dari_lingkungan")


def test_broken_contract_is_named_with_its_line(lumbung: Lumbung, tmp_path: Path) -> None:
    text = (PROJECT / "data" / "contracts" / "p3m_aduan.yaml").read_text(encoding="utf-8")
    wrong = text.replace("property: semantics, value: state", "property: semantics, value: harian")
    line = 1 + wrong[: wrong.index("value: harian")].count("\n")
    (tmp_path / "kontrak").mkdir()
    (tmp_path / "kontrak" / "p3m_aduan.yaml").write_text(wrong, encoding="utf-8")
    done = lumbung("ingest", LUMBUNG_CONTRACTS='["kontrak"]')
    assert done.code == 2
    assert f"kontrak/p3m_aduan.yaml:{line}: " in done.err
    assert "event, state, snapshot" in done.err


def test_absent_spark_server_is_an_environment_problem(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    done = program("doctor", folder=tmp_path, LUMBUNG_SPARK__REMOTE=f"sc://127.0.0.1:{port}")
    assert done.code == 3
    assert f"sc://127.0.0.1:{port}" in done.out
    assert "Periksa `spark.remote`" in done.out


def test_folder_that_cannot_be_written(lumbung: Lumbung, town: Granary, tmp_path: Path) -> None:
    target = tmp_path / "tiada" / "hasil.csv"
    done = lumbung("sql", "select 1", "--format", "csv", "-o", str(target), folder=town.root)
    assert done.code == 3
    assert str(target) in done.err


def test_doctor_finds_nothing_to_mend_here(tmp_path: Path) -> None:
    done = program("doctor", folder=tmp_path)
    assert done.code == 0, done.out
    for subject in ("Python", "duckdb", "Spark", "lake", "kunci", "p3m_aduan"):
        assert subject in done.out
    assert "✘" not in done.out


def test_status_of_an_empty_lake_says_how_to_begin(lumbung: Lumbung, tmp_path: Path) -> None:
    done = lumbung("status")
    assert done.code == 0
    assert "lumbung sample" in done.out and "lumbung run" in done.out
    facts = json.loads(lumbung("status", "--json").out)
    assert facts.pop("lake") == str(tmp_path / "lake")
    empty = {"run_id": None, "night": None, "published": None}
    assert facts == {**empty, "sources": [], "failed_checks": [], "held": []}
    assert list(tmp_path.iterdir()) == []


def test_sample_says_what_it_planted_and_what_to_do_next(lumbung: Lumbung, tmp_path: Path) -> None:
    arguments = ("sample", "--scale", "0.01", "--until", "2026-08-31")
    done = lumbung(*arguments)
    assert done.code == 0
    truth = json.loads((tmp_path / "lake" / "sample" / "truth.json").read_text())
    assert done.out.startswith(f"{len(truth['files'])} berkas sampai 2026-08-31")
    for file in truth["files"]:
        assert (f"{file['outcome']:<10} {file['path']}" in done.out) == (file["outcome"] != "LOADED")
    assert "REJECTED" in done.out
    assert done.out.splitlines()[-1] == "Lanjut: lumbung run --date 2026-08-31"
    bytes_of = {p: p.read_bytes() for p in (tmp_path / "lake" / "landing").rglob("*") if p.is_file()}
    assert lumbung(*arguments).out == done.out
    assert {p: p.read_bytes() for p in (tmp_path / "lake" / "landing").rglob("*") if p.is_file()} == bytes_of


def test_rejected_file_in_both_languages(lumbung: Lumbung, tmp_path: Path) -> None:
    for name, language, reason in (
        ("id", "id", "kolom wajib tidak ada: nomor_aduan"),
        ("en", "en", "required columns are missing: nomor_aduan"),
    ):
        granary = Granary(tmp_path / name)
        granary.drop("p3m_aduan/33.74/rusak.csv", "a;b\n1;2\n")
        done = lumbung("ingest", "--date", "2026-08-31", "-s", "p3m_aduan", folder=granary.root,
                       LUMBUNG_LANDING="landing", LUMBUNG_LANGUAGE=language)  # fmt: skip
        assert done.code == 1
        assert f"KOLOM_WAJIB_HILANG: {reason}" in done.out
        assert "rusak.csv" in done.err and reason in done.err


def test_status_names_rows_remarks_and_what_is_held(lumbung: Lumbung, town: Granary) -> None:
    done = lumbung("status", folder=town.root)
    assert done.code == 0
    assert "Terbit: per 2026-08-31" in done.out
    assert "DITAHAN p3m_aduan 33.22 banyak.csv" in done.out


def test_status_as_json(lumbung: Lumbung, town: Granary) -> None:
    facts = json.loads(lumbung("status", "--json", folder=town.root).out)
    keys = {"lake", "run_id", "night", "published", "sources", "failed_checks", "held"}
    assert set(facts) == keys
    assert facts["published"]["as_of"] == "2026-08-31"
    assert {"mart_pengaduan_bulanan", "mart_serapan_opd"} <= set(facts["published"]["gold"])
    assert len(facts["sources"]) == 10  # five sources, two governments
    (own,) = [s for s in facts["sources"] if (s["source"], s["kd_pemda"]) == ("p3m_aduan", "33.74")]
    assert own == {
        "source": "p3m_aduan",
        "kd_pemda": "33.74",
        "files": 1,
        "rows_read": 1,
        "rows_valid": 1,
        "rows_quarantined": 0,
        "rows_duplicate": 0,
        "outcomes": ["LOADED"],
        "periode_terakhir": "2026-08-30",
        "status": "SEGAR",
    }
    assert [x["file_name"] for x in facts["held"]] == ["banyak.csv"]


def test_quarantine_list_and_show(lumbung: Lumbung, town: Granary) -> None:
    listed = lumbung("quarantine", "list", folder=town.root)
    assert listed.code == 0
    cells = [[c.strip() for c in line.split("│")[1:-1]] for line in listed.out.splitlines() if "│ p3m" in line]
    loads = {load.file_name: load.load_id for load in town.loads()}
    reason = "TANGGAL_TIDAK_SAH:tanggal_masuk"
    assert cells == [
        ["p3m_aduan", "33.22", loads["banyak.csv"], "banyak.csv", reason, str(MANY_WRONG), "1, 2, 3, 4, 5 …"],
        ["p3m_aduan", "33.74", loads["satu.csv"], "satu.csv", reason, "1", "3"],
    ]
    shown = lumbung("quarantine", "show", loads["satu.csv"], "--row", "3", folder=town.root)
    assert shown.out.startswith(f"satu.csv baris 3: {reason} [OPEN]")
    assert "nomor_aduan: A-3" in shown.out
    assert "3374010101900000" not in shown.out
    assert lumbung("quarantine", "show", loads["satu.csv"], "--row", "1", folder=town.root).code == 2


def test_exported_rows_are_harmless_in_a_spreadsheet(
    lumbung: Lumbung, town: Granary, tmp_path: Path
) -> None:
    target = tmp_path / "karantina.csv"
    done = lumbung("quarantine", "export", "-s", "p3m_aduan", "-o", str(target), folder=town.root)
    assert (done.code, done.out) == (0, f"{MANY_WRONG + 1} baris → {target}\n")
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert len(rows) == MANY_WRONG + 1
    (faulty,) = [row for row in rows if row["nomor_aduan"] == "A-3"]
    assert faulty["kategori"] == "'=cmd|' /C calc'!A1"
    assert faulty["kecamatan"] == "'+62"
    assert faulty["alasan"] == "TANGGAL_TIDAK_SAH:tanggal_masuk"
    assert "3374010101900000" not in target.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("selec 1", "selec"),
        ("from mart_tiada", "mart_tiada"),
        ("select 'x'::integer", "Conversion"),
        ("insert into dim_opd select * from dim_opd", "SELECT"),
        ("create table x as select 1", "SELECT"),
        ("drop table dim_opd", "SELECT"),
        ("select 1; drop table dim_opd", "SELECT"),
        ("copy (select 1) to 'hasil.csv'", "SELECT"),
        ("explain analyze copy (select 1) to 'hasil.csv'", "SELECT"),
        ("export database 'salinan'", "SELECT"),
        ("attach 'lain.duckdb' as lain", "SELECT"),
        ("set threads = 1", "SELECT"),
        ("", "kosong"),
    ],
)
@pytest.mark.parametrize("past", [(), ("--as-of", "2026-08-30")], ids=["now", "past"])
def test_only_queries_that_read_are_run(
    lumbung: Lumbung, town: Granary, tmp_path: Path, query: str, hint: str, past: tuple[str, ...]
) -> None:
    place = {"LUMBUNG_LAKE": str(town.settings.root)}
    done = lumbung("sql", query, *past, **place)
    assert done.code == 2, done
    assert hint in done.err
    assert list(tmp_path.iterdir()) == []


def test_formats_of_a_result(lumbung: Lumbung, town: Granary, tmp_path: Path) -> None:
    query = "select 1 as a, 'x;y' as b, null as c, date '2026-08-31' as d, 1.50::decimal(4, 2) as e"
    done = lumbung("sql", query, "--format", "json", folder=town.root)
    assert json.loads(done.out) == [{"a": 1, "b": "x;y", "c": None, "d": "2026-08-31", "e": "1.50"}]
    done = lumbung("sql", query, "--format", "csv", folder=town.root)
    assert list(csv.reader(io.StringIO(done.out))) == [list("abcde"), ["1", "x;y", "", "2026-08-31", "1.50"]]
    done = lumbung("sql", query, folder=town.root)
    assert "│" in done.out and "2026-08-31" in done.out
    target = tmp_path / "hasil.parquet"
    done = lumbung("sql", query, "--format", "parquet", "-o", str(target), folder=town.root)
    import pyarrow.parquet as pq

    assert (done.code, done.out) == (0, "")
    (row,) = pq.read_table(target).to_pylist()
    assert (row["a"], row["b"], row["c"], str(row["d"]), str(row["e"])) == (1, "x;y", None, "2026-08-31", "1.50")


def test_pivot_and_macros_for_people(lumbung: Lumbung, town: Granary) -> None:
    query = "pivot (select kd_pemda from dim_opd) on kd_pemda using count(*) > 0"
    done = lumbung("sql", query, "--format", "json", folder=town.root)
    assert json.loads(done.out) == [{"33.22": True, "33.74": True}]
    query = "select rupiah(1250000000) as r, persen(12.34) as p, tanggal_indonesia(date '2026-08-31') as t"
    done = lumbung("sql", query, "--format", "json", folder=town.root)
    assert json.loads(done.out) == [{"r": "Rp 1,25 miliar", "p": "12,3 %", "t": "31 Agustus 2026"}]


@pytest.mark.parametrize(
    ("past", "tickets"),
    [((), 3), (("--as-of", "2026-08-31"), 3), (("--as-of", "2026-08-30"), 2)],
    ids=["newest", "second night", "first night"],
)
def test_past_nights_stay_as_they_were_published(
    lumbung: Lumbung, town: Granary, past: tuple[str, ...], tickets: int
) -> None:
    done = lumbung("sql", COUNT, *past, "--format", "json", folder=town.root)
    assert json.loads(done.out) == [{"n": tickets}]


def test_before_the_first_publication_there_is_nothing(lumbung: Lumbung, town: Granary) -> None:
    done = lumbung("sql", COUNT, "--as-of", "2026-08-29", folder=town.root)
    assert done.code == 1
    assert "2026-08-29" in done.err


def test_released_load_reaches_silver(lumbung: Lumbung, town: Granary, tmp_path: Path) -> None:
    shutil.copytree(town.root, tmp_path / "salinan", symlinks=True)
    own = Granary(tmp_path / "salinan")
    (held,) = [load for load in own.loads() if load.gate == "HELD"]
    arguments = ("quarantine", "release", "--load", held.load_id, "--who", "Sari", "--note", "sudah dicek")
    done = lumbung(*arguments, folder=own.root)
    assert done.code == 0
    assert done.out.splitlines() == [
        "dilepas: p3m_aduan 33.22 banyak.csv",
        "Masukkan ke silver dan mart dengan: lumbung run",
    ]
    (released,) = [load for load in own.loads() if load.gate == "RELEASED"]
    assert released.reason == "dilepas Sari: sudah dicek"
    assert lumbung("status", folder=own.root).out.count("DITAHAN") == 0
    assert lumbung(*arguments, folder=own.root).code == 2  # nothing is held any more
    done = lumbung("refine", "--date", "2026-08-31", "-s", "p3m_aduan", folder=own.root)
    assert (done.code, done.out) == (0, f"p3m_aduan 33.22 banyak.csv: {MANY_ROWS - MANY_WRONG} sah\n")


def test_publishing_again_finds_nothing_new(lumbung: Lumbung, town: Granary) -> None:
    before = (town.settings.root / "warehouse" / "manifest.json").read_bytes()
    for command in ("build", "publish"):
        done = lumbung(command, "--date", "2026-08-31", folder=town.root)
        assert (done.code, done.out) == (0, "Tidak ada yang baru: mart per 2026-08-31 sudah terbit.\n")
    assert (town.settings.root / "warehouse" / "manifest.json").read_bytes() == before


def test_ingest_without_files(lumbung: Lumbung, tmp_path: Path) -> None:
    done = lumbung("ingest", "--date", "2026-08-31")
    assert (done.code, done.out.strip()) == (0, "Tidak ada berkas baru.")


def test_later_files_wait(lumbung: Lumbung, tmp_path: Path) -> None:
    granary = Granary(tmp_path)
    granary.drop("p3m_aduan/33.74/besok.csv", csv_of(P3M, {}))
    done = lumbung("ingest", "--date", "2026-08-30", folder=granary.root, LUMBUNG_LANDING="landing")
    assert (done.code, done.out.strip()) == (0, "Tidak ada berkas baru.")
    assert [p.name for p in granary.landing.rglob("*.csv")] == ["besok.csv"]
