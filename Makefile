SHELL := /bin/bash
VENV := .venv
PYTHON ?= python3
BIN := $(VENV)/bin
export AMUR_PORT ?= 8050

.DEFAULT_GOAL := help
.PHONY: help run test test-slow bench bench-check lint format types lock plotly screenshots readme-picture messages dictionary reference clean

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

run: $(VENV)/.run  ## build the store from the bundled tables and serve the dashboard
	@$(BIN)/amur serve

test: $(VENV)/.dev browser  ## the tests: unit, property-based, browser
	$(BIN)/pytest -n 2

test-slow: $(VENV)/.spark browser  ## the proofs that take minutes: kills, faults, fuzzing, DuckDB beside Spark
	$(BIN)/pytest -n 2 -m slow

bench: $(VENV)/.bench browser plotly  ## the table of ratios, kept in benchmarks/
	$(BIN)/python -m benchmarks

bench-check: $(VENV)/.bench browser plotly  ## fails where a ratio is over 25 % worse than the kept one
	$(BIN)/python -m benchmarks --check

lint: $(VENV)/.dev  ## ruff, format and types, as CI runs them
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.dev  ## put the code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(VENV)/.dev  ## choose the newest versions and write the lock files anew
	$(BIN)/uv pip compile pyproject.toml --extra build --universal --generate-hashes --no-header \
		--upgrade --quiet --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra build --extra dev --universal --generate-hashes \
		--no-header --quiet --constraint requirements.lock --output-file requirements-dev.lock
	$(BIN)/uv pip compile pyproject.toml --extra build --extra spark --universal --generate-hashes \
		--no-header --quiet --constraint requirements.lock --output-file requirements-spark.lock

plotly: dashboard/assets/plotly.min.js  ## Plotly a third as large, for charts sooner on the screen; needs npm

dashboard/assets/plotly.min.js: dashboard/plotly/plotly.js dashboard/plotly/package-lock.json
	@cd dashboard/plotly && npm ci --silent --ignore-scripts && npm run --silent build -- --log-level=error
	@rm -r dashboard/plotly/node_modules

screenshots: $(VENV)/.dev browser  ## pictures of every page, for looking at
	$(BIN)/python -m tests.screenshots

readme-picture: $(VENV)/.dev browser  ## the README's picture
	$(BIN)/python -m tests.screenshots --readme

messages: $(VENV)/.run  ## the translation files brought up to date with the code's messages
	@$(BIN)/python -m dashboard.locale.collect

dictionary: $(VENV)/.run  ## data/README.md from the table contracts
	$(BIN)/amur dictionary --out data/README.md

reference: $(VENV)/.run  ## docs/ measures, tables, sources and charts from the code
	$(BIN)/amur refresh --offline
	$(BIN)/python -m dashboard.reference

clean:  ## remove what make and amur made, replies of publishers included; the bundled tables stay
	rm -rf $(VENV) dashboard/assets/plotly.min.js data/archive data/store data/exports .mypy_cache .pytest_cache .ruff_cache

.PHONY: browser
browser:
	@./tests/find-or-install-browser.sh

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Amur needs Python 3.11 or newer; set PYTHON to one."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "Python's venv is missing: apt-get install python3-venv"; exit 1; }

$(VENV)/.run: $(VENV)/bin/pip requirements.lock pyproject.toml
	@echo "Installing the locked packages into $(VENV) (once) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@echo "Installing the development packages into $(VENV) (once) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.spark: $(VENV)/.dev requirements-spark.lock
	@echo "Installing Spark into $(VENV) (once) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock
	@touch $@

$(VENV)/.bench: $(VENV)/.dev pyproject.toml
	@echo "Installing the peers of the benchmarks into $(VENV) (once) …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation -e '.[bench]'
	@touch $@
