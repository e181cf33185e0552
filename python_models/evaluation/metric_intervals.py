"""One row per model x split x metric: a 95 % interval from resampled contacts.

key: model_id, split, metric

Not SQL because every resample ranks all contacts anew: a few passes over arrays here, a
join that multiplies the predictions there. Intervals of the same predictions are kept.
"""

from customer_segmentation.reuse.kept_rows import kept_rows
from customer_segmentation.reuse.labelled_sample import (
    labelled_sample,
    sample_fingerprint,
)


def model(dbt, session):
    """Resample the labelled contacts of each split."""
    [settings] = (
        dbt.ref("int_resampling_settings")
        .project("f_beta, bootstrap_replicates, random_state")
        .fetchall()
    )
    contacts = labelled_sample(
        dbt.ref("int_labelled_predictions").project(
            "model_id, split, contact_id, log_odds, subscription_probability,"
            " is_predicted_subscriber, is_subscriber"
        )
    )
    fingerprint = sample_fingerprint(contacts, settings)
    kept = kept_rows(session, dbt.this.schema, dbt.this.identifier, fingerprint)
    if kept is not None:
        return kept

    from customer_segmentation.bootstrap import metric_intervals

    return metric_intervals(contacts.df(), *settings).assign(fingerprint=fingerprint)
