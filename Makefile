# make demo and make test install what they need (as root, or with sudo) and stop what they start.
.DEFAULT_GOAL := help
SHELL := /bin/bash
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
export INSTALL ?= 1

.PHONY: help setup lint format test test-fast golden evolve demo bench lock clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: .venv/ready  ## create .venv with the locked packages and gamemodel

.venv/ready: pyproject.toml requirements-dev.txt scripts/setup.sh
	@./scripts/setup.sh

lint: .venv/ready  ## check format, style, types, layers, source tree
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTEST) -q tests/unit/test_house.py

format: .venv/ready  ## format the sources
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

test: lint  ## run all tests on real servers
	$(BIN)/gamemodel sandbox run --install -- $(PYTEST) --no-skips tests

golden: .venv/ready  ## rewrite the expected output of transcripts and scenarios; read the diff
	GAMEMODEL_REWRITE=1 $(PYTEST) -q -m "not servers" tests/cli tests/changes

test-fast: .venv/ready  ## run the tests without servers
	$(PYTEST) -q -m "not servers" tests

evolve: .venv/ready  ## test 200 random schemas per engine on real servers
	GAMEMODEL_EVOLVE=200 $(BIN)/gamemodel sandbox run --install -- $(PYTEST) --no-skips -m servers tests/laws

demo: .venv/ready  ## run the example model on four real stores in two regions
	@./scripts/demo.sh

bench: .venv/ready  ## run the benchmarks
	$(BIN)/gamemodel sandbox run --install -- $(BIN)/python -m bench

lock: .venv/ready  ## rewrite requirements*.txt from pyproject.toml
	@./scripts/lock.sh

clean:  ## stop the sandbox; remove .venv and caches
	@if [ -x $(BIN)/gamemodel ]; then $(BIN)/gamemodel sandbox down; fi
	rm -rf .venv .gamemodel .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build *.egg-info
	find gamemodel tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
