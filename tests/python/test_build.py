"""The sentence that is left of what dbt says."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from customer_segmentation.command import build as build_module
from customer_segmentation.command.build import (
    build,
    first_reason,
    plain,
    target_folder,
)
from customer_segmentation.errors import BuildError

SENTENCE = "Var `threshold` is `2`; it must be a number between 0 and 1."


@pytest.mark.parametrize(
    "message",
    [
        SENTENCE,
        f"Compilation Error in macro check_vars (macros/config/check_vars.sql)\n"
        f"  {SENTENCE}\n  \n  > in macro stop_with (macros/config/stop_with.sql)\n"
        "  > called by macro check_vars (macros/config/check_vars.sql)",
        f"\n  {SENTENCE}\n\n  compiled code at target/x.sql",
        SENTENCE.replace("; it", ";\n  it"),
        "Runtime Error in model fitted_models (python_models/fitted_models.py)\n"
        "  Python model failed:\n  Traceback (most recent call last):\n"
        '    File "model.py", line 20, in model\n      raise KeyError(1) from error\n'
        "  KeyError: 1\n  The above exception was the direct cause of the following\n"
        f"  customer_segmentation.errors.ConfigurationError: {SENTENCE}\n  ",
    ],
    ids=["as it is", "within macros", "with a path", "on two lines", "of Python"],
)
def test_plain_leaves_the_sentence(message):
    assert plain(message) == SENTENCE


def node(name, status, message=""):
    return SimpleNamespace(
        status=status, message=message, node=SimpleNamespace(name=name)
    )


def test_the_first_failure_is_the_reason():
    nodes = [
        node("stg_contacts", "success"),
        node("models", "error", "Compilation Error in model models (x.sql)\n  Why.\n"),
        node("predictions", "skipped"),
        node("other", "error", "Later."),
    ]
    result = SimpleNamespace(result=SimpleNamespace(results=nodes), exception=None)
    assert first_reason(result) == "Why. [models]"


def test_without_nodes_the_exception_is_the_reason():
    result = SimpleNamespace(result=None, exception=ValueError("No profile."))
    assert first_reason(result) == "No profile."
    result = SimpleNamespace(result=None, exception=None)
    assert "did not say" in first_reason(result)


class Recorder:
    """Stands for dbt: notes what it is asked for."""

    def __init__(self, success):
        self.success = success
        self.commands = []

    def __call__(self, callbacks=()):
        self.callbacks = callbacks
        return self

    def invoke(self, command):
        self.commands.append(command)
        return SimpleNamespace(
            success=self.success, result=None, exception=ValueError("No profile.")
        )


def test_build_runs_dbt_on_the_project(monkeypatch, tmp_path):
    monkeypatch.delenv("DUCKDB_PATH", raising=False)
    dbt = Recorder(success=True)
    monkeypatch.setattr(build_module, "dbtRunner", dbt)
    database = build(tmp_path, {"threshold": 0.3}, ["--threads", "1"])
    assert database == tmp_path / "warehouse" / "customer_segmentation.duckdb"
    assert database.parent.is_dir()
    [command] = dbt.commands
    assert command[0] == "build"
    assert command[command.index("--vars") + 1] == '{"threshold": 0.3}'
    assert command[-2:] == ["--threads", "1"]
    assert command.count(str(tmp_path)) == 2


def test_a_verbose_build_prints_what_dbt_says(monkeypatch, tmp_path):
    dbt = Recorder(success=True)
    monkeypatch.setattr(build_module, "dbtRunner", dbt)
    build(tmp_path, {})
    assert "none" in dbt.commands[-1]
    assert len(dbt.callbacks) == 1
    monkeypatch.setenv("VERBOSE", "1")
    build(tmp_path, {})
    assert "none" not in dbt.commands[-1]
    assert not dbt.callbacks


def test_page_and_list_stand_where_dbt_writes(monkeypatch, tmp_path):
    monkeypatch.delenv("DBT_TARGET_PATH", raising=False)
    assert target_folder(tmp_path) == tmp_path / "target"
    assert target_folder(tmp_path, ["--target-path", "/x"]) == Path("/x")
    monkeypatch.setenv("DBT_TARGET_PATH", "other")
    assert target_folder(tmp_path) == tmp_path / "other"


def test_the_environment_names_the_database(monkeypatch, tmp_path):
    monkeypatch.setenv("DUCKDB_PATH", str(tmp_path / "deep" / "other.duckdb"))
    monkeypatch.setattr(build_module, "dbtRunner", Recorder(success=True))
    assert build(tmp_path, {}) == tmp_path / "deep" / "other.duckdb"
    assert (tmp_path / "deep").is_dir()


def test_a_build_that_fails_says_why(monkeypatch, tmp_path):
    monkeypatch.setenv("DUCKDB_PATH", str(tmp_path / "other.duckdb"))
    monkeypatch.setattr(build_module, "dbtRunner", Recorder(success=False))
    with pytest.raises(BuildError, match="No profile"):
        build(tmp_path, {})
