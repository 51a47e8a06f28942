# Thin on purpose: the steps are in deploy/, in plain Python with nothing to install.
# `make run` and `make test` need Python 3.11 or later and set up everything else themselves.
# The first Python here that is new enough; PYTHON= names another.
NEW_ENOUGH = import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(or $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11,\
	$(shell $(p) -c '$(NEW_ENOUGH)' 2>/dev/null && echo $(p)))),python3)
PORT ?= 8000
export PORT

.PHONY: help run test lint bench docs services services-stop lock clean

help:
	@echo "make run            set up and serve the hub at http://127.0.0.1:$(PORT)/ (PORT= changes it)"
	@echo "make test           set up and run every test"
	@echo "make lint           style, types, imports between rooms, migrations, templates"
	@echo "make services       start PostgreSQL, Redis and a search node for the tests; make services-stop ends them"
	@echo "make bench          print the cost of the main pages beside their budgets"
	@echo "make docs           check that the links of the documentation resolve"
	@echo "make lock           pin the packages of requirements*.in again"
	@echo "make clean          remove what set-up made, but keep var/ with your data"

run:
	@exec $(PYTHON) -m deploy.run

test:
	@exec $(PYTHON) -m deploy.test $(ARGS)

lint:
	@exec $(PYTHON) -m deploy.lint

bench:
	@exec $(PYTHON) -m deploy.bench $(ARGS)

docs:
	@exec $(PYTHON) docs/check.py

services:
	@exec $(PYTHON) -m tests.services start

services-stop:
	@exec $(PYTHON) -m tests.services stop

lock:
	@exec $(PYTHON) -m deploy.lock $(ARGS)

clean:
	rm -rf .venv node_modules static_build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache var/static
