# Every target sets up what it needs; a second run skips what is done.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PIP := $(BIN)/python -m pip --disable-pip-version-check
WORKERS ?= 2
# Share and seed of `make test-deep`: SHARE=0.1 runs a seeded tenth.
SHARE ?= 1
SEED ?= 0

.PHONY: install demo test test-deep lint types imports clean help
.DEFAULT_GOAL := help

help:  ## show the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

install: $(STAMP)  ## prepare .venv with the medomics command and all extras

# torch and pyradiomics come first: torch so that a CPU build offered by pip's find-links is the one taken,
# pyradiomics because it builds only from source, against the numpy that is already there.
$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(v != (3, 11) and f"medomics-ehr needs Python 3.11, found {v[0]}.{v[1]}; name one with make PYTHON=...")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install -q -c constraints.txt setuptools wheel numpy
	$(PIP) install -q -c constraints.txt torch
	$(PIP) install -q -c constraints.txt --no-build-isolation pyradiomics
	$(PIP) install -q -c constraints.txt --no-build-isolation -e '.[all,cluster,test]'
	@touch $(STAMP)

demo: $(STAMP)  ## the whole chain on a synthetic cancer centre, then the review app
	$(BIN)/medomics demo $(DEMO)

test: $(STAMP) lint types imports  ## the fast tier: lint, types, import contracts, tests
	$(BIN)/python -m pytest -q -n $(WORKERS) -m 'not deep'

test-deep: $(STAMP)  ## what takes long: kills, thousands of generated cases, repeats
	$(BIN)/python -m pytest -q -n $(WORKERS) -m deep -rs --deep-share $(SHARE) --deep-seed $(SEED)

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

imports: $(STAMP)
	$(BIN)/lint-imports --no-cache

clean:  ## remove the environment and caches
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
