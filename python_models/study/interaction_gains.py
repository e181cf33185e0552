"""One row per pair of features.

key: feature_1, feature_2

Not SQL because what a pair adds is measured on residuals of models that scikit-learn
fits. Built on demand, by `make study`.
"""

import json

from customer_segmentation.study.interactions import interaction_gains


def model(dbt, session):
    """Measure what every pair adds to its two features, on train contacts."""
    [(configuration,)] = (
        dbt.ref("int_training_configuration").project("configuration").fetchall()
    )
    train_rows = dbt.ref("int_training_rows").filter("split = 'train'")
    return interaction_gains(
        train_rows.order("contact_id").df(), json.loads(configuration)
    )
