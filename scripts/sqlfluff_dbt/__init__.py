"""What dbt gives a template, for sqlfluff: its Jinja templater imports these names.

sqlfluff's own dbt templater compiles through the adapter and so needs the lock of the
database. Here nothing is executed: vars come from ``dbt_project.yml``, a relation is
its name, and queries return no rows, as while dbt parses. The names `return`,
`tojson`, `fromjson` and `this` come from sqlfluff's dbt built-ins.
"""

import datetime
import hashlib
import re
from pathlib import Path
from types import SimpleNamespace

import yaml
from jinja2 import pass_context

PROJECT_FILE = Path(__file__).resolve().parents[2] / "dbt_project.yml"


def _lint_vars():
    """Take the vars of the project, cut down to what writes each form of SQL once.

    With all features and 32 bins the models are long, and linting takes minutes; one
    feature of each form, and of the first pair, shows sqlfluff the same lines.
    """
    # Read anew for each file that is linted: by the C parser, where there is one.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = PROJECT_FILE.read_text(encoding="utf-8")
    given = yaml.load(text, Loader=loader)["vars"]  # noqa: S506
    pairs = given["interactions"][:1]
    needed = {name for pair in pairs for name in pair}
    features, forms = {}, set()
    for name, entry in given["features"].items():
        form = (entry["kind"], "expression" in entry, "missing" in entry)
        if name in needed or form not in forms:
            features[name] = {key: entry[key] for key in entry if key != "bins"}
            forms.add(form)
    return given | {
        "features": features,
        "interactions": pairs,
        "number_bins": 2,
        "metric_groups": dict(list(given["metric_groups"].items())[:1]),
    }


VARS = _lint_vars()

execute = False
flags = SimpleNamespace(WHICH="parse", FULL_REFRESH=False, PROFILES_DIR=".")
target = SimpleNamespace(
    name="dev", type="duckdb", schema="main", database="lint", threads=1
)
modules = SimpleNamespace(re=re, datetime=datetime)
run_started_at = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
invocation_id = "lint"
model = SimpleNamespace(resource_type="model")


def var(name, default=None):
    """Return a var of the project, not a placeholder."""
    if name not in VARS and default is None:
        raise KeyError(f"dbt_project.yml has no var {name!r}")
    return VARS.get(name, default)


def env_var(name, default=""):
    """Return the default: linting does not depend on the environment."""
    return default


def ref(*names, **_):
    """Return the name of a model."""
    return names[-1]


def source(schema, table):
    """Return the name of a source table."""
    return f"{schema}.{table}"


def config(*_, **__):
    """Render as nothing, like dbt's."""
    return ""


def run_query(_):
    """Return no rows: nothing is executed."""
    return []


def is_incremental():
    """Lint the query that builds from scratch."""
    return False


def local_md5(text):
    """Take a digest, as dbt does."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def log(*_, **__):
    """Say nothing."""
    return ""


def _stop(sentence):
    raise ValueError(sentence)


exceptions = SimpleNamespace(raise_compiler_error=_stop, warn=log)


@pass_context
def _dispatch(context, name, _package=None):
    """Take the body that is written for DuckDB."""
    return context.resolve(f"default__{name}")


adapter = SimpleNamespace(quote=lambda name: f'"{name}"', dispatch=_dispatch)
