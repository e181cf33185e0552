"""What each way to make measures comparable does to the stability of segments."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from customer_segmentation.segments.fitting import MEASURES, UNITS
from customer_segmentation.segments.kmeans import UNITS_PER_DEVIATION, Counts, Points
from customer_segmentation.segments.selection import (
    MOST_CONTACTS,
    measure_candidates,
    thinned,
)

NUMBERS = range(2, 11)


def compare_transformations(
    customers: pd.DataFrame, points: pd.DataFrame, settings: Mapping[str, int]
) -> pd.DataFrame:
    """Measure numbers of segments under several transformations of the measures.

    Parameters
    ----------
    customers : DataFrame
        Train customers: ``recency``, ``frequency`` and ``monetary``, missing where
        never contacted or not known.
    points : DataFrame
        The same customers as the project places them: `UNITS` and ``contact_count``.
    settings : mapping
        ``starts``, ``resamples`` and ``random_state``.

    Returns
    -------
    DataFrame
        One row per ``transformation``, ``segment_count`` and ``stability_rank`` (1 is
        the least stable segment), with its ``stability`` and what `Candidate` says of
        the number.

    Notes
    -----
    ``tamed`` is what the project does. ``standardised`` takes the measures as they are,
    ``ranked`` the share of customers below; in both, never contacted is as long ago as
    the longest known.
    """
    tables = {
        "tamed": (
            points[UNITS].to_numpy(dtype=np.float64),
            points["contact_count"].to_numpy(dtype=np.int64),
        ),
        "standardised": _placed(customers, lambda values: values),
        "ranked": _placed(customers, lambda values: values.rank(pct=True)),
    }
    rows = []
    for transformation, (places, counts) in tables.items():
        sample, drawn = thinned(places, counts, MOST_CONTACTS, settings["random_state"])
        numbers = [number for number in NUMBERS if number <= len(sample)]
        for measured in measure_candidates(sample, drawn, numbers, settings):
            rows += [
                {
                    "transformation": transformation,
                    "segment_count": measured.count,
                    "stability_rank": rank,
                    "stability": stability,
                    "inertia": measured.inertia,
                    "silhouette": measured.silhouette,
                    "davies_bouldin": measured.davies_bouldin,
                    "smallest_share": measured.smallest_share,
                    "resample_count": settings["resamples"],
                }
                for rank, stability in enumerate(sorted(measured.stability), 1)
            ]
    return pd.DataFrame(rows)


def _placed(
    customers: pd.DataFrame,
    transform: Callable[["pd.Series[float]"], "pd.Series[float]"],
) -> tuple[Points, Counts]:
    """Standardise transformed measures; count customers at the same place."""
    columns = []
    for measure in MEASURES:
        values = customers[measure].astype(float)
        missing = {"recency": values.max(), "frequency": 0.0}.get(
            measure, values.median()
        )
        changed = transform(values.fillna(0.0 if np.isnan(missing) else missing))
        deviation = float(changed.std(ddof=0)) or 1.0
        standard = (changed - changed.mean()) / deviation
        columns.append(
            np.floor(standard.clip(-16, 16).to_numpy() * UNITS_PER_DEVIATION + 0.5)
        )
    places, counts = np.unique(np.stack(columns, axis=1), axis=0, return_counts=True)
    return places, counts.astype(np.int64)
