"""The benchmarks run and say what they measured; how long things take is not tested."""

import os
import sys
import typing
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from customer_segmentation.bench import (
    __main__,
    learning,
    orbital_sql,
    run_training,
)
from customer_segmentation.bench.building import START_UP, node_costs, summary
from customer_segmentation.bench.charts import build_chart, ticks
from customer_segmentation.bench.comparing import with_fixed_cost
from customer_segmentation.bench.measuring import Measurement, measure_command
from customer_segmentation.bench.orbital_sql import (
    OrbitalUnavailableError,
    orbital_queries,
)
from customer_segmentation.plots import save_chart

PROJECT = Path(__file__).parents[2]
SAMPLE = PROJECT / "seeds" / "sample_contacts.csv"


def run(*arguments, output):
    code = __main__.main(
        [
            *map(str, arguments),
            *("--data", str(SAMPLE), "--project", str(PROJECT)),
            *("--output", str(output)),
        ]
    )
    assert code == 0
    return output


def test_scoring_writes_one_row_per_way(tmp_path, capsys, monkeypatch):
    def no_orbital(folder, training):
        raise OrbitalUnavailableError("uv says: no network")

    monkeypatch.setattr(
        "customer_segmentation.bench.scoring.orbital_queries", no_orbital
    )
    run("scoring", "--rows", 5000, "--repeats", 1, output=tmp_path)

    result = pd.read_csv(tmp_path / "bench.csv")
    assert list(result.columns) == [
        "work",
        "rows",
        "measured_rows",
        "repeats",
        "wall_seconds",
        "cpu_nanoseconds_per_row",
        "peak_memory_mb",
        "ratio_to_copy",
        "database_mb",
        "fixed_cpu_seconds",
    ]
    assert list(result["work"]) == [
        "copy the raw table",
        "raw to predictions",
        "reasons for the called decile",
        "raw to segments",
        "pandas: read, predict, write back",
    ]
    assert (result["rows"] == 5000).all()
    assert (result.filter(like="_") > 0).all(axis=None)
    assert (tmp_path / "bench.png").stat().st_size > 10_000
    assert "orbital is skipped: uv says: no network\n" in capsys.readouterr().out


@pytest.mark.parametrize("step", ["oversample", "fit"])
def test_training_is_measured_on_rows_of_a_build(sample, step):
    measured = run_training.main(
        {"database": str(sample.database), "rows": 3000, "step": step}
    )
    assert measured.cpu_seconds > 0
    assert measured.peak_bytes > 50_000_000


def test_rows_are_replicated_each_with_a_key_of_its_own(sample):
    with duckdb.connect(sample.database, read_only=True) as connection:
        rows = run_training._replicated(connection, "train", 3000)
        assert len(rows) == rows["contact_id"].nunique() == 3000
        assert (rows["split"] == "train").all()
        assert len(run_training._balanced(connection, 3000)) == 3000


class FakeProject:
    """What the benchmark of training asks of dbt, without dbt."""

    trained: typing.ClassVar[list] = []
    latest = Measurement(3.0, 2.0, 5_000_000)

    def __init__(self, folder, database, memory_limit):
        self.database = database

    def train(self, contacts):
        self.trained.append(str(contacts))
        if str(contacts).startswith("relation:"):
            with duckdb.connect(self.database) as connection:
                self.trained += connection.sql(
                    "select count(*), count(y), count(distinct contact_id)"
                    " from raw.contacts"
                ).fetchall()


def test_training_is_measured_by_rows_and_by_labelled_contacts(tmp_path, monkeypatch):
    steps = []

    def in_own_process(module, arguments):
        steps.append((module, arguments["step"], arguments["rows"]))
        return Measurement(1.0, 1.5, 4_000_000)

    monkeypatch.setattr(learning, "Project", FakeProject)
    monkeypatch.setattr(learning, "in_own_process", in_own_process)
    run("training", "--rows", "3000,6000", "--labelled", 9000, output=tmp_path)

    assert FakeProject.trained == [
        str(SAMPLE), "relation:raw.contacts", (9000, 9000, 9000),
    ]  # fmt: skip
    assert steps == [
        ("run_training", step, rows)
        for rows in (3000, 6000)
        for step in ("oversample", "fit")
    ]
    result = pd.read_csv(tmp_path / "bench_training.csv")
    assert list(result["rows"]) == [3000, 3000, 6000, 6000, 9000]
    assert list(result["peak_memory_mb"]) == [4, 4, 4, 4, 5]
    assert (tmp_path / "bench_training.html").exists()


