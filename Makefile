# Two commands matter: `make demo` and `make test`. Both set everything up first.

PYTHON ?= python3
SCENARIO ?= quiet-morning
SPEED ?= 1
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help setup demo demo-reset test bench lock clean

help: ## Show this
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(VENV)/ready ## Make the virtual environment with the locked dependencies

$(VENV)/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed.") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

demo: setup ## Open the practice world: SCENARIO=quiet-morning SPEED=1
	@$(BIN)/modbot demo --scenario $(SCENARIO) --speed $(SPEED)

demo-reset: setup ## Forget everything that happened in the practice world
	@$(BIN)/modbot demo --reset

test: setup ## Run every check: format, lint, types, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

bench: setup ## Measure, and print ratios against the limits
	$(BIN)/python -m tests.bench

lock: ## Write requirements.lock anew (needs uv)
	uv pip compile --extra dev --generate-hashes --no-header --no-annotate --no-emit-index-url --universal \
		--python-version 3.11 pyproject.toml -o requirements.lock

clean: ## Remove what the checks leave behind
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
