"""One row per training row after oversampling.

key: none, synthetic rows have no contact.

Not SQL because imbalanced-learn finds the neighbours and draws the rows between them.
"""

import json

from customer_segmentation.configuration import read_configuration
from customer_segmentation.training import balanced_training_rows


def model(dbt, session):
    """Add synthetic minority rows to the train rows."""
    dbt.config(materialized="table", schema="training")
    rows = dbt.ref("int_training_rows").filter("split = 'train'")
    [(_, text)] = dbt.ref("int_training_configuration").fetchall()
    settings = read_configuration(json.loads(text))
    return balanced_training_rows(
        rows.order("contact_id").df(),
        settings.features,
        settings.oversampling,
        settings.random_state,
    )