def test_a_file_that_is_not_there_is_said_in_one_line(capsys, tmp_path):
    code = __main__.main(["build", "--data", str(tmp_path / "absent.csv")])
    assert code == 1
    assert capsys.readouterr().err.count("\n") == 1


RESULTS = {
    "elapsed_time": 6.0,
    "results": [
        {"unique_id": "model.customer_segmentation.b", "execution_time": 2.0},
        {"unique_id": "test.customer_segmentation.t1.0a", "execution_time": 1.0},
        {"unique_id": "test.customer_segmentation.t2.0b", "execution_time": 1.5},
        {"unique_id": "model.customer_segmentation.a", "execution_time": 2.0},
    ],
}


def test_tests_are_counted_together_and_the_rest_is_starting():
    measured = Measurement(wall_seconds=10.0, cpu_seconds=12.0, peak_bytes=5_000_000)
    costs = node_costs(RESULTS, measured)
    assert list(costs["name"]) == [START_UP, "data tests", "a", "b"]
    assert list(costs["seconds"]) == [4.0, 2.5, 2.0, 2.0]
    assert list(costs["nodes"]) == [1, 2, 1, 1]
    lines = summary("cold", costs, measured).splitlines()
    assert lines[0] == "cold: 10.0 s, 12.0 s of CPU, 5 MB at the peak"
    assert lines[2].split() == ["2.50", "s", "data", "tests", "(2)"]


def test_the_chart_of_a_build_has_a_bar_per_state(tmp_path):
    costs = node_costs(RESULTS, Measurement(10.0, 12.0, 1))
    both = pd.concat([costs.assign(build="cold"), costs.assign(build="warm 1")])
    chart = build_chart(both)
    drawn = chart.data
    assert len(drawn) == 2 * len(costs)
    assert all(path.exists() for path in save_chart(chart, tmp_path, "build"))


def test_the_fixed_cost_is_that_of_next_to_no_rows():
    result = pd.DataFrame(
        {
            "work": ["copy", "score"] * 2,
            "rows": [10, 10, 1000, 1000],
            "cpu_nanoseconds_per_row": [1e7, 5e7, 4e5, 8e5],
        }
    )
    with_fixed = with_fixed_cost(result, 10)
    assert list(with_fixed["rows"]) == [1000, 1000]
    np.testing.assert_allclose(with_fixed["fixed_cpu_seconds"], [0.1, 0.5])


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(3, 40, [2, 5, 10, 20, 50]), (0.2, 1, [0.2, 0.5, 1])],
)
def test_ticks_enclose_what_is_drawn(low, high, expected):
    assert ticks(low, high) == pytest.approx(expected)


def test_a_command_is_measured_with_what_it_prints():
    script = (
        "import sys; sys.stderr.write('no'); x = bytearray(90_000_000); sys.exit(3)"
    )
    measured, code, printed = measure_command(
        [sys.executable, "-c", script], dict(os.environ)
    )
    assert (code, printed) == (3, "no")
    assert measured.peak_bytes > 90_000_000
    assert measured.wall_seconds > 0


def test_orbital_that_cannot_be_installed_says_why(tmp_path, monkeypatch):
    uv = tmp_path / "uv"
    uv.write_text(
        "#!/bin/sh\necho 'resolving ...' >&2\necho 'no network' >&2\nexit 2\n"
    )
    uv.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(OrbitalUnavailableError, match=r"^uv says: no network$"):
        orbital_queries(tmp_path / "orbital", SAMPLE)


def test_orbital_is_asked_for_a_query_of_each_size(tmp_path):
    """Where its environment is there already, nothing is installed."""
    (tmp_path / f"orbital-{orbital_sql.ORBITAL_VERSION}").touch()
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text("""#!/bin/sh\necho 'fitted'\necho '{"query": "select 1"}'\n""")
    python.chmod(0o755)
    queries = orbital_queries(tmp_path, SAMPLE)
    assert list(queries.values()) == ["select 1"] * len(orbital_sql.TREES)
    python.write_text("#!/bin/sh\necho 'refused: too deep' >&2\nexit 1\n")
    with pytest.raises(OrbitalUnavailableError, match="python says: refused: too deep"):
        orbital_queries(tmp_path, SAMPLE)
