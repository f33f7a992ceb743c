# Lumbung. `make run` and `make test` need Python 3.11+ and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run test lint bench up clean help

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11))' || { echo "Perlu Python 3.11 atau lebih baru (PYTHON=python3.12 make …)"; exit 3; }
	@echo "» lingkungan: membuat $(VENV)"
	@$(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@echo "» lingkungan: memasang $$(grep -c '^[a-z].*==' requirements.lock) paket dari requirements.lock"
	@$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q $(VENV)/lib/python*/site-packages/airflow lumbung spark_jobs >/dev/null 2>&1 || true
	@touch $(READY)

run: $(READY) ## sample city, the whole nightly DAG in Airflow, marts and report
	@test -e lake/sample/truth.json || { echo "» kota contoh: menulis berkas ke lake/landing"; $(BIN)/lumbung sample; }
	@echo "» malam: memuat, memeriksa, membangun, menerbitkan"
	@code=0; $(BIN)/lumbung run || code=$$?; \
	if [ $$code -eq 1 ]; then echo "» Ada yang merah di atas. Kota contoh sengaja mengirim berkas rusak; sisanya tetap terbit."; \
	elif [ $$code -ne 0 ]; then exit $$code; fi

test: $(READY) ## every test, fast ones first
	@echo "» sistem: JRE dan Chromium untuk uji"; sh tests/system-packages.sh
	@echo "» uji cepat"; $(BIN)/python -m pytest -n 2 -m "not night and not spark and not browser"
	@echo "» uji malam, Apache Spark dan peramban"; $(BIN)/python -m pytest -n 2 -m "night or spark or browser"

lint: $(READY) ## ruff, mypy, sqlfluff
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --processes 2 dbt_project/models dbt_project/tests

bench: $(READY) ## measure and write docs/benchmarks.md
	$(BIN)/python -m bench

up: $(READY) ## Airflow's web UI and scheduler on http://localhost:8080
	@echo "» Airflow: http://localhost:8080 (kata sandi admin: lake/.airflow/simple_auth_manager_passwords.json.generated)"
	@$(BIN)/python -m lumbung.orchestrate standalone

clean: ## remove the environment; the lake stays
	rm -rf $(VENV)
