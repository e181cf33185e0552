"""One row per model x split x metric: a 95 % interval from resampled contacts.

key: model_id, split, metric

Not SQL because every resample ranks all contacts anew: a few passes over arrays here, a
join that multiplies the predictions there.
"""

from customer_segmentation.bootstrap import metric_intervals


def model(dbt, session):
    """Resample the labelled contacts of each split."""
    dbt.config(materialized="table", schema="evaluation")
    [(beta, n_replicates, random_state)] = (
        dbt.ref("int_resampling_settings")
        .project("f_beta, bootstrap_replicates, random_state")
        .fetchall()
    )
    contacts = (
        dbt.ref("predictions")
        .filter("is_subscriber is not null")
        .project(
            "model_id, cast(split as varchar) as split, contact_id, log_odds,"
            " subscription_probability, is_predicted_subscriber, is_subscriber"
        )
    )
    return metric_intervals(contacts.df(), beta, n_replicates, random_state)
