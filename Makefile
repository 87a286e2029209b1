# Everything from a fresh clone, with nothing but Python 3.11 or later, make and the package index.
# The first target makes the environment in .venv; later ones use it, until what it is made from changes.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
# The tests start hundreds of processes, each of which would compile every module anew.
unexport PYTHONDONTWRITEBYTECODE

# Watched with COVERAGE=1, as .ci/run does, tests take half as long again.
WATCHED := $(if $(COVERAGE),--cov --cov-report= --cov-fail-under=0)

.DEFAULT_GOAL := help
.PHONY: help demo test proofs browser coverage compiled mutants check lint bench growth performance schema reference data constraints clean

help: ## list the targets
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

demo: $(READY) ## run the county: a table here, files and plots in results/county
	$(BIN)/wanghuiyi run county
	@echo "Look at results/county: summary.csv first, then plots/."
	@echo "For one page of all: $(BIN)/wanghuiyi report results/county"

test: $(READY) ## run all tests, the examples in docstrings too, in some minutes
	$(BIN)/pytest --numprocesses auto --dist worksteal $(WATCHED)

proofs: $(READY) ## prove at length, in some twenty minutes: at random, under load, with kills; LONG=1 takes hours
	WANGHUIYI_PROOFS=$(if $(LONG),long,1) $(BIN)/pytest -m "proof or hypothesis" \
		--numprocesses auto --dist worksteal -rP $(if $(COVERAGE),$(WATCHED) --cov-append)

# Of Debian's packages, since what playwright would download is from elsewhere.
browser: $(READY) ## look at the pages in a real browser, which it installs where it is missing
	@command -v chromium > /dev/null || { apt-get update --quiet && \
		apt-get install --yes --quiet --no-install-recommends chromium fonts-noto-cjk; }
	$(BIN)/pytest -m browser --numprocesses auto --dist loadfile

coverage: $(READY) ## report what tests and proofs have covered that were run with COVERAGE=1
	$(BIN)/coverage report

compiled: $(READY) ## compile the simulation's engine now, instead of at its first use
	$(BIN)/python -c 'from sim.kernel import compile_engine; compile_engine()'

mutants: $(READY) ## plant faults in the simulation one at a time, and see a test notice each
	$(BIN)/python -m tests.mutants

check: lint test proofs browser ## check everything: what lint checks, then tests, proofs and pages

lint: $(READY) ## check format, lint, types and imports
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(READY) ## measure speed and size beside their yardsticks
	$(BIN)/python -m benchmarks

growth: $(READY) ## measure the service with ten million drafts: some minutes, gigabytes of disk
	timeout 1800 $(BIN)/python -m benchmarks --growth

performance: $(READY) ## measure, and write the table of docs/performance.md anew
	$(BIN)/python -m benchmarks --write docs/performance.md

schema: $(READY) ## write scenarios/schema.json, what carries waits, service/migrations/sqlite.sql and the contract's hash anew
	$(BIN)/wanghuiyi schema > $(VENV)/schema.json
	mv $(VENV)/schema.json scenarios/schema.json
	$(BIN)/python -c 'from sim.explorer.levers.chosen import carried_text; print(carried_text(), end="")' > $(VENV)/carried.json
	mv $(VENV)/carried.json sim/explorer/levers/carried.json
	$(BIN)/python -c 'from service.database.schema import sqlite_script; print(sqlite_script(), end="")' > $(VENV)/sqlite.sql
	mv $(VENV)/sqlite.sql service/migrations/sqlite.sql
	$(BIN)/python -c 'from service.api.contract import contract, hash_of; from service.web.app import ROUTES; print(hash_of(contract(ROUTES, "")))' > $(VENV)/contract.sha256
	mv $(VENV)/contract.sha256 service/api/contract.sha256

reference: $(READY) ## write results/reference anew: only when the model is meant to change
	$(BIN)/wanghuiyi run county --set name=reference --set run.days=7 --replications 2 --no-plots

data: $(READY) ## extract scenarios/data anew from their sources
	$(BIN)/python scenarios/data/extract.py

# In an environment of its own, so that the one in use stays whole until the new versions are known.
constraints: ## write the newest versions of everything to constraints.txt (with the oldest Python)
	$(PYTHON) -m venv --clear $(VENV)/newest
	$(VENV)/newest/bin/python -m pip install --quiet --editable '.[dev]'
	sed -n '/^#/p' constraints.txt > $(VENV)/newest/constraints.txt
	$(VENV)/newest/bin/python -m pip list --format freeze --exclude-editable --exclude pip \
		>> $(VENV)/newest/constraints.txt
	mv $(VENV)/newest/constraints.txt constraints.txt
	rm -r $(VENV)/newest

clean: ## remove the environment and what the tools left behind; results stay
	rm -rf $(VENV) build dist .coverage* .hypothesis .import_linter_cache .mypy_cache .pytest_cache \
		.ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "wanghuiyi needs Python 3.11 or later, and $(PYTHON) is not:" \
			"name one that is, as in make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; \
		exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@
