"""The command behind ``make run``: dbt build, then a summary of what it made."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from customer_segmentation.command.build import build, target_folder
from customer_segmentation.command.download import download_bank_marketing
from customer_segmentation.command.study_summary import summarise_study
from customer_segmentation.command.summary import summarise
from customer_segmentation.errors import ConfigurationError, UserError
from customer_segmentation.report.__main__ import write_report
from customer_segmentation.segments.plot import plot_segments
from customer_segmentation.segments.summary import summarise_segments
from customer_segmentation.study.plot import plot_protocols, plot_replay

# Transactions alone, without a contact to score.
SEGMENTS_SELECTION = ["--select", "+segments"]
# Without tests that need tables outside the selection.
STUDY_SELECTION = ["--select", "+path:models/study", "--indirect-selection", "cautious"]
# The active model scores what is new: nothing is trained, and no test is run.
SCORE_SELECTION = [
    "--select", "path:models/staging", "int_contact_splits", "path:models/scoring",
    "path:models/report", "--exclude-resource-type", "test",
    "--exclude-resource-type", "unit_test",
]  # fmt: skip
PROJECT = Path(__file__).resolve().parents[3]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the process by default.

    Returns
    -------
    int
        0, or 1 after a sentence on stderr that says what to correct.
    """
    options = _parser().parse_args(arguments)
    try:
        selection = STUDY_SELECTION if options.study else []
        selection = SCORE_SELECTION if options.score else selection
        variables = chosen_vars(options)
        has_contacts = (
            variables.get("contacts") != "none"
            or variables.get("prospects", "none") != "none"
        )
        if options.study:
            variables["study"] = True
        elif not has_contacts:
            selection = SEGMENTS_SELECTION
        database = build(PROJECT, variables, [*selection, *options.dbt_arguments])
        if options.study:
            print(summarise_study(database))
            folder = PROJECT / "target" / "study"
            for page, _ in (
                plot_protocols(database, folder),
                plot_replay(database, folder),
                *plot_segments(database, folder),
            ):
                print(f"\nChart: {page}")
        elif not has_contacts:
            print(summarise_segments(database))
        else:
            print(summarise(database))
            print(
                where_to_look(database, target_folder(PROJECT, options.dbt_arguments))
            )
    except UserError as error:
        print(f"\nStopped: {error}", file=sys.stderr)
        return 1
    return 0


def where_to_look(database: Path, folder: Path) -> str:
    """Write page and list, and say where they are.

    Parameters
    ----------
    database : Path
    folder : Path
        Of page and list.

    Returns
    -------
    str
        Three lines: page, list, and a query; or why there are none, as of a build of a
        part of the project.
    """
    try:
        page, lists = write_report(database, folder)
    except UserError as error:
        return f"Page         not written: {error}"
    return (
        f"Page         {page}\n"
        f"List         {lists[0]}\n"
        "Query        make query SQL='from report.call_list limit 5'"
    )


def chosen_vars(options: argparse.Namespace) -> dict[str, Any]:
    """Collect the vars of a build from the command line.

    Parameters
    ----------
    options : Namespace
        ``contacts``, ``prospects``, ``config`` and ``vars``, each may be None.

    Returns
    -------
    dict
        Later ones win: the config file, the data, then single vars.

    Raises
    ------
    UserError
        If the config file or the vars are not a YAML mapping, or the download fails.
    """
    chosen: dict[str, Any] = {}
    if options.config:
        chosen |= _mapping(_text(options.config), f"The file {options.config}")
    for role in ("contacts", "prospects"):
        location = getattr(options, role)
        if location:
            chosen[role] = resolved(location)
    if options.vars:
        chosen |= _mapping(options.vars, "VARS")
    return chosen


def resolved(location: str) -> str:
    """Make a path absolute, so that it does not depend on where dbt runs."""
    if location == "uci":
        return str(download_bank_marketing(PROJECT / "data"))
    if location in ("sample", "none") or location.startswith(("relation:", "ref:")):
        return location
    # Unlike Path.expanduser, it leaves the ~ of a user that is not there as it is.
    return str(Path(os.path.expanduser(location)).absolute())


def _text(location: str) -> str:
    known = "the configurations that come with the project are in examples/."
    path = Path(os.path.expanduser(location))
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ConfigurationError(f"There is no file {location}; {known}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"The file {location} is no readable YAML ({error}); {known}"
        ) from error


def _mapping(text: str, name: str) -> dict[str, Any]:
    try:
        mapping = yaml.safe_load(text)
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise ConfigurationError(f"{name} is not YAML: {reason}") from error
    if not isinstance(mapping, dict):
        raise ConfigurationError(f"{name} must be a YAML mapping of vars to values.")
    return mapping


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="customer-segmentation",
        description="Build the pipeline with dbt and summarise what it made.",
    )
    location = "a path or glob of CSV or Parquet, relation:<table>, uci, or sample"
    parser.add_argument("--contacts", help=location)
    parser.add_argument(
        "--prospects", help="contacts without a known outcome, likewise"
    )
    parser.add_argument("--config", help="a YAML file of vars, see examples/")
    parser.add_argument("--vars", help="YAML mapping of further vars")
    parser.add_argument(
        "--study", action="store_true", help="run the experiments instead: minutes"
    )
    parser.add_argument(
        "--score",
        action="store_true",
        help="score with the active model instead, and write page and list",
    )
    parser.add_argument(
        "dbt_arguments", nargs="*", help="passed on to dbt build, after --"
    )
    return parser
