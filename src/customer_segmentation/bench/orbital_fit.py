"""Runs in the environment of orbital: a scikit-learn ensemble as a query, printed."""

import json
import sys
from typing import Any

import orbital
import pandas as pd
from orbital.types import DoubleColumnType, StringColumnType
from sklearn.compose import make_column_transformer
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OrdinalEncoder

DEPTH = 3


def main(arguments: dict[str, Any]) -> str:
    """Fit on ``training`` and return the SQL of all ``trees`` over ``contacts``."""
    contacts = pd.read_csv(arguments["training"], sep=None, engine="python")
    features = contacts.drop(columns=["y", "duration"])
    numbers = list(features.select_dtypes("number").columns)
    categories = [name for name in features.columns if name not in numbers]
    encoder = (OrdinalEncoder(), categories)
    pipeline = make_pipeline(
        make_column_transformer(encoder, remainder="passthrough"),
        GradientBoostingClassifier(
            n_estimators=arguments["trees"], max_depth=DEPTH, random_state=0
        ),
    )
    pipeline.fit(features, contacts["y"] == "yes")
    types = {
        name: DoubleColumnType() if name in numbers else StringColumnType()
        for name in features.columns
    }
    parsed = orbital.parse_pipeline(pipeline, features=types)
    return str(orbital.export_sql("contacts", parsed, dialect="duckdb"))


if __name__ == "__main__":
    print(json.dumps({"query": main(json.loads(sys.argv[1]))}))
