# Two commands do everything: `make serve` (or `make serve PORT=8123 ROOT=../our-challenge`) and `make test`. `make test-fast` leaves out what is
# slow and the browser, `make test-later` runs all again as if it were 2027 and 2030. The environment is made in .venv from requirements.lock.
PYTHON ?= python3
PORT ?= 8000
ROOT ?= .
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: serve test test-fast test-later mutants check build format types fold lock benchmark clean

serve: $(STAMP)
	-$(BIN)/jiebang check --root $(ROOT)
	$(BIN)/jiebang forms serve --root $(ROOT) --port $(PORT)

test: $(STAMP)
	sh tests/prepare.sh
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --no-cache
	$(BIN)/jiebang check
	$(BIN)/python -m pytest -n auto --dist worksteal
	$(BIN)/python -m tests.later -m day

test-fast: $(STAMP)
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow and not browser"

test-later: $(STAMP)
	sh tests/prepare.sh
	$(BIN)/python -m tests.later -n auto --dist worksteal

# Tell which small faults in checks, computing, submission and publication no test notices; made for once a week.
MINUTES ?= 120
mutants: $(STAMP)
	$(BIN)/python benchmarks/mutants.py --minutes $(MINUTES)

check: $(STAMP)
	$(BIN)/jiebang check

build: $(STAMP)
	$(BIN)/jiebang build

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Write the types of records anew after a schema changed.
types: $(STAMP)
	$(BIN)/python -m site_builder.load.contract.record_types

# Write the table by which the browser folds a text anew after text_forms changed.
fold: $(STAMP)
	$(BIN)/python -m site_builder.publish.fold_table

benchmark: $(STAMP)
	$(BIN)/python benchmarks/run.py

# Resolve the dependencies anew; the lock names versions and digests, and no registry.
lock: $(STAMP)
	$(BIN)/pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --strip-extras --extra dev --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --allow-unsafe --output-file requirements.lock pyproject.toml

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv || (echo "This Python has no venv; on Debian: apt-get install python3-venv" && exit 2)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(STAMP)

# The site, and what earlier builds knew: their cache is in the user's cache folder.
clean:
	-$(BIN)/python -m site_builder.publish.cache_folder --remove
	rm -rf .cache site
