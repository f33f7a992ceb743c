"""The `lumbung` program: commands, exit codes, messages that name what to mend."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from granary import P3M, Granary, csv_of

from lumbung.settings import PROJECT

from .conftest import Lumbung, program

COMMANDS = {
    *("run", "ingest", "refine", "build", "publish", "report"),
    *("status", "sql", "doctor", "sample", "dictionary", "quarantine", "kua-ppas"),
}


def test_help_lists_every_command(tmp_path: Path) -> None:
    done = program("--help", folder=tmp_path)
    assert done.code == 0
    rows = [line.strip("│ ") for line in done.out.splitlines() if line.startswith("│ ")]
    assert {row.split(" ")[0] for row in rows} >= COMMANDS
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
def test_wrong_use_says_what_would_be_right(lumbung: Lumbung, arguments: list[str], code: int, hint: str) -> None:
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
def test_wrong_setting_in_the_file_is_named(lumbung: Lumbung, tmp_path: Path, toml: str, named: str) -> None:
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
        told = f"{file['outcome']:<10} {file['path']}" in done.out
        assert told == (file["outcome"] != "LOADED")
    assert "REJECTED" in done.out
    assert done.out.splitlines()[-1] == "Lanjut: lumbung run --date 2026-08-31"
    before = contents(tmp_path / "lake" / "landing")
    assert lumbung(*arguments).out == done.out
    assert contents(tmp_path / "lake" / "landing") == before


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


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


def test_ingest_without_files(lumbung: Lumbung, tmp_path: Path) -> None:
    done = lumbung("ingest", "--date", "2026-08-31")
    assert (done.code, done.out.strip()) == (0, "Tidak ada berkas baru.")


def test_later_files_wait(lumbung: Lumbung, tmp_path: Path) -> None:
    granary = Granary(tmp_path)
    granary.drop("p3m_aduan/33.74/besok.csv", csv_of(P3M, {}))
    done = lumbung("ingest", "--date", "2026-08-30", folder=granary.root, LUMBUNG_LANDING="landing")
    assert (done.code, done.out.strip()) == (0, "Tidak ada berkas baru.")
    assert [p.name for p in granary.landing.rglob("*.csv")] == ["besok.csv"]
