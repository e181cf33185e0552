"""Run ``dbt build`` and say in a sentence why it stopped."""

import contextlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult

from customer_segmentation.command.interrupt import building
from customer_segmentation.command.progress import Progress
from customer_segmentation.command.publish import copy_of, full_disk, is_full_disk
from customer_segmentation.errors import BuildError

DATABASE = Path("warehouse") / "customer_segmentation.duckdb"


def build(
    project: Path, variables: Mapping[str, Any], dbt_arguments: Sequence[str] = ()
) -> Path:
    """Build the whole project.

    Parameters
    ----------
    project : Path
        The folder of ``dbt_project.yml`` and ``profiles.yml``.
    variables : mapping
        Vars that differ from those of ``dbt_project.yml``.
    dbt_arguments : sequence of str
        Further arguments of ``dbt build``.

    Notes
    -----
    A line per layer is printed; with ``VERBOSE=1`` in the environment, what dbt says.
    The database is replaced when all is well, see `copy_of`.

    Returns
    -------
    Path
        The database.

    Raises
    ------
    BuildError
        If a node or a test failed; the message is the first reason.
    """
    database = Path(os.environ.get("DUCKDB_PATH") or project / DATABASE).resolve()
    with copy_of(database) as copy, _environment(DUCKDB_PATH=str(copy)):
        building.append(database)
        try:
            result = _run_dbt(project, variables, dbt_arguments)
        finally:
            building.remove(database)
        if not result.success:
            reason = first_reason(result).replace(str(copy), str(database))
            raise BuildError(full_disk(database) if is_full_disk(reason) else reason)
    return database


def _run_dbt(
    project: Path, variables: Mapping[str, Any], dbt_arguments: Sequence[str]
) -> dbtRunnerResult:
    command = ["build", "--project-dir", project, "--profiles-dir", project]
    command += ["--vars", json.dumps(dict(variables))]
    if os.environ.get("VERBOSE", "0") in ("", "0"):
        progress = Progress(target_folder(project, dbt_arguments) / "manifest.json")
        command += ["--log-level", "none", "--log-level-file", "info", *dbt_arguments]
        result = dbtRunner(callbacks=[progress]).invoke(list(map(str, command)))
        progress.close()
    else:
        result = dbtRunner().invoke(list(map(str, [*command, *dbt_arguments])))
    # Else the file stays open, of a failed build too, as long as this process lives.
    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager._ENV.close()
    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    return result


@contextlib.contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def target_folder(project: Path, dbt_arguments: Sequence[str] = ()) -> Path:
    """Find where dbt writes, and page and list with it.

    Parameters
    ----------
    project : Path
    dbt_arguments : sequence of str
        `--target-path` among them goes before the environment.

    Returns
    -------
    Path
    """
    given = list(dbt_arguments)
    if "--target-path" in given[:-1]:
        return Path(given[given.index("--target-path") + 1])
    return project / os.environ.get("DBT_TARGET_PATH", "target")


def first_reason(result: dbtRunnerResult) -> str:
    """Find the first thing that went wrong.

    Parameters
    ----------
    result : dbtRunnerResult

    Returns
    -------
    str
        The sentence, without the lines dbt puts around it.
    """
    for node_result in getattr(result.result, "results", None) or ():
        if str(node_result.status) in ("error", "fail", "runtime error"):
            return f"{plain(node_result.message or '')} [{node_result.node.name}]"
    return plain(str(result.exception or "dbt did not say why."))


def plain(message: str) -> str:
    """Strip what dbt puts around a sentence: its headline, and the macros it came by.

    Parameters
    ----------
    message : str

    Returns
    -------
    str
        The sentence on one line.
    """
    # A Python model that failed: what was raised last, without the way there.
    message = re.split(r"(?m)^\s*[\w.]+(?:Error|Exception): ", message)[-1]
    lines = [line.strip() for line in message.strip().splitlines()]
    if len(lines) > 1 and " Error in " in f" {lines[0]}":
        lines = lines[1:]
    sentence: list[str] = []
    for line in lines:
        if line.startswith(("> in macro", "> called by")) or (sentence and not line):
            break
        sentence.append(line)
    return " ".join(sentence)
