"""One row per fitted model: all that were ever fitted or imported here.

key: model_id

Not SQL because scikit-learn fits the trees. This table is the store that the registry
is a view of, so it is never rebuilt, not even by a full refresh. A model whose
fingerprint is stored is not fitted again, only marked as requested.
"""

import json

from customer_segmentation.reuse.fingerprint import training_fingerprint
from customer_segmentation.reuse.model_store import as_requested, stored_model
from customer_segmentation.reuse.tables import MODEL_STORE, no_rows


def model(dbt, session):
    """Fit the requested model, or find it among those fitted before."""
    dbt.config(
        materialized="incremental",
        unique_key="model_id",
        incremental_strategy="delete+insert",
        full_refresh=False,
    )
    [(requested, text)] = dbt.ref("int_training_configuration").fetchall()
    [(digest,)] = dbt.ref("int_training_digest").fetchall()
    if requested not in ("auto", "train"):
        return session.sql(no_rows(MODEL_STORE))

    configuration = json.loads(text)
    fingerprint = training_fingerprint(digest, configuration)
    set_aside = dbt.ref("model_checks").filter("fault is not null")
    if dbt.is_incremental and requested == "auto":
        unread = [model_id for model_id, *_ in set_aside.fetchall()]
        stored = session.sql(stored_model(str(dbt.this), fingerprint, unread))
        if stored.fetchall():
            return stored

    from customer_segmentation.training import train_model

    rows = dbt.ref("int_training_rows").filter("split = 'validation'")
    trained = train_model(
        dbt.ref("balanced_training_rows").order("training_row").df(),
        rows.order("contact_id").df(),
        dbt.ref("int_feature_levels").order("feature, code").df(),
        dbt.ref("int_parity_probes").order("probe_id").df(),
        configuration,
        fingerprint,
    )
    return as_requested(trained)
