"""Measures one step of training on many rows: run by `measuring.in_own_process`."""

import json
import sys
from dataclasses import asdict
from typing import Any

import duckdb
import pandas as pd
from joblib.externals.loky import get_reusable_executor

from customer_segmentation.bench.measuring import Measurement, measure
from customer_segmentation.oversampling.balancing import balance
from customer_segmentation.training import train_model


def main(arguments: dict[str, Any]) -> Measurement:
    """Run ``step`` on ``rows`` train rows of the build in ``database``."""
    rows = arguments["rows"]
    with duckdb.connect(arguments["database"], read_only=True) as connection:
        [(text,)] = connection.sql(
            "select configuration from training.int_training_configuration"
        ).fetchall()
        configuration = json.loads(text)
        if arguments["step"] == "oversample":
            return measure(
                lambda: balance(_replicated(connection, "train", rows), configuration)
            )
        levels = connection.table("features.int_feature_levels")
        probes = connection.table("training.int_parity_probes")

        def fit() -> None:
            train_model(
                _balanced(connection, rows),
                _replicated(connection, "validation", rows // 3),
                levels.order("feature, code").df(),
                probes.order("probe_id").df(),
                configuration,
                "benchmark",
            )
            get_reusable_executor().shutdown()  # what has not ended is not counted

        return measure(fit)


def _replicated(
    connection: duckdb.DuckDBPyConnection, split: str, rows: int
) -> pd.DataFrame:
    """Read the rows of a split again and again, each with a key of its own."""
    return connection.execute(
        """
        with originals as (
            select *, row_number() over (order by contact_id) - 1 as place
            from training.int_training_rows
            where split = $split
        )

        select
            originals.* exclude (contact_id, place),
            copies.copy * (select count(*) from originals) + place as contact_id
        from range($rows) as copies (copy)
        cross join originals
        where copies.copy <= $rows // (select count(*) from originals)
        order by contact_id
        limit $rows
        """,
        {"split": split, "rows": rows},
    ).df()


def _balanced(connection: duckdb.DuckDBPyConnection, rows: int) -> pd.DataFrame:
    return connection.execute(
        """
        select originals.* exclude (training_row)
        from range($rows) as copies (copy)
        cross join training.balanced_training_rows as originals
        where copies.copy <= $rows // (
            select count(*) from training.balanced_training_rows
        )
        order by copies.copy, originals.training_row
        limit $rows
        """,
        {"rows": rows},
    ).df()


if __name__ == "__main__":
    print(json.dumps(asdict(main(json.load(sys.stdin)))))
