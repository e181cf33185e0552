"""One row per fitted segmentation: all that were ever fitted here.

key: segmentation_id

Not SQL because scikit-learn fits the clusters. This table is the store that the other
tables of the layer are read from, so it is never rebuilt, not even by a full refresh.
What has a fingerprint that is stored is not fitted again, only marked as requested.
"""

import json

from customer_segmentation.segments.store import (
    NO_SEGMENTATIONS,
    earlier_segmentations,
    segmentation_fingerprint,
    stored_segmentation,
)


def model(dbt, session):
    """Fit the requested segmentation, or find it among those fitted before."""
    dbt.config(
        materialized="incremental",
        unique_key="segmentation_id",
        incremental_strategy="delete+insert",
        full_refresh=False,
    )
    [(requested, text)] = dbt.ref("int_segmentation_settings").fetchall()
    [(digest,)] = dbt.ref("int_segmentation_digest").fetchall()
    if requested not in ("auto", "fit"):
        return session.sql(NO_SEGMENTATIONS)

    fingerprint = segmentation_fingerprint(digest, text)
    points = dbt.ref("int_segmentation_points")
    earlier = []
    if dbt.is_incremental:
        # Prospects alone teach nothing: they get the segments that were in use.
        wanted = fingerprint if points.limit(1).fetchall() else None
        stored = session.sql(stored_segmentation(str(dbt.this), wanted))
        if requested == "auto" and stored.fetchall():
            return stored
        rows = session.sql(earlier_segmentations(str(dbt.this))).fetchall()
        earlier = [content for (content,) in rows]

    from customer_segmentation.segments.fitting import fit_segmentation

    return fit_segmentation(
        points.df(),
        dbt.ref("int_segment_transformation").df(),
        dbt.ref("int_rfm_cuts").order("measure, score").df(),
        dbt.ref("int_segmentation_probes").order("probe_id").df(),
        json.loads(text),
        fingerprint,
        earlier,
    )
