# Every target makes the virtual environment it needs: nothing but Python 3.11 or later and make is asked for.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Made when the environment is complete; one that is older than the project file is brought up to date.
READY := $(VENV)/.ready
BENCH_DATA ?= ../shared/data

.PHONY: demo test test-all check format bench quality wheel clean

demo: $(READY)  ## index the bundled sample archive and ask it five questions
	$(BIN)/dateline demo

test: $(READY)  ## run every test
	$(BIN)/pytest -n 2 --dist loadfile

test-all: $(READY)  ## run every test on each supported Python that is installed
	tools/test-all

check: $(READY)  ## formatting, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY)  ## measure, on the corpora in $(BENCH_DATA); BENCH="--quick" for less
	$(BIN)/pip install --quiet --requirement benchmarks/requirements.txt
	$(BIN)/python -m benchmarks.engine --data $(BENCH_DATA) $(BENCH)
	$(BIN)/python benchmarks/relevance.py $(BENCH_DATA)
	$(BIN)/python benchmarks/ingest.py $(BENCH_DATA)
	$(BIN)/python benchmarks/related.py $(BENCH_DATA)
	$(BIN)/python benchmarks/copies.py $(BENCH_DATA)
	$(BIN)/python benchmarks/snippets.py $(BENCH_DATA)
	$(BIN)/python -m benchmarks.nearness $(BENCH_DATA)

quality: $(READY)  ## how well the news and questions are read, on the corpora in $(BENCH_DATA)
	$(BIN)/python -m benchmarks.quality --data $(BENCH_DATA)
	$(BIN)/python -m benchmarks.asking --data $(BENCH_DATA)

wheel: $(READY)
	$(BIN)/python -m build

clean:
	rm -rf $(VENV) .venv-* dist build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Dateline needs Python 3.11 or later; set PYTHON=python3.x")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/pip install --quiet --editable . --group dev
	touch $(READY)
