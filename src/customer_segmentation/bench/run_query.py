"""Measures one query that writes a table: run by `measuring.in_own_process`."""

import json
import sys
from dataclasses import asdict
from typing import Any

import duckdb

from customer_segmentation.bench.measuring import Measurement, measure


def main(arguments: dict[str, Any]) -> Measurement:
    """Write the rows of ``query`` to a table of ``database``, and drop it again."""
    config = {"memory_limit": arguments["memory_limit"]}
    with duckdb.connect(arguments["database"], config=config) as connection:
        # As in dbt-duckdb, rows need not keep their order.
        connection.execute("set preserve_insertion_order = false")
        create = f"create or replace table raw.bench_result as {arguments['query']}"
        measurement = measure(lambda: connection.execute(create).fetchall())
        connection.execute("drop table raw.bench_result")
    return measurement


if __name__ == "__main__":
    print(json.dumps(asdict(main(json.load(sys.stdin)))))
