"""Where the time of `dbt build` goes, cold and when nothing has changed."""

import argparse
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from customer_segmentation.bench.charts import build_chart
from customer_segmentation.bench.contacts import contacts_or_sample
from customer_segmentation.bench.measuring import Measurement
from customer_segmentation.bench.project import Project
from customer_segmentation.bench.results import save_results

#: What a build does to whom: of many nodes only the sum is of interest.
GROUPS = {
    "test": "data tests",
    "unit_test": "unit tests",
    "operation": "hooks",
    "exposure": "exposures",
}
START_UP = "dbt: start, parse, write its files"
SHOWN = 12


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare what only this benchmark reads."""
    parser.add_argument("--warm", type=int, default=3, help="how many warm builds")


def run(options: argparse.Namespace) -> None:
    """Build in a fresh database, then again; print and save where the time went."""
    contacts = contacts_or_sample(options.project, options.data)
    parts = []
    with tempfile.TemporaryDirectory(dir=options.scratch) as folder:
        project = Project(
            options.project, Path(folder) / "bench.duckdb", options.memory_limit
        )
        for number in range(1 + options.warm):
            state = "cold" if number == 0 else f"warm {number}"
            fresh = ["--no-partial-parse"] if number == 0 else []
            measured = project.run(["build", *fresh], {"contacts": str(contacts)})
            results = json.loads((project.target / "run_results.json").read_text())
            costs = node_costs(results, measured).assign(build=state)
            parts.append(costs)
            print(summary(state, costs, measured), flush=True)
    result = pd.concat(parts, ignore_index=True)
    save_results(result, build_chart(result), options.output, "bench_build")


def node_costs(results: Mapping[str, Any], measured: Measurement) -> pd.DataFrame:
    """List what each model and each group of other nodes took.

    Parameters
    ----------
    results : mapping
        ``run_results.json`` of a build.
    measured : Measurement
        Of the process of that build.

    Returns
    -------
    DataFrame
        The largest first: ``name``, ``kind``, ``nodes`` and ``seconds``. Two nodes run
        at a time, so the sum is more than the clock shows. The start is the time of the
        process that dbt counts to no node.
    """
    rows = []
    for result in results["results"]:
        kind, _, name = result["unique_id"].split(".")[:3]
        rows.append((GROUPS.get(kind, name), kind, 1, result["execution_time"]))
    start_up = measured.wall_seconds - results["elapsed_time"]
    rows.append((START_UP, "dbt", 1, start_up))
    costs = pd.DataFrame(rows, columns=["name", "kind", "nodes", "seconds"])
    summed = costs.groupby(["name", "kind"], as_index=False).sum()
    return summed.sort_values(["seconds", "name"], ascending=[False, True])


def summary(state: str, costs: pd.DataFrame, measured: Measurement) -> str:
    """Say what a build took, and what took the longest in it.

    Parameters
    ----------
    state : str
    costs : DataFrame
        See `node_costs`.
    measured : Measurement

    Returns
    -------
    str
    """
    head = (
        f"{state}: {measured.wall_seconds:.1f} s, {measured.cpu_seconds:.1f} s of CPU, "
        f"{measured.peak_bytes / 1e6:.0f} MB at the peak"
    )
    lines = [
        f"  {seconds:6.2f} s  {name}" + (f" ({nodes})" if nodes > 1 else "")
        for name, nodes, seconds in zip(
            costs["name"], costs["nodes"].astype(int), costs["seconds"], strict=True
        )
    ]
    return "\n".join([head, *lines[:SHOWN]])
