"""How many lines a file has, counted in its bytes and by nobody who reads rows."""

from dataclasses import dataclass

from customer_segmentation.reading.csv_file import LONGEST_LINE, open_bytes


@dataclass(frozen=True)
class LineCensus:
    """The lines of a file.

    Attributes
    ----------
    line_count : int
        All of them, the header and empty ones included.
    empty_at_end : int
        How many of the last ones are empty.
    is_plain : bool
        Whether a reader of rows can be asked to read it: no line is endless or holds a
        zero byte, and all end in the same way.
    """

    line_count: int
    empty_at_end: int
    is_plain: bool


def count_lines(path: str) -> LineCensus:
    """Count the lines of a file.

    Parameters
    ----------
    path : str

    Returns
    -------
    LineCensus

    Notes
    -----
    One pass at the speed of memory, a megabyte at a time. Line ends at the end of a
    piece are counted with the next one, so that none is cut in two and those at the end
    of the file are known.
    """
    ends, held, is_plain = _Ends(), b"", True
    with open_bytes(path) as file:
        while piece := file.read(LONGEST_LINE):
            text = (held + piece).rstrip(b"\r\n")
            held = (held + piece)[len(text) :]
            feeds_before = ends.feeds
            ends.count(text)
            is_endless = len(text) >= LONGEST_LINE and ends.feeds == feeds_before
            is_plain = is_plain and not is_endless and b"\0" not in text
            if len(held) > LONGEST_LINE:
                ends.count(held)
                is_plain, held = False, b""
    inner_count = ends.line_count
    ends.count(held)
    empty_at_end = max(ends.line_count - inner_count - 1, 0)
    if ends.feeds and b"\n" in held and not held.endswith(b"\n"):
        # Returns alone, in a last line without an end.
        empty_at_end += 1
    return LineCensus(
        inner_count + 1 + empty_at_end, empty_at_end, is_plain and ends.agree
    )


class _Ends:
    """Line feeds, carriage returns, and pairs of them, counted so far."""

    def __init__(self) -> None:
        self.feeds = self.returns = self.pairs = 0

    def count(self, text: bytes) -> None:
        self.feeds += text.count(b"\n")
        if b"\r" in text:
            self.returns += text.count(b"\r")
            self.pairs += text.count(b"\r\n")

    @property
    def line_count(self) -> int:
        """How many lines end; those of an old Macintosh do so in a return alone."""
        return self.feeds or self.returns

    @property
    def agree(self) -> bool:
        """Whether all lines end in the same way."""
        return self.returns == self.pairs and self.pairs in (0, self.feeds)
