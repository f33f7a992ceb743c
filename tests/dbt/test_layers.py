"""The dbt project keeps its layers, says what every column means and guards every key.

Read from the files alone: a model's last CTE bears its name and lists its columns.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb
import pytest
import yaml
from jinja2 import Environment

from lumbung.contracts import load_contracts
from lumbung.reference import read
from lumbung.settings import PROJECT

DBT = PROJECT / "dbt_project"
MODELS = {path.stem: path for path in sorted((DBT / "models").rglob("*.sql"))}
SEED_FOLDERS = (DBT / "seeds", PROJECT / "data" / "reference")
SEEDS = {path.stem for folder in SEED_FOLDERS for path in folder.glob("*.csv")}

MAY_REF = {
    "staging": {"seed"},
    "intermediate": {"staging", "intermediate", "dim", "seed"},
    "dim": {"staging", "intermediate", "dim", "seed"},
    "pengaduan": {"staging", "intermediate", "pengaduan", "dim", "seed"},
    "serapan": {"staging", "intermediate", "serapan", "dim", "seed"},
    "sampah": {"staging", "intermediate", "sampah", "dim", "seed"},
    "energi": {"staging", "intermediate", "energi", "dim", "seed"},
    # A document says which file brought it: that is in ops_muatan.
    "perencanaan": {"staging", "intermediate", "perencanaan", "serapan", "pengaduan", "ops", "dim", "seed"},
    "ops": {"staging", "intermediate", "pengaduan", "serapan", "dim", "seed"},
}
MAY_SOURCE = {"staging": {"silver"}, "ops": {"ops"}}
PUBLISHED = [name for name, path in MODELS.items() if "marts" in path.parts]


@dataclass(frozen=True)
class Reads:
    refs: frozenset[str]
    sources: frozenset[str]


def layer(model: str) -> str:
    """The folder a model lies in; `seed` for a seed."""
    return "seed" if model in SEEDS else MODELS[model].parent.name


def reads(model: str) -> Reads:
    text = MODELS[model].read_text()
    refs = re.findall(r"""\bref\(\s*["'](\w+)["']\s*\)""", text)
    sources = re.findall(r"""\bsource\(\s*["'](\w+)["']""", text)
    assert len(refs) + len(sources) == len(re.findall(r"\b(?:ref|source)\(", text)), "unread ref"
    return Reads(frozenset(refs), frozenset(sources))


@cache
def _documented() -> dict[str, dict[str, Any]]:
    files = sorted((DBT / "models").rglob("_*.yml"))
    found = [m for file in files for m in yaml.safe_load(file.read_text()).get("models", [])]
    assert len({m["name"] for m in found}) == len(found), "a model is described twice"
    return {m["name"]: m for m in found}


@cache
def _templates() -> Environment:
    """Jinja with the stand-ins of our macros that the SQL linter uses too."""
    linter = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["sqlfluff"]
    known = Environment()
    known.globals |= {
        "ref": lambda name: name,
        "source": lambda schema, name: f"{schema}_{name}",
        "var": lambda name: "",
        "config": lambda **_: "",
        "is_incremental": lambda: False,
        "return": lambda value: value,
        "this": "this",
    }
    for name, text in linter["templater"]["jinja"]["macros"].items():
        known.globals[name] = getattr(known.from_string(text).module, name)
    return known


def columns(model: str) -> list[str]:
    """The columns that a model's last CTE lists, in order."""
    sql = _templates().from_string(MODELS[model].read_text()).render()
    answer = duckdb.execute("select json_serialize_sql(?::varchar)", [sql]).fetchone()
    assert answer is not None
    tree = json.loads(answer[0])
    assert not tree["error"], f"{model}: {tree.get('error_message')}"
    named = tree["statements"][0]["node"]["cte_map"]["map"]
    ctes = {cte["key"]: cte["value"]["query"]["node"] for cte in named}
    assert model in ctes, f"{model}: the last CTE must bear the model's name"
    found = []
    for item in ctes[model]["select_list"]:
        assert item["type"] != "STAR", f"{model}: the last CTE must list its columns"
        found.append(item["alias"] or item["column_names"][-1])
    return found


def test_models_are_found() -> None:
    assert {layer(model) for model in MODELS} == set(MAY_REF)
    assert len(MODELS) >= 28
    assert {"mart_pengaduan", "mart_serapan_opd", "mart_usulan", "dim_opd", "ops_muatan"} <= set(PUBLISHED)


@pytest.mark.parametrize("model", MODELS)
def test_model_reads_only_the_layers_below(model: str) -> None:
    found = reads(model)
    assert found.refs or found.sources
    assert {layer(ref) for ref in found.refs} <= MAY_REF[layer(model)]
    assert found.sources <= MAY_SOURCE.get(layer(model), set())


@pytest.mark.parametrize("model", MODELS)
def test_every_column_has_its_meaning(model: str) -> None:
    described = _documented()[model]
    assert described["description"]
    assert [c["name"] for c in described["columns"]] == columns(model)
    assert [c["name"] for c in described["columns"] if not c.get("description", "").strip()] == []


def test_nothing_is_described_that_is_not_there() -> None:
    assert set(_documented()) == set(MODELS)


@pytest.mark.parametrize("model", PUBLISHED)
def test_every_published_table_has_a_guarded_key(model: str) -> None:
    guards = _documented()[model].get("data_tests", [])
    tests = [guard["kunci_unik"] for guard in guards if "kunci_unik" in guard]
    assert len(tests) == 1
    assert tests[0]["name"] == f"kunci_{model}"
    key = tests[0]["arguments"]["kolom"]
    assert key
    assert set(key) <= set(columns(model))


def _additive(column: dict[str, Any]) -> bool:
    return bool(column.get("config", {}).get("meta", {}).get("additive", True))


def test_ratios_say_that_they_do_not_add_up() -> None:
    listed = [(m, c) for m in PUBLISHED for c in _documented()[m]["columns"]]
    ratios = {f"{m}.{c['name']}": c for m, c in listed if c["name"].endswith(("_pct", "_pp"))}
    assert {"mart_serapan_opd.serapan_pct", "mart_pengaduan_bulanan.sla_pct"} <= set(ratios)
    assert [name for name, column in ratios.items() if _additive(column)] == []


def test_every_code_of_the_contracts_has_its_meaning() -> None:
    """A reader who meets a flag or a reason can look it up."""
    contracts = load_contracts([PROJECT / "data" / "contracts"]).values()
    options = [column.options for contract in contracts for column in contract.columns]
    used = {rule.code for contract in contracts for rule in contract.rules}
    used |= {o[key] for o in options for key in ("onInvalid", "invalidCode") if key in o}
    assert {"NEG_DURATION", "NIK_INVALID"} <= used
    assert used <= {row["kode"] for row in read(DBT / "seeds", "cfg_alasan")}
