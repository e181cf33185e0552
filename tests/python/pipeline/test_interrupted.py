"""An interrupted build leaves what was there, and the next one is undisturbed."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import duckdb
import pytest

from conftest import CHEAP, ROOT, WITHOUT_TESTS
from customer_segmentation.command.publish import workshop

#: A build of which every public table of `scoring` differs from those of the sample.
CHANGED = CHEAP | {"threshold": 0.3}


@pytest.fixture(scope="module")
def built(sample, tmp_path_factory):
    """A database that holds results, and was built by a process of its own before."""
    return sample.copy(tmp_path_factory.mktemp("interrupted"))


def start(warehouse):
    return subprocess.Popen(
        [sys.executable, "-m", "customer_segmentation", "--vars", json.dumps(CHANGED),
         "--", *warehouse.dbt_arguments, *WITHOUT_TESTS],
        cwd=ROOT, env=os.environ | {"DUCKDB_PATH": str(warehouse.database)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip


def is_left(process):
    """Whether any process of its group runs on."""
    for _ in range(20):
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.1)
    return True


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [(signal.SIGINT, 130, "Ctrl-C"),
     pytest.param(signal.SIGTERM, 143, "SIGTERM", marks=pytest.mark.long),
     pytest.param(signal.SIGKILL, -signal.SIGKILL, "", marks=pytest.mark.long)],
)  # fmt: skip
def test_a_stop_in_the_middle(built, sample, number, code, words):
    process = start(built)
    for line in process.stdout:
        if line.startswith("training"):
            break
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == code, errors
    assert "Traceback" not in errors
    if words:
        assert errors.strip().endswith(
            f"Stopped: interrupted by {words}; the database is as it was."
        )
        assert not (workshop(built.database) / built.database.name).exists()
    assert not is_left(process)
    assert built.results() == sample.results()


@pytest.mark.long
def test_kills_at_any_moment(built, sample, tmp_path):
    """Drawn from the whole build; afterwards one equals a build that went through."""
    undisturbed = sample.copy(tmp_path / "undisturbed")
    begun = time.perf_counter()
    process = start(undisturbed)
    process.communicate()
    assert process.returncode == 0
    seconds = time.perf_counter() - begun
    before, after = built.results(), undisturbed.results()
    moments = random.Random(0)  # noqa: S311
    states = []
    for _ in range(int(os.environ.get("KILLS", "50"))):
        process = start(built)
        time.sleep(moments.uniform(0, 1.05 * seconds))
        process.kill()
        process.communicate()
        results = built.results()
        assert results == before or told(results) == told(after)
        states.append(results != before)
        with duckdb.connect(str(built.database)) as connection:
            connection.execute("checkpoint")
        if states[-1]:
            sample.copy(built.folder)
    process = start(built)
    process.communicate()
    assert process.returncode == 0
    assert told(built.results()) == told(after)


def told(results):
    """What does not depend on when it was built."""
    return {
        table: [
            [value for value in row if not hasattr(value, "year")] for row in rows
        ]
        for table, rows in results.items()
    }  # fmt: skip
