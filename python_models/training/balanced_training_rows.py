"""One row per training row after oversampling.

key: training_row

Not SQL because imbalanced-learn finds the neighbours and draws the rows between them.
Rows made for the same fingerprint are kept: nothing is loaded to make them again.
"""

import json

from customer_segmentation.reuse.fingerprint import training_fingerprint
from customer_segmentation.reuse.kept_rows import kept_rows


def model(dbt, session):
    """Add synthetic minority rows to the train rows."""
    [(requested, text)] = dbt.ref("int_training_configuration").fetchall()
    [(digest,)] = dbt.ref("int_training_digest").fetchall()
    configuration = json.loads(text)
    fingerprint = training_fingerprint(digest, configuration)
    kept = kept_rows(session, dbt.this.schema, dbt.this.identifier, fingerprint)
    if requested == "auto" and kept is not None:
        return kept

    from customer_segmentation.oversampling.balancing import balance

    rows = dbt.ref("int_training_rows").filter("split = 'train'")
    if requested not in ("auto", "train"):  # nothing to train: keep only the columns
        rows = rows.limit(0)
        configuration |= {"oversampling": {"method": "none"}}
    balanced = balance(rows.order("contact_id").df(), configuration)
    return balanced.assign(fingerprint=fingerprint)
