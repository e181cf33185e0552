"""Run the many fits of an experiment side by side, in a fixed order, with progress."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import joblib
from tqdm import tqdm

MOST_PROCESSES = 2  # memory and courtesy: experiments run beside other work
FEW_ROWS = 10_000  # fitted sooner than a process has started

Result = TypeVar("Result")


def run_all(
    work: Callable[..., Result],
    arguments: Sequence[Iterable[Any]],
    n_rows: int,
    what: str,
) -> list[Result]:
    """Call a function once per tuple of arguments.

    Parameters
    ----------
    work : callable
        Of the top level of a module; its result must not depend on the process.
    arguments : sequence of iterable
    n_rows : int
        Of the data that a call reads: with few, no process is started.
    what : str
        For the progress bar, which is silent unless stderr is a terminal.

    Returns
    -------
    list
        The results in the order of the arguments.

    Notes
    -----
    Each process is limited to one thread: no result may rest on how threads share a
    sum.
    """
    n_processes = min(MOST_PROCESSES, joblib.cpu_count()) if n_rows > FEW_ROWS else 1
    is_parallel = n_processes > 1
    with joblib.parallel_config(
        backend="loky" if is_parallel else "sequential",
        inner_max_num_threads=1 if is_parallel else None,
    ):
        results = joblib.Parallel(n_jobs=n_processes, return_as="generator")(
            joblib.delayed(work)(*given) for given in arguments
        )
        return list(tqdm(results, desc=what, total=len(arguments), disable=None))
