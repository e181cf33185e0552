"""One row per training row after oversampling.

key: training_row

Not SQL because imbalanced-learn finds the neighbours and draws the rows between them.
"""

import json

from customer_segmentation.configuration import read_configuration
from customer_segmentation.training import balanced_training_rows


def model(dbt, session):
    """Add synthetic minority rows to the train rows."""
    dbt.config(materialized="table", schema="training")
    rows = dbt.ref("int_training_rows").filter("split = 'train'")
    [(requested, text)] = dbt.ref("int_training_configuration").fetchall()
    settings = read_configuration(json.loads(text))
    oversampling = settings.oversampling
    if requested not in ("auto", "train"):  # nothing to train: keep only the columns
        rows, oversampling = rows.limit(0), {"method": "none"}
    return balanced_training_rows(
        rows.order("contact_id").df(),
        settings.features,
        oversampling,
        settings.random_state,
    )
