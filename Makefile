# make demo and make test are the two commands; both install what they need (as root, or with sudo) and end what they start.
.DEFAULT_GOAL := help
SHELL := /bin/bash
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
export INSTALL ?= 1

.PHONY: help setup lint format test test-fast golden evolve demo bench lock clean

help:  ## the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: .venv/ready  ## .venv with the locked packages and gamemodel itself

.venv/ready: pyproject.toml requirements-dev.txt scripts/setup.sh
	@./scripts/setup.sh

lint: .venv/ready  ## format, style, types, layers, length of files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTEST) -q tests/unit/test_house.py

format: .venv/ready  ## put the sources into their form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

test: lint  ## everything, on real servers, none skipped
	$(BIN)/gamemodel sandbox run --install -- $(PYTEST) --no-skips tests

golden: .venv/ready  ## write the expected output of transcripts and scenarios anew; read the diff
	GAMEMODEL_REWRITE=1 $(PYTEST) -q -m "not servers" tests/cli tests/changes

test-fast: .venv/ready  ## what needs no server
	$(PYTEST) -q -m "not servers" tests

evolve: .venv/ready  ## 200 random schemas per engine on real servers
	GAMEMODEL_EVOLVE=200 $(BIN)/gamemodel sandbox run --install -- $(PYTEST) --no-skips -m servers tests/laws

demo: .venv/ready  ## the game's model on four real stores in two regions, changed once, and a drift found
	@./scripts/demo.sh

bench: .venv/ready  ## the figures of the README, measured here
	$(BIN)/gamemodel sandbox run --install -- $(BIN)/python -m bench

lock: .venv/ready  ## requirements*.txt anew from pyproject.toml
	@./scripts/lock.sh

clean:  ## end the sandbox; remove what was generated here, the environment too
	@if [ -x $(BIN)/gamemodel ]; then $(BIN)/gamemodel sandbox down; fi
	rm -rf .venv .gamemodel .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build *.egg-info
	find gamemodel tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
