"""One CSV file: its bytes, its separator and the names of its columns."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from customer_segmentation.errors import SourceError

SEPARATORS = (",", ";", "\t", "|")
#: A longer line is no row; DuckDB holds whole lines of twice this in memory.
LONGEST_LINE = 1 << 20
PACKED = {b"\x1f\x8b": ".gz", b"\x28\xb5\x2f\xfd": ".zst"}


@dataclass(frozen=True)
class CsvFile:
    """What the first lines of a CSV file say.

    Attributes
    ----------
    path : str
    separator : str
        One character.
    columns : tuple of str
        Their names; one that has none in the file is called by its place.
    header_line : int
        The line of the header: 1, unless empty lines stand above it.
    is_cut : bool
        Whether the header ends in a separator that the rows do not have.
    ends_in_returns : bool
        Whether lines end as on an old Macintosh.
    """

    path: str
    separator: str
    columns: tuple[str, ...]
    header_line: int
    is_cut: bool
    ends_in_returns: bool


def open_bytes(path: str) -> BinaryIO:
    """Open a file for reading, unpacked where its name ends in .gz or .zst."""
    if path.endswith(tuple(PACKED.values())):
        # Takes a tenth of a second to import.
        import pyarrow

        unpacked: BinaryIO = pyarrow.input_stream(path, compression="detect")
        return unpacked
    return Path(path).open("rb")


def read_csv_file(path: str, separator: str = "auto") -> CsvFile:
    """Read the header of a CSV file.

    Parameters
    ----------
    path : str
    separator : str
        The character between two values; ``auto`` for the most frequent of the usual
        ones in the header.

    Returns
    -------
    CsvFile

    Raises
    ------
    SourceError
        If the file is no text, or its header names no columns or one of them twice.
    """
    start = _first_bytes(path)
    ends_in_returns = b"\r" in start and b"\n" not in start
    above, line, below = _first_lines(path, start)
    if separator == "auto":
        separator = max(SEPARATORS, key=line.count)
    cells = [cell.strip() for cell in _cells(line, separator)]
    is_cut = not cells[-1] and len(_cells(below, separator)) == len(cells) - 1
    columns = tuple(
        name or f"column_{place}"
        for place, name in enumerate(cells[: -1 if is_cut else None], start=1)
    )
    if len(columns) < 2:
        shown = line if len(line) <= 60 else line[:57] + "..."
        raise SourceError(
            f"The header of {path} is one column, `{shown}`, when cut at "
            f"`{separator}`; set var `csv_delimiter` to the character between its "
            "values."
        )
    if len({name.lower() for name in columns}) < len(columns):
        raise SourceError(
            f"The header of {path} names a column twice: {', '.join(columns)}. Give "
            "each column a name of its own."
        )
    return CsvFile(path, separator, columns, above + 1, is_cut, ends_in_returns)


def _first_bytes(path: str) -> bytes:
    try:
        with open_bytes(path) as file:
            start = file.read(1 << 16)
    except OSError as error:
        raise SourceError(f"The file {path} cannot be read: {error}.") from error
    for mark, suffix in PACKED.items():
        if start.startswith(mark):
            raise SourceError(
                f"The file {path} is packed; let its name end in {suffix}, or unpack "
                "it."
            )
    if b"\0" in start:
        raise SourceError(
            f"The file {path} is not a text file in UTF-8; save it as CSV in UTF-8, or "
            "give Parquet with the ending .parquet."
        )
    return start


def _first_lines(path: str, start: bytes) -> tuple[int, str, str]:
    """Find the header: how many lines are above it, itself, and the first one below."""
    text = start.decode("utf-8-sig", errors="replace")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    filled = _filled(lines)
    above, header = next(filled, (0, ""))
    if not header:
        raise SourceError(
            f"The file {path} is empty; give a file with a header and at least one row."
        )
    return above, header, next(filled, (0, ""))[1]


def _filled(lines: list[str]) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(lines) if line)


def _cells(line: str, separator: str) -> list[str]:
    return next(csv.reader([line], delimiter=separator, skipinitialspace=True), [""])
