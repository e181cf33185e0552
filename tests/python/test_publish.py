"""A build that stops, or is killed, leaves the database whole and as it was."""

import errno
import os
import random
import signal
import subprocess
import sys
import time

import duckdb
import pytest

from customer_segmentation.command import publish
from customer_segmentation.command.publish import copy_of, workshop
from customer_segmentation.errors import BuildError

#: Another process, which says when it has done what it was asked, and then waits.
WAITING = "import sys, duckdb, time; {}; print('ready', flush=True); time.sleep(60)"
BUILD = """
import sys, duckdb
from pathlib import Path
from customer_segmentation.command.publish import copy_of
print("ready", flush=True)
with copy_of(Path(sys.argv[1])) as copy, duckdb.connect(str(copy)) as connection:
    for table in ("one", "other"):
        connection.execute(
            f"create or replace table {table} as select {sys.argv[2]} as state"
            " from range(1000000)"
        )
"""


def write(path, state):
    with duckdb.connect(str(path)) as connection:
        for table in ("one", "other"):
            connection.execute(
                f"create or replace table {table} as select {state} state"
            )


def states(path):
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(
            "select distinct state from one union select distinct state from other"
        ).fetchall()


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "some.duckdb"
    write(path, 0)
    return path


@pytest.fixture
def other_process(database):
    """Starts processes on the database that hold it until the test is over."""
    processes = []

    def start(statement):
        code = WAITING.format(statement.replace("PATH", repr(str(database))))
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        processes.append(process)
        assert process.stdout.readline() == b"ready\n"
        return process

    yield start
    for process in processes:
        process.kill()
        process.wait()


def left_in(database):
    return list(workshop(database).iterdir())


def test_what_was_built_replaces_what_was_there(database):
    with copy_of(database) as copy:
        write(copy, 1)
        assert states(database) == [(0,)]
    assert states(database) == [(1,)]
    assert left_in(database) == []


def test_the_first_build_makes_the_database(tmp_path):
    with copy_of(tmp_path / "deep" / "new.duckdb") as copy:
        write(copy, 1)
    assert states(tmp_path / "deep" / "new.duckdb") == [(1,)]


def test_views_hold_in_its_place(database):
    with copy_of(database) as copy, duckdb.connect(str(copy)) as connection:
        connection.execute('create view seen as from "some".main.one')
    with duckdb.connect(str(database)) as connection:
        assert connection.execute("from seen").fetchall() == [(0,)]


def test_an_error_leaves_it_to_the_byte(database):
    before = database.read_bytes()

    def stopping():
        with copy_of(database) as copy:
            write(copy, 1)
            raise BuildError("Enough.")

    with pytest.raises(BuildError, match="Enough"):
        stopping()
    assert database.read_bytes() == before
    assert left_in(database) == []


def test_a_reader_keeps_what_it_reads(database, other_process):
    other_process("c = duckdb.connect(PATH, read_only=True)")
    with duckdb.connect(str(database), read_only=True) as reader:
        with copy_of(database) as copy:
            write(copy, 1)
        assert reader.execute("select state from one").fetchall() == [(0,)]
    assert states(database) == [(1,)]


def check_refuses(database, *words):
    before = database.read_bytes()
    with pytest.raises(BuildError) as refused, copy_of(database):
        pytest.fail("It must not build.")
    for word in words:
        assert str(word) in str(refused.value)
    assert "\n" not in str(refused.value)
    assert database.read_bytes() == before


def test_a_writer_is_named(database, other_process):
    writer = other_process("c = duckdb.connect(PATH)")
    check_refuses(database, database, "open for writing", f"PID {writer.pid}")


def test_two_builds_do_not_meet(database):
    with copy_of(database):
        check_refuses(database, "Another build", "under way")


@pytest.mark.parametrize("content", [b"age,job\n1,2\n", b"x", b"\0" * 9000])
def test_what_is_no_database_is_not_touched(tmp_path, content):
    path = tmp_path / "contacts.csv"
    path.write_bytes(content)
    check_refuses(path, path, "no DuckDB database")


def test_a_folder_is_no_database(tmp_path):
    with pytest.raises(BuildError, match="directory"), copy_of(tmp_path):
        pass


def test_a_link_still_leads_to_it(database, tmp_path):
    link = tmp_path / "link.duckdb"
    link.symlink_to(database)
    with copy_of(link.resolve()) as copy:
        write(copy, 1)
    assert link.is_symlink()
    assert states(link) == [(1,)]


def test_what_another_wrote_meanwhile_is_kept(database):
    def building():
        with copy_of(database):
            write(database, 2)

    with pytest.raises(BuildError, match="Another process changed"):
        building()
    assert states(database) == [(2,)]


@pytest.mark.parametrize("kept_share", [1.0, 0.5, 0.01])
def test_what_a_killed_writer_left_beside_it(database, other_process, kept_share):
    """The log of what it had committed; torn, it ends with what is whole of it."""
    writer = other_process(
        "c = duckdb.connect(PATH); c.execute('set wal_autocheckpoint = \"1TB\"');"
        " [c.execute(f'create or replace table {t} as select 3 as state')"
        " for t in ('one', 'other')]"
    )
    writer.kill()
    writer.wait()
    log = database.with_name("some.duckdb.wal")
    log.write_bytes(log.read_bytes()[: int(kept_share * log.stat().st_size)])
    with copy_of(database):
        pass
    assert set(states(database)) <= {(0,), (3,)}
    assert kept_share < 1 or states(database) == [(3,)]
    assert not log.exists()


def test_a_full_disk_is_said(database, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(publish.shutil, "copyfile", full)
    monkeypatch.setattr(publish.fcntl, "ioctl", full)
    check_refuses(database, "The disk of", "is full", "as it was")


@pytest.mark.parametrize("kills", [15, pytest.param(200, marks=pytest.mark.long)])
def test_a_killed_build_leaves_one_whole_state(database, kills):
    """At any moment, that in which the database is replaced among them."""
    moments = random.Random(0)  # noqa: S311
    last = 0
    for state in range(1, kills + 1):
        process = subprocess.Popen(
            [sys.executable, "-c", BUILD, database, str(state)], stdout=subprocess.PIPE
        )
        assert process.stdout.readline() == b"ready\n"
        time.sleep(moments.uniform(0, 0.4))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert states(database) in ([(last,)], [(state,)])
        [(last,)] = states(database)
    with copy_of(database) as copy:
        write(copy, "-1")
    assert states(database) == [(-1,)]
