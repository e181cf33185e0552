"""A copy of a CSV file in which every row can be read, and every other line is named.

DuckDB takes a stray quote for the beginning of a value and every line below for the
rest of it. Here a line is a row wherever it can be one, a value goes on in the next
line only where it comes to an end as the rules of CSV (RFC 4180) have it, and a line
that is neither is set aside with its reason.
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from typing import BinaryIO

from customer_segmentation.reading.csv_file import LONGEST_LINE, CsvFile, open_bytes

#: A value that goes on for more lines than these is a stray quote.
MOST_LINES = 10_000
#: What is kept of a line that is set aside.
MOST_SHOWN = 10_000

MISSING = "missing columns"
TOO_MANY = "too many columns"
QUOTE = "unquoted value: a quote opens or closes inside it"
SWALLOWED = "unquoted value: its quote would take in what looks like rows"
RETURN = "a carriage return inside the line"
ENCODING = "invalid encoding: the line is not UTF-8"
ZERO = "a zero byte inside the line"
ENDLESS = f"line size over maximum: more than {LONGEST_LINE} bytes"


@dataclass(frozen=True)
class Record:
    """Lines of a file that are one row, or one that is set aside.

    Attributes
    ----------
    line : int
        The number of its first line.
    line_count : int
    text : str
        Without its line end. A row is written anew where its quotes are odd.
    reason : str or None
        Why it is no row.
    """

    line: int
    line_count: int
    text: str
    reason: str | None = None


@dataclass(frozen=True)
class CopyCounts:
    """What a copy was made from.

    Attributes
    ----------
    record_count : int
        Rows, and what is set aside.
    empty_count : int
        Lines that are empty and stand in no value.
    """

    record_count: int
    empty_count: int


class Grammar:
    """The values, rows and beginnings of rows of one file, as regular expressions."""

    def __init__(self, separator: str, column_count: int) -> None:
        self.separator = separator
        self.column_count = column_count
        cut = re.escape(separator)
        blanks = "" if separator == " " else " *+"
        inside = r'[^"]*+(?:""[^"]*+)*+'
        value = rf'(?:{blanks}"{inside}"{blanks}|(?!{blanks}")[^{cut}\r\n]*+)'
        proper = rf'(?:"{inside}"|[^"{cut}\r\n]*+)'
        more = f"(?:{cut}{value})*+"
        opened = f'{blanks}"{inside}'
        self.proper_row = re.compile(
            f"{proper}(?:{cut}{proper}){{{column_count - 1}}}+"
        )
        self.row = re.compile(f"{value}{more}")
        self.values = re.compile(f"(?:^|{cut})({value})")
        self.opens = re.compile(f"(?:{value}{cut})*?{opened}")
        self.goes_on = re.compile(inside)
        self.closes = re.compile(f'{inside}"{blanks}{more}')
        self.opens_again = re.compile(
            f'{inside}"{blanks}(?:{cut}{value})*?{cut}{opened}'
        )

    def record(self, line: int, line_count: int, text: str) -> Record:
        """Tell whether a text is a row of this file; a last separator may end it."""
        record = self._record(line, line_count, text)
        if record.reason == TOO_MANY and text.endswith(self.separator):
            shorter = self._record(line, line_count, text.removesuffix(self.separator))
            return record if shorter.reason else shorter
        return record

    def _record(self, line: int, line_count: int, text: str) -> Record:
        if '"' not in text:
            count = text.count(self.separator) + 1
            reason = RETURN if "\r" in text else self._fault(count)
            return Record(line, line_count, text, reason)
        if self.proper_row.fullmatch(text):
            return Record(line, line_count, text)
        if not self.row.fullmatch(text):
            return Record(line, line_count, text, QUOTE)
        values = self.values.findall(text)
        if reason := self._fault(len(values)):
            return Record(line, line_count, text, reason)
        row = self.separator.join(map(_rewritten, values))
        return Record(line, line_count, row)

    def _fault(self, count: int) -> str | None:
        if count == self.column_count:
            return None
        return MISSING if count < self.column_count else TOO_MANY


def copy_carefully(file: CsvFile, path: str) -> CopyCounts:
    """Write a copy that DuckDB reads without a doubt.

    Parameters
    ----------
    file : CsvFile
    path : str
        Where to. Each row has four values more than the file: its line below the
        header, how many lines it takes, why it is no row, and then its text.

    Returns
    -------
    CopyCounts

    Notes
    -----
    One pass, a few microseconds per line; no more than `MOST_LINES` lines, or
    `LONGEST_LINE` characters, are held at a time.
    """
    grammar = Grammar(file.separator, len(file.columns))
    cut = file.separator
    no_values = cut * len(file.columns)
    count = taken = 0
    lines = _Lines(file)
    with open(path, "w", encoding="utf-8", newline="") as copy:
        for record in records(lines, grammar):
            count += 1
            taken += record.line_count
            place = f"{record.line - file.header_line}{cut}{record.line_count}{cut}"
            if record.reason is None:
                copy.write(f"{place}{cut}{cut}{record.text}\n")
            else:
                shown = _quoted(record.text[:MOST_SHOWN])
                copy.write(f"{place}{_quoted(record.reason)}{cut}{shown}{no_values}\n")
    return CopyCounts(count, lines.number - file.header_line - taken)


def records(lines: "_Lines", grammar: Grammar) -> Iterator[Record]:
    """Cut lines into rows and what is set aside, each line in exactly one of them."""
    for line in lines:
        if line.reason:
            yield Record(line.number, 1, line.body, line.reason)
            continue
        record = grammar.record(line.number, 1, line.body)
        if record.reason == QUOTE:
            yield from _opened(line, lines, grammar)
        elif line.body:
            yield record


def _opened(first: "_Line", lines: "_Lines", grammar: Grammar) -> Iterator[Record]:
    """Read on where a line may open a value that ends in a later one."""
    taken, length, is_closed = [first], len(first.text), False
    is_open = bool(grammar.opens.fullmatch(first.text))
    while is_open and len(taken) < MOST_LINES and length < LONGEST_LINE:
        line = next(lines, None)
        if line is None:
            break
        taken.append(line)
        length += len(line.text)
        if line.reason:
            break
        if grammar.closes.fullmatch(line.body):
            is_closed = True
            break
        is_open = bool(
            grammar.goes_on.fullmatch(line.text)
            or grammar.opens_again.fullmatch(line.text)
        )
    if not is_closed:
        lines.put_back(taken[1:])
        yield Record(first.number, 1, first.body, QUOTE)
        return
    if _looks_like_rows(taken, grammar):
        for line in taken:
            yield Record(line.number, 1, line.body, SWALLOWED)
        return
    text = "".join(line.text for line in taken[:-1]) + taken[-1].body
    yield grammar.record(first.number, len(taken), text)


def _looks_like_rows(taken: "list[_Line]", grammar: Grammar) -> bool:
    """Whether a line inside a value has the separators of a row, or both ends do."""
    needed = grammar.column_count - 1
    first, *inside, last = [line.text.count(grammar.separator) for line in taken]
    return max(inside, default=-1) >= needed or min(first, last) >= needed


@dataclass(frozen=True)
class _Line:
    number: int
    text: str
    reason: str | None

    @property
    def body(self) -> str:
        """The line without its end."""
        return self.text.removesuffix("\n").removesuffix("\r")


class _Lines:
    """The lines below a header; some can be put back."""

    def __init__(self, file: CsvFile) -> None:
        self.number = 0
        self._put_back: deque[_Line] = deque()
        self._read = self._lines(file)

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> _Line:
        return self._put_back.popleft() if self._put_back else next(self._read)

    def put_back(self, lines: list[_Line]) -> None:
        self._put_back.extendleft(reversed(lines))

    def _lines(self, file: CsvFile) -> Iterator[_Line]:
        with open_bytes(file.path) as stream:
            for raw in _raw_lines(stream, file.ends_in_returns):
                self.number += 1
                if self.number <= file.header_line:
                    continue
                reason = ZERO if b"\0" in raw else None
                try:
                    text = raw.decode()
                except UnicodeDecodeError:
                    text, reason = raw.decode(errors="replace"), reason or ENCODING
                if len(raw) > LONGEST_LINE:
                    reason = ENDLESS
                yield _Line(self.number, text.replace("\0", "\ufffd"), reason)


def _raw_lines(stream: BinaryIO, ends_in_returns: bool) -> Iterator[bytes]:
    """Read the lines of a file; of an endless one no more than its beginning."""
    # One character per byte, whatever they mean.
    end = "\r" if ends_in_returns else "\n"
    text = TextIOWrapper(stream, encoding="latin-1", newline=end)
    is_going_on = False
    while line := text.readline(LONGEST_LINE + 2):
        if not is_going_on:
            yield line.encode("latin-1")
        is_going_on = len(line) > LONGEST_LINE and not line.endswith(end)


def _rewritten(value: str) -> str:
    """Write a value in quotes, without blanks around them."""
    return value.strip(" ") if value.lstrip(" ").startswith('"') else _quoted(value)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
