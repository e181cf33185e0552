"""What an interrupted command says: one sentence, and the exit code of its signal."""

import os
import signal
import sys
from multiprocessing import util
from pathlib import Path
from types import FrameType

from customer_segmentation.command.publish import clear, workshop

#: The database whose copy is being built in, if any.
building: list[Path] = []


def stop_on_signals() -> None:
    """Stop at once at Ctrl-C and at SIGTERM, with exit code 130 or 143.

    Notes
    -----
    At once, because nothing is left to save: a build works in a copy, which is removed.
    A thread that trains could not be asked to stop.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)


def _stop(number: int, _frame: FrameType | None) -> None:
    what = "by Ctrl-C" if number == signal.SIGINT else "by SIGTERM"
    is_whole = "; the database is as it was" if building else ""
    print(f"\nStopped: interrupted {what}{is_whole}.", file=sys.stderr, flush=True)
    for database in building:
        clear(workshop(database))
    # Semaphores of dbt and tqdm, of which Python would warn else.
    util._run_finalizers()  # type: ignore[attr-defined]
    os._exit(128 + number)
