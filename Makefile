# One command each; `make` alone lists them. Needs python >= 3.11 with pip, nothing else.
# The first run fetches what it needs into .tools and .venv; later runs fetch only what changed.

PY ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
JOBS ?= 2
WALKS ?= 10000
KILLS ?= 200
# The template is a member like the others, and checked like them; but who tries the demo need not have it installed.
TEMPLATE := examples/plugin-template
ALL := $(patsubst %/pyproject.toml,%,$(wildcard adapters/gridjustice-*/pyproject.toml plugins/gridjustice-*/pyproject.toml examples/*/pyproject.toml))
MEMBERS := $(filter-out $(TEMPLATE),$(ALL))
PROJECTS := pyproject.toml $(ALL:%=%/pyproject.toml)
# What these need from elsewhere is heavy (a host's framework; OR-Tools, more than all the rest together; Apprise with a
# hundred services), and only the tests need it: the demonstration does not fetch it.
HEAVY := adapters/gridjustice-apprise examples/django plugins/gridjustice-planner
# Webhooks are verified by the package for Node, too. Where there is no npm, the tests say what they skip.
NODE := $(if $(shell command -v npm),tests/node/node_modules/.ok)
CATALOGUES := $(shell find src $(ALL) -name '*.po' 2>/dev/null)

UV := .tools/bin/uv
BIN := .venv/bin
INSTALL := $(UV) pip install --quiet --python $(BIN)/python
export UV_PYTHON_DOWNLOADS = never

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check style types layers dependencies changelog hygiene format bench walks torture mutation lock catalogues reference docs setup clean

help:  ## what can be asked for (this list)
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: .venv/.members .venv/.catalogues  ## a court of Yanbian at work: real places, invented people
	@$(BIN)/gridjustice demo

test: .venv/.members .venv/.catalogues .venv/.test $(NODE)  ## every test (ARGS='-k text' chooses, JOBS=8 runs more at once)
	@echo "== tests"
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile $(ARGS)

check: .venv/.members .venv/.catalogues .venv/.dev  ## what a change must pass beside the tests: the next six together
	@$(MAKE) --no-print-directory --keep-going style types layers dependencies changelog hygiene

style: .venv/.dev  ## ruff: rules and format
	@echo "== style: ruff"
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet || { echo "the files above are not formatted: make format"; exit 1; }

types: .venv/.members .venv/.dev  ## mypy, strict
	@echo "== types: mypy"
	@$(BIN)/mypy

layers: .venv/.members .venv/.dev  ## who may import whom
	@echo "== layers: import-linter"
	@PYTHONPATH=$(TEMPLATE)/src $(BIN)/lint-imports

dependencies: .venv/.members .venv/.dev  ## every distribution declares what it imports, and nothing more
	@set -e; for folder in . $(ALL); do echo "== dependencies: deptry in $$folder"; \
		(cd $$folder && $(CURDIR)/$(BIN)/deptry --no-ansi src); done

changelog: .venv/.dev  ## the change log can be put together from its fragments
	@echo "== changelog: towncrier"
	@$(BIN)/towncrier build --draft --version next >/dev/null

hygiene: .venv/.members .venv/.catalogues .venv/.dev  ## hosts, hashes, catalogues, versions, doors (tests/architecture)
	@echo "== hygiene: tests/architecture"
	@$(BIN)/python -m pytest --quiet tests/architecture

format: .venv/.dev  ## put the code in the house's form
	@$(BIN)/ruff check --quiet --fix-only
	@$(BIN)/ruff format

bench: .venv/.members .venv/.catalogues .venv/.test  ## measures, on this machine (ARGS='--help')
	@$(BIN)/python -m benchmarks $(ARGS)

walks: .venv/.members .venv/.catalogues .venv/.test  ## 10,000 disputes walked by chance, with hostile actors (WALKS=500 fewer, ARGS='--seed 7' one)
	@$(BIN)/python -m tests.property.long_walks --disputes $(WALKS) --jobs $(JOBS) $(ARGS)

torture: .venv/.members .venv/.catalogues .venv/.test  ## processes killed at random instants under load (KILLS=200, ARGS='--seed 7')
	@$(BIN)/python -m tests.end_to_end.killing --kills $(KILLS) $(ARGS)

mutation: .venv/.members .venv/.catalogues .venv/.test  ## leave each guard, when and limit out of the dispute's tables: a test must fail (ARGS='--only bring')
	@$(BIN)/python tools/mutate_table.py --jobs $(JOBS) $(ARGS)

catalogues: .venv/.members .venv/.catalogues  ## compile the sentences of the three languages that changed

reference: .venv/.members .venv/.catalogues .venv/.test  ## write the pages of docs/reference again, from the code and the law's data
	@$(BIN)/python -m tools.make_reference

docs: .venv/.docs  ## the documentation as pages: build/docs/index.html (a warning is an error)
	@echo "== docs: sphinx"
	@$(BIN)/python -m sphinx --fail-on-warning --keep-going --nitpicky --quiet -c docs -d build/doctrees -b html . build/docs \
		|| { rm -rf build/doctrees; exit 1; }  # what warned is read again the next time
	@echo "build/docs/index.html"

setup: .venv/.members .venv/.catalogues .venv/.test .venv/.dev $(NODE)  ## everything of the above installed, nothing run

clean:  ## remove whatever make has made
	rm -rf .venv .tools tests/node/node_modules build .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage .coverage.* htmlcov
	find src $(ALL) -name '*.mo' -delete

# How it is installed. `.tools` holds uv alone; `.venv` grows by the sets of requirements/, each pinned and hashed.

$(UV): requirements/uv.txt
	@test -n "$(PY)" || { echo "make: no python >= 3.11 found; name one: make PY=/path/to/python"; exit 1; }
	@$(PY) -m pip --version >/dev/null 2>&1 || { echo "make: $(PY) has no pip; on Debian: apt-get install python3-pip"; exit 1; }
	@echo "== fetching uv with the pip of $(PY)"
	@$(PY) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --upgrade --require-hashes \
		--only-binary :all: --target .tools --requirement $<
	@touch $@

.venv/pyvenv.cfg: | $(UV)
	@$(UV) venv --quiet --allow-existing --python "$(PY)" .venv

.venv/.%: requirements/%.txt | .venv/pyvenv.cfg
	@echo "== installing requirements/$*.txt"
	@$(INSTALL) --require-hashes --requirement $<
	@touch $@

.venv/.members: $(PROJECTS) hatch_build.py | .venv/.demo
	@echo "== installing gridjustice and $(words $(MEMBERS)) more from this folder"
	@$(INSTALL) --no-deps --no-build-isolation --editable . $(MEMBERS:%=--editable ./%)
	@touch $@

tests/node/node_modules/.ok: tests/node/package-lock.json tests/node/.npmrc
	@echo "== installing $<"
	@npm ci --prefix tests/node --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

.venv/.catalogues: $(CATALOGUES) | .venv/.demo
	@$(BIN)/python tools/compile_catalogues.py
	@touch $@

# The lock: versions and hashes without hosts. dev is the widest set; the others take its versions.

LOCK = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	--no-emit-find-links --exclude-newer '3 days' $(UPGRADE)
LOCAL = $(shell sed -n 's/^name = "\(gridjustice.*\)"/--no-emit-package \1/p' $(PROJECTS))

lock: | $(UV)  ## write requirements/*.txt from *.in and the pyproject.toml files (UPGRADE=--upgrade for newer ones)
	@echo "== locking"
	@$(LOCK) requirements/uv.in --output-file requirements/uv.txt
	@$(LOCK) $(PROJECTS) requirements/dev.in $(LOCAL) --output-file requirements/dev.txt
	@$(LOCK) $(PROJECTS) requirements/test.in $(LOCAL) --constraint requirements/dev.txt --output-file requirements/test.txt
	@$(LOCK) $(filter-out $(HEAVY:%=%/pyproject.toml),$(PROJECTS)) requirements/build.in $(LOCAL) --constraint requirements/dev.txt --output-file requirements/demo.txt
	@$(LOCK) requirements/docs.in --constraint requirements/dev.txt --output-file requirements/docs.txt
