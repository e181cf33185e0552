"""A build works in a copy of the database, which replaces it when all is well.

Whoever reads the database keeps what was there before, whole, until then; a build that
stops, or is killed, leaves it untouched.
"""

import contextlib
import errno
import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb

from customer_segmentation.errors import BuildError

#: Linux: let two files share their blocks until one of them changes.
FICLONE = 0x40049409
MARK = b"DUCK"

_State = tuple[int, int, int] | None


@contextlib.contextmanager
def copy_of(database: Path) -> Iterator[Path]:
    """Give a copy to build in; on leaving it replaces the database.

    Parameters
    ----------
    database : Path
        It may not be there yet.

    Yields
    ------
    Path
        A file of the same name, as views name the database that it is the name of, in
        the folder `workshop` gives.

    Raises
    ------
    BuildError
        If the database is none, is open for writing elsewhere, or was changed
        meanwhile; if another build is under way, or the disk is full.

    Notes
    -----
    Where the file system can (Btrfs, XFS on Linux), the copy shares the
    blocks of the database and costs nothing; else it is read and written once. An error
    in the block leaves the database as it was.
    """
    folder = workshop(database)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise BuildError(_said(error, database)) from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BuildError(
                f"Another build of {database} is under way; wait until it is done."
            ) from error
        clear(folder)
        copy = folder / database.name
        try:
            before = _prepare(database, copy)
            yield copy
            if copy.exists():
                _settle(copy)
                _replace(database, copy, before)
        except (OSError, duckdb.Error) as error:
            raise BuildError(_said(error, database)) from error
        finally:
            clear(folder)
    finally:
        os.close(lock)


def workshop(database: Path) -> Path:
    """Find the folder, beside a database, of the copy that is built in.

    Parameters
    ----------
    database : Path

    Returns
    -------
    Path
    """
    return database.with_name(f".{database.name}.building")


def clear(folder: Path) -> None:
    """Remove what is in a folder; it stays, as its lock is what builds wait for.

    Parameters
    ----------
    folder : Path
    """
    for left in folder.iterdir():
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def _prepare(database: Path, copy: Path) -> _State:
    """Copy the database, where there is one, and tell what it was like."""
    if not database.exists():
        return None
    with database.open("rb") as file:
        start = file.read(12)
    if start and start[8:] != MARK:
        raise BuildError(
            f"The file {database} is no DuckDB database, so nothing was written to it; "
            "set DUCKDB_PATH to one, or to a file that is not there yet."
        )
    _settle(database)
    # Held while it is copied: nobody can write meanwhile.
    with duckdb.connect(str(database), read_only=True):
        _clone(database, copy)
        return _state(database)


def _settle(database: Path) -> None:
    """Bring into the file what an interrupted build has left beside it."""
    log = database.with_name(f"{database.name}.wal")
    if log.exists():
        with duckdb.connect(str(database)) as connection:
            connection.execute("checkpoint")
        # Of a torn one, DuckDB leaves the end that it could not read.
        log.unlink(missing_ok=True)


def _clone(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("wb") as written:
        try:
            fcntl.ioctl(written, FICLONE, read.fileno())
        except OSError:
            shutil.copyfile(source, target)
    shutil.copymode(source, target)


def _replace(database: Path, copy: Path, before: _State) -> None:
    if _state(database) != before:
        raise BuildError(
            f"Another process changed {database} during this build, which is therefore "
            "not put in its place; run again."
        )
    with copy.open("rb") as file:
        os.fsync(file.fileno())
    copy.replace(database)
    folder = os.open(database.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _state(database: Path) -> _State:
    if not database.exists():
        return None
    found = database.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _said(error: Exception, database: Path) -> str:
    """Say in a sentence why a database cannot be opened, copied or replaced."""
    if is_full_disk(str(error)) or getattr(error, "errno", None) == errno.ENOSPC:
        return full_disk(database)
    text = str(error).split("\n")[0]
    if "set lock on file" in text:
        process = re.search(r"PID (\d+)", text)
        return (
            f"The database {database} is open for writing in another process"
            f"{f' (PID {process[1]})' if process else ''}; close it there, and run "
            "again."
        )
    return f"The database {database} cannot be used: {text}"


def is_full_disk(text: str) -> bool:
    """Tell whether an error is that of a full disk.

    Parameters
    ----------
    text : str

    Returns
    -------
    bool
    """
    return "No space left on device" in text or "Disk quota exceeded" in text


def full_disk(database: Path) -> str:
    """Say that the disk is full.

    Parameters
    ----------
    database : Path

    Returns
    -------
    str
    """
    size = database.stat().st_size if database.exists() else 0
    return (
        f"The disk of {database.parent} is full; the database is as it was. A build "
        f"works in a copy of it ({size / 1e6:,.0f} MB now) and needs room for what it "
        "adds: make room, or set DUCKDB_PATH to another disk."
    )
