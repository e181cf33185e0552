"""The command behind ``make configure``."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from customer_segmentation.command.build import DATABASE
from customer_segmentation.command.cli import PROJECT, resolved
from customer_segmentation.command.configure.block import (
    PROJECT_NAME,
    block_of,
    changed_by_hand,
    configured,
    merged,
    rendered,
)
from customer_segmentation.command.configure.proposal import Proposal, propose
from customer_segmentation.command.configure.table import Table
from customer_segmentation.errors import ConfigurationError, UserError
from customer_segmentation.settings.faults import first_fault


def main(arguments: Sequence[str] | None = None, project: Path = PROJECT) -> int:
    """Find out what a table holds, and write the vars that say so.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the process by default.
    project : Path
        The folder of ``dbt_project.yml``.

    Returns
    -------
    int
        0, or 1 after a sentence on stderr that says what to correct.
    """
    options = _parser().parse_args(arguments)
    try:
        print(configure(options, project / "dbt_project.yml"))
    except UserError as error:
        print(f"\nStopped: {error}", file=sys.stderr)
        return 1
    return 0


def configure(options: argparse.Namespace, file: Path) -> str:
    """Write the block of a project file.

    Parameters
    ----------
    options : Namespace
        ``contacts``, ``prospects``, ``outcome``, ``key``, ``anew``.
    file : Path
        ``dbt_project.yml``.

    Returns
    -------
    str
        What was understood, and the next command.

    Raises
    ------
    ConfigurationError
        If the table cannot be read or used, or a person changed the block of another.
    """
    before, block, after = block_of(file.read_text(encoding="utf-8"))
    if options.contacts == "sample":
        file.write_text(before + after, encoding="utf-8")
        return "The sample, as the project describes it.\nNext      make run"
    if not options.contacts:
        raise ConfigurationError(
            "Say where the contacts are: make configure DATA=<file, glob or relation:>."
        )
    location = resolved(options.contacts)
    if options.anew:
        block = ""
    elif configured(block).get("contacts") not in (None, location):
        if changes := changed_by_hand(block):
            raise ConfigurationError(
                f"dbt_project.yml describes {configured(block)['contacts']}, and "
                f"somebody changed {', '.join(changes[:5])} there; to describe "
                f"{location} instead, give ANEW=1 as well."
            )
        block = ""
    database = Path(os.environ.get("DUCKDB_PATH") or file.parent / DATABASE)
    table = Table(location, database)
    prospects = (
        Table(resolved(options.prospects), database) if options.prospects else None
    )
    text = before + after
    defaults = {
        name: value for name, value in yaml.safe_load(text)["vars"].items()
        if name != PROJECT_NAME
    }  # fmt: skip
    key = [name.strip() for name in (options.key or "").split(",") if name.strip()]
    proposal = propose(table, defaults, options.outcome, key, prospects)
    variables, kept = merged(block, proposal.variables)
    if fault := first_fault(defaults | variables):
        raise ConfigurationError(fault)
    written = rendered(variables, proposal.variables, proposal.notes)
    file.write_text(before + written + after, encoding="utf-8")
    return report(proposal, kept)


def report(proposal: Proposal, kept: Sequence[str]) -> str:
    """Say what was understood.

    Parameters
    ----------
    proposal : Proposal
    kept : sequence of str
        What a person changed.

    Returns
    -------
    str
        About ten lines, then warnings and the next command.
    """
    lines: list[Any] = ["", *proposal.understood]
    if kept:
        lines.append(f"Kept      as you changed them: {', '.join(kept)}")
    lines += [f"Look at   {warning}" for warning in proposal.warnings]
    lines += [
        "Written   dbt_project.yml, between the two marks below `vars:`; change it "
        "there",
        "Next      make run",
    ]
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="configure",
        description="Find out what a table holds, and write the vars that say so.",
    )
    parser.add_argument("--contacts", help="a CSV or Parquet file, glob, relation:")
    parser.add_argument("--prospects", help="those without an outcome, likewise")
    parser.add_argument("--outcome", help="the column that tells who did it")
    parser.add_argument("--key", help="the column that is unique, or several, a,b")
    parser.add_argument("--anew", help="forget what was changed by hand")
    return parser


if __name__ == "__main__":
    sys.exit(main())
