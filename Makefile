# `make` lists what can be done here. Python 3.11 or newer with pip is all it takes.
#   make run PYTHON=/path/to/python3    uses that Python to make .venv
#   make test ARGS='-k feeds'           gives pytest (or, for lock, uv) more arguments

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help install run test check verify audit bench schema migrate lock node clean

PYTHONS := $(or $(PYTHON),python3.13 python3.12 python3.11 python3)
BIN := .venv/bin
# Tests start hundreds of processes: each of them would compile the program anew.
unexport PYTHONDONTWRITEBYTECODE
# Readers of iCalendar, and tools of front ends.
NODE := tests/node tests/frontend
# Tests wait for servers and commands now and then: one more than there are cores.
WORKERS = $(shell echo $$(( 1 + $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1) )))
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
LOCK := $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	--annotation-style line pyproject.toml --group build

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s  %s\n", $$1, $$2 }' Makefile

install: .venv/.dev ## set up .venv with what running and developing need

run: .venv/.runtime ## set up, then serve a demo with sample data on 127.0.0.1:8000
	@exec $(BIN)/calendar-feeds demo

test: .venv/.dev ## set up, then run the tests, except the long ones
	$(BIN)/pytest -n $(WORKERS) -m "not verify" $(ARGS)

check: .venv/.dev ## lint, format, types, import contracts, and whether schema.graphql is fresh
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/calendar-feeds export-schema >.venv/schema.graphql
	@diff -u schema.graphql .venv/schema.graphql \
	    || { echo >&2 "schema.graphql is stale: run 'make schema' and commit it"; exit 1; }

verify: .venv/.dev ## the long and the timed tests, one after another
	$(BIN)/pytest -m verify $(ARGS)

audit: .venv/.dev node ## run graphql-http's audit suite against a service, and print what it finds
	$(BIN)/pytest -rP tests/frontend/test_audit.py $(ARGS)

bench: .venv/.dev ## measure the speed and print the figures
	$(BIN)/python -m benchmarks $(ARGS)

schema: .venv/.runtime ## write schema.graphql
	$(BIN)/calendar-feeds export-schema >.venv/schema.graphql
	@cp .venv/schema.graphql schema.graphql

migrate: .venv/.runtime ## bring the database that the settings name up to date
	$(BIN)/calendar-feeds migrate

lock: .venv/.dev ## resolve both locks after pyproject.toml changed (all anew: ARGS=--upgrade)
	$(LOCK) --extra dev -o requirements-dev.lock $(ARGS)
	$(LOCK) -c requirements-dev.lock -o requirements.lock $(ARGS)

node: $(NODE:%=%/node_modules/.package-lock.json) ## install what some tests need in JavaScript

clean: ## remove .venv, caches and builds, but not ./data
	rm -rf .venv build dist $(NODE:%=%/node_modules) .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

# The two stamps stand for what is installed; a lock or pyproject.toml that is newer redoes it.
.venv/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what running needs into .venv (may take a minute)"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Installing what running and developing need into .venv (may take a few minutes)"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch .venv/.runtime $@

%/node_modules/.package-lock.json: %/package.json %/package-lock.json
	@command -v npm >/dev/null || { echo >&2 "npm is needed: install Node 18 or newer with it" \
	    "(Debian, Ubuntu: apt-get install nodejs npm) and try again"; exit 1; }
	@npm ci --prefix $* --ignore-scripts --no-audit --no-fund --no-update-notifier
	@touch $@

# Where Python comes without ensurepip (Debian has it apart), the pip beside it does as well.
$(BIN)/python:
	@for python in $(PYTHONS) ""; do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	done; \
	[ -n "$$python" ] || { echo >&2 "Python 3.11 or newer is needed; tried $(PYTHONS)." \
	    "Name another with PYTHON=/path/to/python3"; exit 1; }; \
	echo "Making .venv with $$("$$python" --version)"; \
	"$$python" -m venv --clear .venv >/dev/null 2>&1 \
	    || { "$$python" -m venv --clear --without-pip .venv \
	        && "$$python" -m pip --quiet --python $@ install pip; } \
	    || { rm -rf .venv; echo >&2 "$$python has no working venv and pip:" \
	        "install them (Debian, Ubuntu: apt-get install python3-venv) and try again"; exit 1; }
