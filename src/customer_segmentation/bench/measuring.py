"""Time and memory of one piece of work, in a process of its own."""

import json
import os
import resource
import subprocess  # what runs is this interpreter, or dbt
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KILOBYTE = 1 if sys.platform == "darwin" else 1024  # of `getrusage`


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
        Processes that the work started count once they have ended. The peak is that
        of the process since it started, and of the largest of those, added.
    """
    before, started = _cpu_seconds(), time.perf_counter()
    work()
    wall_seconds = time.perf_counter() - started
    cpu_seconds = _cpu_seconds() - before
    return Measurement(wall_seconds, cpu_seconds, _peak_bytes())


def _cpu_seconds() -> float:
    used = [
        resource.getrusage(who)
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    return sum(of_one.ru_utime + of_one.ru_stime for of_one in used)


def _peak_bytes() -> int:
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * KILOBYTE
    status = Path("/proc/self/status")
    if status.exists():
        # Linux: getrusage would count the process that started this one
        lines = status.read_text().splitlines()
        peak = next(line for line in lines if "VmHWM" in line)
        return int(peak.split()[1]) * 1024 + children
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KILOBYTE + children


def measure_command(
    command: Sequence[str], environment: Mapping[str, str]
) -> tuple[Measurement, int, str]:
    """Run a command and measure its process.

    Parameters
    ----------
    command : sequence of str
    environment : mapping
        All variables it sees.

    Returns
    -------
    Measurement
        CPU and peak include those of processes it started and waited for.
    int
        Its exit code.
    str
        What it printed, errors included.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        started = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603
            command, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        _, status, used = os.wait4(process.pid, 0)
        wall_seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        printed = output.read()
    cpu_seconds, peak = used.ru_utime + used.ru_stime, used.ru_maxrss * KILOBYTE
    return Measurement(wall_seconds, cpu_seconds, peak), process.returncode, printed


def in_own_process(module: str, arguments: dict[str, Any]) -> Measurement:
    """Run a module of this package that reads arguments and prints a measurement.

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
        [sys.executable, "-m", name],
        input=json.dumps(arguments),  # a query of orbital is too long for an argument
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise RuntimeError(f"{name} failed: {result.stderr.strip()}")
    return Measurement(**json.loads(result.stdout.splitlines()[-1]))
