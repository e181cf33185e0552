"""Measures the usual way, out of the database and back: run by `measuring`."""

import json
import sys
from dataclasses import asdict
from typing import Any

import duckdb
import pandas as pd
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OrdinalEncoder

from customer_segmentation.bench.measuring import Measurement, measure

OUTCOME = "y"
NOT_FEATURES = ["contact_id", "duration"]


def main(arguments: dict[str, Any]) -> Measurement:
    """Fit on ``training``; then read ``rows`` contacts, predict and write back."""
    pipeline = _fitted(pd.read_csv(arguments["training"], sep=None, engine="python"))
    with duckdb.connect(arguments["database"]) as connection:

        def score() -> None:
            query = "select * from raw.contacts limit ?"
            contacts = connection.execute(query, [arguments["rows"]]).df()
            features = contacts.drop(columns=NOT_FEATURES, errors="ignore")
            probability = pipeline.predict_proba(features)[:, 1]
            predictions = contacts[["contact_id"]].assign(probability=probability)
            connection.register("bench_predictions", predictions)
            connection.execute(
                "create or replace table raw.bench_result as from bench_predictions"
            )

        measurement = measure(score)
        connection.execute("drop table raw.bench_result")
    return measurement


def _fitted(contacts: pd.DataFrame) -> Pipeline:
    features = contacts.drop(columns=[OUTCOME, *NOT_FEATURES], errors="ignore")
    encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    pipeline = make_pipeline(
        make_column_transformer(
            (encoder, make_column_selector(dtype_exclude="number")),
            remainder="passthrough",
        ),
        HistGradientBoostingClassifier(random_state=0),
    )
    return pipeline.fit(features, contacts[OUTCOME])


if __name__ == "__main__":
    print(json.dumps(asdict(main(json.load(sys.stdin)))))
