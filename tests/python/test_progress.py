"""The lines of a build: one per layer, and what dbt warns of."""

import json
import os
from types import SimpleNamespace

import pytest

from customer_segmentation.command import query
from customer_segmentation.command.progress import Progress, layers_of


@pytest.fixture
def manifest(tmp_path):
    nodes = {
        name: {"unique_id": name, "resource_type": kind, "fqn": fqn}
        for name, kind, fqn in [
            ("seed.contacts", "seed", ["p", "contacts"]),
            ("model.stg", "model", ["p", "staging", "stg"]),
            ("test.stg", "test", ["p", "staging", "stg__is_key"]),
            ("model.split", "model", ["p", "features", "split"]),
            ("operation.hook", "operation", ["p", "hook"]),
        ]
    }
    unit = {"unique_id": "unit.split", "resource_type": "unit_test",
            "fqn": ["p", "features", "split", "works"]}  # fmt: skip
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({"nodes": nodes, "unit_tests": {"unit.split": unit}}))
    return path


def event(name, node="", level="debug", message=""):
    kind = node.partition(".")[0].replace("unit", "unit_test")
    info = SimpleNamespace(name=name, level=level, msg=message)
    node_info = SimpleNamespace(unique_id=node, resource_type=kind)
    result = SimpleNamespace(execution_time=1.25)
    data = SimpleNamespace(node_info=node_info, run_result=result)
    return SimpleNamespace(info=info, data=data)


def run(progress, *nodes):
    for node in nodes:
        progress(event("NodeStart", node))
        progress(event("NodeFinished", node))


def test_each_node_is_of_the_layer_of_its_folder(manifest):
    assert layers_of(manifest) == {
        "seed.contacts": "seeds", "model.stg": "staging", "test.stg": "staging",
        "model.split": "features", "unit.split": "features",
    }  # fmt: skip


def test_a_layer_is_printed_once_it_is_done(manifest, capsys):
    progress = Progress(manifest)
    run(progress, "seed.contacts", "unit.split", "model.stg", "operation.hook")
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        "seeds"
    ]
    run(progress, "model.split", "test.stg")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines] == [
        ["features", "1", "tables", "1", "checks", "2.5", "s"],
        ["staging", "1", "tables", "1", "checks", "2.5", "s"],
    ]
    progress.close()
    assert capsys.readouterr().out == ""


def test_a_part_of_a_layer_is_printed_at_the_end(manifest, capsys):
    progress = Progress(manifest)
    run(progress, "model.split", "model.stg")
    assert capsys.readouterr().out == ""
    progress.close()
    lines = [line.split()[:3] for line in capsys.readouterr().out.splitlines()]
    assert lines == [["features", "1", "tables"], ["staging", "1", "tables"]]


def test_warnings_and_failures_are_printed_in_full(manifest, capsys):
    progress = Progress(manifest)
    progress(event("Formatting", level="info", message="Running with dbt"))
    progress(event("LogTestResult", level="warn", message="1 of 2 WARN 3 x"))
    progress(
        event(
            "RunResultWarning", level="warn",
            message="\x1b[33mWarning in test x\x1b[0m\n  Got 3",
        )
    )  # fmt: skip
    for _ in range(2):  # dbt says it again at the end
        progress(event("RunResultError", level="error", message="No such column"))
    printed = capsys.readouterr().out
    assert printed == "Warning in test x\n  Got 3\nNo such column\n"


def test_nothing_is_printed_of_a_build_that_never_began(tmp_path, capsys):
    Progress(tmp_path / "none.json").close()
    assert capsys.readouterr().out == ""


def test_the_sample_is_a_screen(sample):
    """Nine layers at most, and what they made."""
    lines = sample.run.output.strip().splitlines()
    layers = [line.split()[0] for line in lines[: lines.index("")]]
    assert set(layers) >= {"seeds", "staging", "training", "scoring", "report"}
    assert layers.index("staging") < layers.index("scoring")
    assert len(lines) <= 30
    assert lines[-1].startswith("Query ")


def test_the_query_that_a_build_ends_with_works(sample, monkeypatch, capsys):
    monkeypatch.setitem(os.environ, "DUCKDB_PATH", str(sample.database))
    statement = sample.run.output.strip().splitlines()[-1].split("'")[1]
    assert query.main([statement]) == 0
    assert "call_rank" in capsys.readouterr().out
    assert query.main([]) == 0
    assert "validation" in capsys.readouterr().out
    assert query.main(["from nowhere"]) == 1
    assert "nowhere" in capsys.readouterr().err


def test_a_query_without_a_database_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(os.environ, "DUCKDB_PATH", str(tmp_path / "none.duckdb"))
    assert query.main([]) == 1
    assert "There is no database" in capsys.readouterr().err
