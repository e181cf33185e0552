"""One row per saved model that an earlier build left: whether it can be read.

key: model_id

Not SQL because every entry of a document is checked, and its probes are scored. A model
is looked at once, in the first build after it was saved, and again if it was changed.
"""

from customer_segmentation.reuse.model_store import unchecked_models
from customer_segmentation.reuse.tables import MODEL_CHECKS, no_rows


def model(dbt, session):
    """Look at the models that nobody has looked at."""
    dbt.config(
        materialized="incremental",
        unique_key="model_id",
        incremental_strategy="delete+insert",
    )
    # So that a selection from the contacts on builds it, as it does the store.
    dbt.ref("int_training_digest")
    # What the store holds before this build adds to it: a look back, not in the DAG.
    store = f"{dbt.this.schema}.fitted_models"
    checks = str(dbt.this) if dbt.is_incremental else None
    models = unchecked_models(session, store, checks)
    if not models:
        return session.sql(no_rows(MODEL_CHECKS))

    from customer_segmentation.model_check import check_models

    return check_models(models)
