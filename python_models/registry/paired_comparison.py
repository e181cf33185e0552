"""One row per ranking metric: the candidate model against the champion.

key: candidate_model_id, champion_model_id, metric

Not SQL because both models rank every resample of the validation contacts anew. No row
where there is nothing to compare.
"""

from customer_segmentation.reuse.tables import COMPARISON, no_rows


def model(dbt, session):
    """Resample the validation contacts, the same resample for both models."""
    [(n_replicates, random_state)] = (
        dbt.ref("int_resampling_settings")
        .project("bootstrap_replicates, random_state")
        .fetchall()
    )
    scores = dbt.ref("int_comparison_scores")
    pairs = scores.project("candidate_model_id, champion_model_id").distinct()
    models = pairs.fetchall()
    if not models:
        return session.sql(no_rows(COMPARISON))

    from customer_segmentation.bootstrap import paired_comparison

    [(candidate, champion)] = models
    validation = scores.project(
        "contact_id, is_subscriber, candidate_log_odds, champion_log_odds"
    )
    return paired_comparison(
        validation.df(), candidate, champion, n_replicates, random_state
    )
