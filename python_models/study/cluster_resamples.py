"""One row per transformation x number of segments x segment, by rising stability.

key: transformation, segment_count, stability_rank

Not SQL because every row is fitted by scikit-learn again and again. Built on demand, by
`make study`.
"""

import json

from customer_segmentation.segments.comparison import compare_transformations


def model(dbt, session):
    """Measure every number of segments under every transformation."""
    [(text,)] = dbt.ref("int_segmentation_settings").project("settings").fetchall()
    settings = json.loads(text)
    customers = dbt.ref("int_segmentation_customers").order("contact_id")
    return compare_transformations(
        customers.project("recency, frequency, monetary").df(),
        dbt.ref("int_segmentation_points").order("all").df(),
        settings | {"resamples": max(50, settings["resamples"])},
    )
