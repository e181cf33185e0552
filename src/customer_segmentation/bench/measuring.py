"""Time and memory of one piece of work, in a process of its own."""

import json
import resource
import subprocess  # what runs is this interpreter
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Measurement:
    """What one run took: seconds on the clock, of all cores, and bytes at the peak."""

    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int


def measure(work: Callable[[], object]) -> Measurement:
    """Run some work and measure this process while it does.

    Parameters
    ----------
    work : callable

    Returns
    -------
    Measurement
        The peak is that of the process since it started.
    """
    before = resource.getrusage(resource.RUSAGE_SELF)
    started = time.perf_counter()
    work()
    wall_seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu_seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measurement(wall_seconds, cpu_seconds, _peak_bytes())


def _peak_bytes() -> int:
    status = Path("/proc/self/status")
    if (
        status.exists()
    ):  # Linux: getrusage would count the process that started this one
        peak = next(line for line in status.read_text().splitlines() if "VmHWM" in line)
        return int(peak.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def in_own_process(module: str, arguments: dict[str, Any]) -> Measurement:
    """Run a module of this package that takes a JSON argument and prints a measurement.

    Parameters
    ----------
    module : str
        Its name within ``customer_segmentation.bench``.
    arguments : dict

    Returns
    -------
    Measurement

    Raises
    ------
    RuntimeError
        If the process failed; the message is what it wrote.
    """
    name = f"customer_segmentation.bench.{module}"
    result = subprocess.run(  # noqa: S603
        [sys.executable, "-m", name, json.dumps(arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise RuntimeError(f"{name} failed: {result.stderr.strip()}")
    return Measurement(**json.loads(result.stdout.splitlines()[-1]))
