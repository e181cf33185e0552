# The commands of the project. Everything they install or make stays in this folder.
#
#   make configure DATA=path.csv      finds out what your table holds, and writes the vars that
#            OUTCOME=y KEY=id         say so into dbt_project.yml, where all commands find them;
#            PROSPECTS=new.csv        ANEW=1 forgets what you changed there
#   make run                          what is configured; at first, the synthetic sample
#   make run DATA=path.csv            your contacts: a path or glob of CSV or Parquet
#            PROSPECTS=path.csv       and those whose outcome is not known yet
#            CONFIG=examples/x.yml    and what their columns are
#            VARS='{threshold: 0.3}'  and any other var
#   make run DATA=uci                 downloads UCI Bank Marketing
#   make run VERBOSE=1                with all that dbt says
#   make score PROSPECTS=path.csv     scores new prospects with the active model
#   make report                       page and list of the last build, again
#        CONTACTS=called PARQUET=1    with the rows of the list in the page; as Parquet too
#   make query SQL='from ...'         asks the database
#   make test                         lint, tests, a whole build on sample and real data
#   make test-long                    thousands of drawn files, a build killed fifty times, and
#                                     known flaws of the libraries: once per release
#   make study DATA=path.csv          published protocols, interactions, what oversampling
#                                     brings, the past replayed (many minutes)
#   make bench ROWS=1000000,45000000  what scoring costs, beside copying the raw table,
#                                     pandas with scikit-learn, and orbital
#   make bench-build                  where the time of a build goes
#   make bench-training ROWS=100000   what training costs, by train rows;
#        LABELLED=45000000            the same with dbt, by labelled contacts
#   make docs                         one HTML page with models, columns and lineage

VENV := .venv
PYTHON := $(VENV)/bin/python
export DBT_PROFILES_DIR := $(CURDIR)
export DBT_PROJECT_DIR := $(CURDIR)

# What a user may give. A value reaches the program as it was typed, in the environment: make
# does not expand a `$` in it, and no shell reads it as anything but one word.
VALUES := DATA PROSPECTS CONFIG VARS OUTCOME KEY ANEW ROWS LABELLED CONTACTS PARQUET SQL VERBOSE
$(foreach name,$(VALUES),$(eval override $(name) := $$(value $(name))))
export $(VALUES)

.PHONY: configure run score report query test test-long study bench bench-build bench-training docs lock clean

run: $(VENV)/.ready
	@$(PYTHON) -m customer_segmentation $${DATA:+"--contacts=$$DATA"} \
	    $${PROSPECTS:+"--prospects=$$PROSPECTS"} $${CONFIG:+"--config=$$CONFIG"} \
	    $${VARS:+"--vars=$$VARS"}

score: $(VENV)/.ready
	@$(PYTHON) -m customer_segmentation --score $${DATA:+"--contacts=$$DATA"} \
	    $${PROSPECTS:+"--prospects=$$PROSPECTS"} $${CONFIG:+"--config=$$CONFIG"} \
	    $${VARS:+"--vars=$$VARS"}

report: $(VENV)/.ready
	@$(PYTHON) -m customer_segmentation.report $${CONTACTS:+"--contacts=$$CONTACTS"} \
	    $${PARQUET:+--parquet}

query: $(VENV)/.ready
	@$(PYTHON) -m customer_segmentation.command.query $${SQL:+"$$SQL"}

configure: $(VENV)/.ready
	@$(PYTHON) -m customer_segmentation.command.configure $${DATA:+"--contacts=$$DATA"} \
	    $${PROSPECTS:+"--prospects=$$PROSPECTS"} $${OUTCOME:+"--outcome=$$OUTCOME"} \
	    $${KEY:+"--key=$$KEY"} $${ANEW:+"--anew=$$ANEW"}

study: $(VENV)/.ready
	@$(PYTHON) -m customer_segmentation --study $${DATA:+"--contacts=$$DATA"} \
	    $${CONFIG:+"--config=$$CONFIG"} $${VARS:+"--vars=$$VARS"}

test: $(VENV)/.ready
	@$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/sqlfluff lint models tests macros
	@$(PYTHON) -m pytest -n auto --dist loadfile

test-long: $(VENV)/.ready
	@HYPOTHESIS_FILES=2000 $(PYTHON) -m pytest -m "long or drawn"
	@sh scripts/audit.sh $(VENV)

bench: $(VENV)/.ready
	@$(PYTHON) -m customer_segmentation.bench scoring $${ROWS:+"--rows=$$ROWS"} \
	    $${DATA:+"--data=$$DATA"}

bench-build: $(VENV)/.ready
	@$(PYTHON) -m customer_segmentation.bench build $${DATA:+"--data=$$DATA"}

bench-training: $(VENV)/.ready
	@$(PYTHON) -m customer_segmentation.bench training $${ROWS:+"--rows=$$ROWS"} \
	    $${LABELLED:+"--labelled=$$LABELLED"} $${DATA:+"--data=$$DATA"}

docs: $(VENV)/.ready
	@$(VENV)/bin/dbt docs generate --static
	@echo "Documentation: $$DBT_PROJECT_DIR/target/static_index.html"
	@echo "Its overview links to a lineage that reads: the main line, or one layer."

$(VENV)/.ready: requirements.lock pyproject.toml
	@sh scripts/set_up.sh $(VENV)
	@touch $@

# With the extras of each requirement, which pip wants to see where hashes are required.
lock:
	uv pip compile --quiet --universal --generate-hashes --no-strip-extras --extra dev \
	    --no-annotate --no-header pyproject.toml --output-file requirements.lock

clean:
	rm -rf $(VENV) target logs
