# Everything a person does with this repository. `make` alone lists it.
# Paths are relative, so that the repository may lie in a folder with a space in its name; programs of the environment are
# called as modules, because their scripts hold its path.

.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory
# Without bytecode every process would compile Django and Wagtail again: seconds each time.
unexport PYTHONDONTWRITEBYTECODE

PY := .venv/bin/python
# Each file that is installed has one of the hashes that stand beside its version.
PIP := $(PY) -m pip --disable-pip-version-check --quiet install --no-input --no-compile --require-hashes
COMPILE := $(PY) -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-emit-index-url --generate-hashes \
	--custom-compile-command "make requirements"
TESTS ?= tests
# Dummies under which production settings load; `make check` looks at the settings, it serves nobody.
PRODUCTION := env -u ELASTICSEARCH_URL -u CACHE_URL DJANGO_SETTINGS_MODULE=cms.settings.production VAR_DIR=var/check \
	DATABASE_URL=sqlite:///var/check/check.sqlite3 SITE_URL=https://library.example.org \
	SECRET_KEY=checks-only-4wH2sPq9ZtVb7nKd3fRj8mXy5cLg6aTe1uWo0iQ
# Folders: djhtml finds the templates in them, and leaves JavaScript and style sheets alone.
TEMPLATES := access cdn changes cms community content_types graphql_api mailing queues review search webhooks web
TEST_SETTINGS := env DJANGO_SETTINGS_MODULE=cms.settings.test

.PHONY: help demo demo-reset test test-slow test-thorough coverage lint secrets secrets-baseline format types check schema web-models messages requirements audit clean changelog release-schema

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-24s %s\n", $$1, $$2 }'

# --- environment: the stamps are files, so what is up to date is not done again ---------------------------------------

.venv/bin/python:
	@echo "Making the Python environment in .venv …"
	@sh scripts/make-venv

.venv/production: requirements.txt web/requirements.txt | .venv/bin/python
	@echo "Installing what the platform needs …"
	@$(PIP) -r requirements.txt -r web/requirements.txt
	@touch $@

.venv/development: requirements.txt requirements-dev.txt web/requirements.txt | .venv/bin/python
	@echo "Installing what the tests and checks need …"
	@$(PIP) -r requirements.txt -r requirements-dev.txt -r web/requirements.txt
	@touch $@ .venv/production

# --- running -----------------------------------------------------------------------------------------------------------

demo: .venv/production ## the whole platform with a demo library: the site at http://localhost:8001, the editors' side at 8000 (SITE_PORT=, PORT=)
	@exec $(PY) scripts/run_demo.py

demo-reset: ## clear the demo's data
	rm -rf var/demo

# --- tests and checks --------------------------------------------------------------------------------------------------

test: .venv/development ## what every change must pass, on real services (TESTS=tests/graphql_api for some)
	@$(PY) -m tests.lanes fast $(TESTS)

test-slow: .venv/development ## what takes long: servers that fail, worker processes, generated queries, the demo
	@$(PY) -m tests.lanes slow $(TESTS)

test-thorough: .venv/development ## searches by chance: 5,000 generated queries, the worst query that passes the limits, 10,000 histories of who registers at once
	@$(PY) -m tests.lanes thorough $(TESTS)

coverage: .venv/development ## the fast lane once more, to list the lines and branches that no test runs
	@$(PY) -m tests.lanes coverage $(TESTS)

lint: .venv/development ## style, with ruff and djhtml; links of the documents
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m djhtml --tabwidth 2 --check $(TEMPLATES)
	$(PY) scripts/check_links.py

secrets: .venv/development ## no password or key in any file
	@git ls-files -z | xargs -0 $(PY) -m detect_secrets.pre_commit_hook --baseline .secrets.baseline --no-verify

secrets-baseline: .venv/development ## what is found now are dummies: look at the difference
	$(PY) -m detect_secrets scan --slim --no-verify --baseline .secrets.baseline

format: .venv/development ## mend the style
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	$(PY) -m djhtml --tabwidth 2 $(TEMPLATES)

types: .venv/development ## types, with mypy
	$(PY) -m mypy .

check: .venv/development ## migrations complete, schema file current, production settings safe
	$(TEST_SETTINGS) $(PY) manage.py makemigrations --check --dry-run
	$(TEST_SETTINGS) $(PY) manage.py graphql_schema --check
	@mkdir -p var/check
	$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING

schema: .venv/development ## write graphql_api/schema.graphql anew
	$(TEST_SETTINGS) $(PY) manage.py graphql_schema

web-models: ## what the site asks, typed, from schema and documents (an environment of its own, var/web-models)
	@test -x var/web-models/bin/ariadne-codegen || { python3 -m venv var/web-models && var/web-models/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r web/requirements-dev.txt; }
	@var/web-models/bin/python web/generate.py graphql_api/schema.graphql

messages: .venv/development ## compile words that the product says in place of Wagtail's, and labels in other languages (cms/locale, locale/ of a type), and the site's words
	@for folder in cms/locale content_types/*/locale; do \
	test ! -d "$$folder" || $(PY) -m babel.messages.frontend --quiet compile --directory "$$folder" --domain django || exit 1; done
	$(PY) -m babel.messages.frontend --quiet compile --directory web/locale --domain site

changelog: .venv/development ## move changelog.d/ into CHANGELOG.md (VERSION=1.4.0), or show it (VERSION=draft)
	@if [ "$(VERSION)" = draft ]; then $(PY) -m towncrier build --draft --version draft; \
	else $(PY) -m towncrier build --yes --version "$(VERSION)"; fi

release-schema: .venv/development ## make the current schema the released one (VERSION=1.4.0)
	$(TEST_SETTINGS) $(PY) manage.py graphql_schema --release "$(VERSION)"

requirements: .venv/development ## pin anew what pyproject.toml allows, with the hashes of every file
	$(COMPILE) pyproject.toml -o requirements.txt
	$(COMPILE) -c requirements.txt --extra semantic pyproject.toml -o requirements-semantic.txt
	$(COMPILE) -c requirements-semantic.txt --extra dev pyproject.toml -o requirements-dev.txt
	$(COMPILE) -c requirements-dev.txt web/requirements.in -o web/requirements.txt

audit: .venv/development ## known holes in what is installed in production; names what it has no data of
	$(PY) -m pip_audit --progress-spinner off --disable-pip --require-hashes -r requirements.txt -r requirements-semantic.txt

clean: ## remove the environment and everything that was built or run here
	rm -rf .venv var .pytest_cache .mypy_cache .ruff_cache .hypothesis
