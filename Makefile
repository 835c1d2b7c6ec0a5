# Needs python3 (3.11 or newer, with venv), make and git; everything else comes from the lock files.
PYTHON ?= python3
VENV ?= .venv
ARGS ?=

BIN := $(VENV)/bin
RUN := $(VENV)/.ready-to-run
DEV := $(VENV)/.ready-to-develop
TOOLS := build/tools
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
COMPILE := uv pip compile pyproject.toml --universal --python-version 3.11 --fork-strategy fewest \
  --generate-hashes --no-header --no-annotate --no-config --quiet
export PIP_ROOT_USER_ACTION := ignore

.PHONY: help demo run sbom audit test test-browser gallery test-networks test-hosts test-security test-chaos test-reconciliation check format texts docs lock clean test-sequences test-concurrency
.DEFAULT_GOAL := help

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

demo: $(RUN) ## a running Listenpost on a practice network; no credentials (ARGS="--headless")
	@$(BIN)/listenpost demo $(ARGS)

run: $(RUN) ## worker and dashboard on the platforms that listenpost.toml names
	@$(BIN)/listenpost up

test: $(DEV) ## all tests, in two processes (ARGS="-k outbox")
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile $(ARGS)

test-browser: $(DEV) ## the dashboard in Chromium: every page in both themes, wide, narrow and at 200 %; twenty minutes
	@BROWSER=full LISTENPOST_REQUIRE_BROWSER=1 $(BIN)/python -m pytest -q -n 2 --dist loadfile tests/dashboard tests/listenpost/demo $(ARGS)

test-chaos: $(DEV) ## kill -9 the worker fifty times and compare the books; some minutes
	@$(BIN)/python -m benchmarks.chaos --kills 50 --json

test-hosts: $(DEV) ## a fleet, its database and the networks on hosts of their own, which fail; needs root, minutes
	@LISTENPOST_REQUIRE_HOSTS=1 $(BIN)/python -m pytest -q -p no:randomly tests/hosts $(ARGS)

test-networks: $(DEV) ## listeners and responders on servers written by others; needs npm, redis, PostgreSQL
	@$(BIN)/python -m tests.networks.install
	@LISTENPOST_REQUIRE_NETWORKS=1 $(BIN)/python -m pytest -q tests/networks $(ARGS)

test-security: $(DEV) ## attacks on every door, with all cases, and a demo searched for planted words; some minutes
	@SECURITY=full $(BIN)/python -m pytest -q tests/security tests/dashboard/test_hostile_words.py $(ARGS)

test-reconciliation: $(DEV) ## the ledger beside the practice network's books, to the mention; ten minutes
	@$(BIN)/python -m benchmarks.reconcile --json
	@for name in twcs ibm_care; do \
	  $(BIN)/python -m benchmarks.reconcile --json --replay ../shared/data/replay_$$name.jsonl.gz || exit 1; \
	done
test-sequences: $(DEV) ## a thousand sequences of link, unlink, merge, split, erase and undo; an hour
	@SEQUENCES=1000 $(BIN)/python -m pytest -q tests/listenpost/services/test_sequences.py $(ARGS)

test-concurrency: $(DEV) ## 20 agents claim and answer the same 200 cases at once, on both databases; some minutes
	@$(BIN)/python -m benchmarks.concurrency --engine sqlite --json
	@$(BIN)/python -m benchmarks.concurrency --engine postgresql --json

check: $(DEV) ## format, lint, types, import rules; no tests
	@$(BIN)/ruff format --check . || { echo 'make format mends this'; exit 1; }
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: $(DEV) ## format the code, mend what ruff can mend
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

texts: $(DEV) ## take the texts of the dashboard out of the code, into the files of its languages
	@$(BIN)/python -m scripts.texts

gallery: $(DEV) ## pictures of every page, light and dark, desktop and phone: docs/gallery.md; twenty minutes
	@$(BIN)/python -m scripts.gallery

docs: $(DEV) ## write the generated pages: docs/settings.md, docs/cli.md, docs/metrics.md
	@$(BIN)/python -m scripts.reference

sbom: $(TOOLS)/.ready ## what Listenpost is made of, as CycloneDX, in build/listenpost.cdx.json; the first time needs the network
	@$(TOOLS)/bin/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml \
	  --output-reproducible --of JSON -o build/listenpost.cdx.json 2>build/sbom.log || { cat build/sbom.log; exit 1; }
	@echo 'Wrote build/listenpost.cdx.json'

audit: $(TOOLS)/.ready ## whether a library of requirements.lock has a known hole; needs the network
	@$(TOOLS)/bin/pip-audit --requirement requirements.lock --disable-pip --require-hashes \
	  --strict --progress-spinner off $(ARGS)

lock: ## resolve pyproject.toml anew into the lock files; needs uv
	@$(COMPILE) --group build --output-file requirements.lock $(ARGS)
	@$(COMPILE) --group dev --constraints requirements.lock --output-file requirements-dev.lock $(ARGS)

clean: ## remove the environment, caches and builds; not listenpost.toml and not your database
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(TOOLS)/.ready: Makefile | $(BIN)/python
	@$(BIN)/python -m venv $(TOOLS)
	@$(TOOLS)/bin/python -m pip --quiet --disable-pip-version-check --no-input install cyclonedx-bom==7.5.0 pip-audit==2.10.1
	@touch $@

$(RUN): requirements.lock pyproject.toml | $(BIN)/python
	@echo 'Installing what requirements.lock names ...'
	@$(PIP) install --no-compile --require-hashes -r requirements.lock
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@

$(DEV): requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo 'Installing what requirements-dev.lock names ...'
	@$(PIP) install --no-compile --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-build-isolation --no-deps -e .
	@# compiled here and not on import: tests take warnings for errors, a compiler's of others too
	@$(BIN)/python -W ignore -m compileall -qq -j 0 $(VENV)/lib || true
	@touch $@ $(RUN)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Listenpost needs Python 3.11 or newer; %s is %s. Name another one: make PYTHON=python3.12 ..." % (sys.executable, sys.version.split()[0]))'
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo 'Python cannot make a virtual environment; on Debian: apt-get install python3-venv'; exit 1; }
