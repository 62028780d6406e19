# The same commands for people and for CI. `make` alone lists them. Works with GNU make from 3.81 on.
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
# the first of these that runs and is new enough; name another with `make install PYTHON=/path/to/python`
PYTHON ?= python3 python3.11 python3.12 python3.13
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11

.PHONY: help install install-dev demo test test-view faults faults-short bench bench-full lint quality readings lock wheel clean

help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1 | \2/p' $(MAKEFILE_LIST) | awk -F ' [|] ' '{ printf "%-20s %s\n", $$1, $$2 }'

install: $(VENV)/.installed ## make .venv and put into it exactly what requirements.lock names

install-dev: $(VENV)/.installed-dev ## the same, with what the tests need

demo: install ## broker, worker and web view on this machine, without Docker; Ctrl-C ends it
	@exec $(BIN)/dateline demo

test: lint ## lint, types and all tests; the broker tests run where Docker answers
	$(BIN)/python -m pytest $(ARGS)

test-view: install-dev ## the web view's tests alone, with Chromium and axe-core
	$(BIN)/python -m pytest tests/view $(ARGS)

faults-short: install-dev ## each fault of docs/what-happens-if.md once, and the broken builds that must be found; needs Docker
	FAULTS_SHORT=1 $(BIN)/python -m pytest -m fault tests/faults $(ARGS)

faults: install-dev ## the same faults with ever new seeds for an hour; DURATION=minutes ROUNDS=n SEED=n ROWS=kill,network SCHEDULE=file
	@SEED="$(SEED)" DURATION="$(DURATION)" ROUNDS="$(ROUNDS)" ROWS="$(ROWS)" SCHEDULE="$(SCHEDULE)" RESULTS="$(RESULTS)" $(BIN)/python -m tests.faults

bench: $(VENV)-bench/.installed ## how fast, against other means, in 15 minutes: bench/results/latest.jsonl; ARGS="--only stream --bootstrap host:port"; needs Docker
	@$(VENV)-bench/bin/python -m bench $(ARGS)

bench-full: $(VENV)-bench/.installed ## the same with a million articles and longer runs: an hour or two
	@$(VENV)-bench/bin/python -m bench --full $(ARGS)

lint: install-dev ## formatting, lint, types, who may import whom
	$(BIN)/ruff format --check --quiet
	$(BIN)/ruff check --quiet
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-cache --no-logo

quality: install-dev ## how well it reads: every case in the repository, and the scores of those with labels
	@$(BIN)/python -m tests.quality

readings: install-dev ## at a release: record what this generation says of the seeds
	@$(BIN)/python -m tests.golden.readings

lock: install-dev ## resolve the dependencies in pyproject.toml anew
	$(LOCK) --upgrade pyproject.toml -o requirements.lock
	$(LOCK) --upgrade --group build -o requirements-build.lock
	$(LOCK) --upgrade --group bench pyproject.toml -o requirements-bench.lock
	$(LOCK) --upgrade --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

wheel: install-dev ## dist/dateline-….whl
	rm -rf dist
	$(BIN)/hatchling build -t wheel

clean: ## remove what was made here
	rm -rf $(VENV) $(VENV)-bench dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@for python in $(PYTHON); do \
	    if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	    echo "No Python 3.11 or newer among: $(PYTHON). Install one, or name it: make install PYTHON=/path/to/python" >&2; exit 1; \
	fi; \
	if ! "$$found" -c 'import venv, ensurepip' 2> /dev/null; then \
	    echo "$$found cannot make environments. Debian and Ubuntu: apt-get install python3-venv; then make again" >&2; exit 1; \
	fi; \
	echo "making $(VENV) with $$("$$found" --version)" >&2; \
	rm -rf $(VENV); \
	"$$found" -m venv $(VENV)

# One stamp a lock: an install is repeated when, and only when, what it installs has changed.
$(VENV)/.installed: requirements.lock requirements-build.lock pyproject.toml | $(BIN)/python
	@echo "installing requirements.lock (once)" >&2
	@$(PIP) install --require-hashes -r requirements.lock -r requirements-build.lock
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "installing requirements-dev.lock (once)" >&2
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)-bench/.installed: requirements-bench.lock pyproject.toml | $(BIN)/python
	@echo "making $(VENV)-bench with requirements-bench.lock (once)" >&2
	@$(BIN)/python -m venv $(VENV)-bench
	@$(VENV)-bench/bin/python -m pip --disable-pip-version-check --no-input -qq install --require-hashes -r requirements-bench.lock
	@$(VENV)-bench/bin/python -m pip --disable-pip-version-check --no-input -qq install --no-build-isolation --no-deps -e .
	@touch $@
