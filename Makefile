# make demo and make test set up all that they need; `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= $(shell for p in python3.13 python3.12 python3.14 python3.11 python3; do \
	if command -v $$p >/dev/null && $$p -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null; \
	then echo $$p; break; fi; done)
VENV := .venv
RUN := $(VENV)/bin/
READY := $(VENV)/.ready
READY_TO_TEST := $(VENV)/.ready-to-test
PIP := $(RUN)python -m pip --disable-pip-version-check --quiet

.PHONY: help
help:  ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "wirewatch needs Python 3.11 to 3.14; none of python3, python3.11 … python3.14 is one."; exit 1; }
	@echo "making a virtual environment in $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --upgrade 'pip>=25.1'

$(READY): $(VENV)/bin/python pyproject.toml requirements.lock
	@echo "installing wirewatch and what it needs (about a minute the first time)"
	@$(PIP) install -c requirements.lock -e '.[local]'
	@touch $@

$(READY_TO_TEST): $(READY) pyproject.toml requirements.lock
	@echo "installing what the tests need"
	@$(PIP) install -c requirements.lock -e '.[local,postgres]' --group dev
	@touch $@

.PHONY: demo
demo: $(READY)  ## a throw-away Kafka, all services, a day of sample news
	@$(RUN)wirewatch demo $(ARGS)

.PHONY: test
test: $(READY_TO_TEST) check  ## all checks and tests, on a real Kafka and a real PostgreSQL
	$(RUN)python -m pytest --cov --cov-report=term:skip-covered $(ARGS)

.PHONY: chaos
chaos: $(READY_TO_TEST)  ## 20,000 articles under 200 faults, half an hour
	$(RUN)python -m tests.chaos $(ARGS)

.PHONY: check
check: $(READY_TO_TEST)  ## style, types, import rules, generated files
	$(RUN)ruff check .
	$(RUN)ruff format --check .
	$(RUN)mypy
	$(RUN)lint-imports
	$(RUN)python -m schemas.generate --check

.PHONY: format
format: $(READY_TO_TEST)  ## format the code
	$(RUN)ruff check --fix .
	$(RUN)ruff format .

.PHONY: schemas
schemas: $(READY_TO_TEST)  ## write the files made from the messages
	$(RUN)python -m schemas.generate

.PHONY: bench
bench: $(READY_TO_TEST)  ## first record, articles/s, memory
	$(RUN)python -m benchmarks.demo

# In an environment of its own: the peers hold back what wirewatch needs.
PEERS := $(VENV)/peers
$(PEERS)/.ready: $(READY) pyproject.toml
	@echo "installing wirewatch and what it is compared with"
	@$(RUN)python -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip --disable-pip-version-check --quiet install --upgrade 'pip>=25.1'
	@$(PEERS)/bin/python -m pip --disable-pip-version-check --quiet install -e '.[local]' --group benchmarks
	@touch $@

.PHONY: hop
hop: $(PEERS)/.ready  ## what a hop costs: our engine beside others, which it installs
	@$(PEERS)/bin/python -m benchmarks.hop $(ARGS)

.PHONY: lock
lock: $(READY_TO_TEST)  ## pin anew what is installed and tested
	@$(PIP) install uv
	$(RUN)uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-annotate --no-header \
		--upgrade --all-extras --group dev pyproject.toml -o requirements.lock

.PHONY: clean
clean:  ## remove the virtual environment and what tools have left
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage .import_linter_cache
