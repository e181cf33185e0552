"""What the macros that read CSV files ask: how to read one, and whether it was."""

import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from customer_segmentation.errors import SourceError
from customer_segmentation.reading.careful_copy import CopyCounts, copy_carefully
from customer_segmentation.reading.csv_file import CsvFile, read_csv_file
from customer_segmentation.reading.line_census import LineCensus, count_lines

#: The careful copies of this build: where they are, and what they were made from.
_COPIES: dict[str, tuple[str, CopyCounts]] = {}


def describe_csv(path: str, separator: str) -> dict[str, Any]:
    """Describe the header of a CSV file.

    Parameters
    ----------
    path, separator : str
        See `read_csv_file`.

    Returns
    -------
    dict
        ``separator`` and ``columns``.
    """
    file = read_csv_file(path, separator)
    return {"separator": file.separator, "columns": list(file.columns)}


def prepare_csv(path: str, separator: str) -> str | None:
    """Choose what DuckDB reads.

    Parameters
    ----------
    path, separator : str
        See `read_csv_file`.

    Returns
    -------
    str or None
        A careful copy, where DuckDB would stumble over the file; None where it may try.
    """
    file = read_csv_file(path, separator)
    is_odd = file.header_line > 1 or file.is_cut or file.ends_in_returns
    if path not in _COPIES and (is_odd or not _census(path).is_plain):
        _copy(file)
    return _COPIES[path][0] if path in _COPIES else None


def recount_csv(path: str, separator: str, row_count: int, taken_count: int) -> bool:
    """Compare what was read with the lines of the file.

    Parameters
    ----------
    path, separator : str
        See `read_csv_file`.
    row_count : int
        How many rows were read, those that were set aside included.
    taken_count : int
        How many lines they say that they take.

    Returns
    -------
    bool
        Whether the lines are the header, those of the rows, and empty ones. If not,
        there is a careful copy now, and the file must be read again.

    Raises
    ------
    SourceError
        If not even the copy was read whole.
    """
    file, census = read_csv_file(path, separator), _census(path)
    counts = _COPIES[path][1] if path in _COPIES else None
    empty_count = counts.empty_count if counts else census.empty_at_end
    is_whole = file.header_line + taken_count + empty_count == census.line_count
    if is_whole and (counts is None or counts.record_count == row_count):
        return True
    if counts is None:
        _copy(file)
        return False
    raise SourceError(
        f"The {census.line_count} lines of {path} are not those of the {row_count} "
        "rows that were read; please report this with the file, it is a fault of the "
        "project."
    )


def line_counts(path: str, separator: str) -> dict[str, int]:
    """Count the lines of a file: all of them, and those down to its header."""
    file = read_csv_file(path, separator)
    return {"all": _census(path).line_count, "header": file.header_line}


def forget_copies() -> None:
    """Remove the careful copies."""
    while _COPIES:
        _, (copy, _) = _COPIES.popitem()
        Path(copy).unlink(missing_ok=True)


def _copy(file: CsvFile) -> None:
    handle, copy = tempfile.mkstemp(suffix=".csv", prefix="customer_segmentation_")
    os.close(handle)
    try:
        _COPIES[file.path] = copy, copy_carefully(file, copy)
    except OSError as error:
        Path(copy).unlink(missing_ok=True)
        raise SourceError(
            f"The file {file.path} needs a copy to be read with care, and {copy} "
            f"cannot be written ({error.strerror}); make room, or set TMPDIR to "
            "another folder."
        ) from error


def _census(path: str) -> LineCensus:
    state = os.stat(path)
    return _census_of(path, state.st_mtime_ns, state.st_size)


@cache
def _census_of(path: str, _changed_at: int, _size: int) -> LineCensus:
    return count_lines(path)
