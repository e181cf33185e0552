"""Fit a segmentation and write it as one JSON document, named by its own content."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

from customer_segmentation.content import canonical_json, content_id
from customer_segmentation.segments.kmeans import (
    UNITS_PER_DEVIATION,
    Clustering,
    Counts,
    Points,
    assign,
    fit_clusters,
)
from customer_segmentation.segments.matching import Match, first_ids, match_ids
from customer_segmentation.segments.selection import (
    MOST_CONTACTS,
    Candidate,
    Choice,
    choose,
    mean_stability,
    measure_candidates,
    thinned,
    why_not,
)
from customer_segmentation.segments.store import FORMAT, library_versions

MEASURES = ("recency", "frequency", "monetary")
UNITS = [f"{measure}_units" for measure in MEASURES]


def fit_segmentation(
    points: pd.DataFrame,
    transformation: pd.DataFrame,
    cuts: pd.DataFrame,
    probes: pd.DataFrame,
    settings: Mapping[str, Any],
    fingerprint: str,
    earlier: Sequence[str] = (),
) -> pd.DataFrame:
    """Fit, choose, match and document.

    Parameters
    ----------
    points : DataFrame
        Distinct points of train contacts: ``recency_units``, ``frequency_units``,
        ``monetary_units`` (whole numbers) and ``contact_count``.
    transformation : DataFrame
        One row: ``<measure>_scale``, ``<measure>_mean`` and
        ``<measure>_inverse_deviation`` of each.
    cuts : DataFrame
        One row per measure and score, kept as they are.
    probes : DataFrame
        Customers on which SQL is to agree: ``probe_id``, ``probe``, the three measures
        and their units.
    settings : mapping
        ``measures`` (the expression of each), ``count`` ("auto" or a number),
        ``counts`` (lowest, highest), ``starts``, ``resamples``, ``smallest_share``
        and ``random_state``.
    fingerprint : str
    earlier : sequence of str
        Documents of earlier segmentations, the one before this first.

    Returns
    -------
    DataFrame
        One row of the store.
    """
    ordered = points.sort_values(UNITS, ignore_index=True)
    places: Points = ordered[UNITS].to_numpy(dtype=np.float64)
    counts: Counts = ordered["contact_count"].to_numpy(dtype=np.int64)
    if not len(places):
        places, counts = np.zeros((1, 3)), np.ones(1, dtype=np.int64)
    candidates, choice = _choose(places, counts, settings)
    clustering = fit_clusters(
        places,
        counts,
        choice.count,
        starts=settings["starts"],
        random_state=settings["random_state"],
    )
    stability = _stability(places, counts, clustering, settings)
    measures = _measure_records(transformation, settings["measures"])
    match = _match(clustering.centroids, measures, [json.loads(one) for one in earlier])
    order = np.argsort(match.ids)
    centroids = clustering.centroids[order]
    members = np.bincount(
        clustering.labels, weights=counts, minlength=choice.count
    ).astype(int)[order]
    ids = [match.ids[cluster] for cluster in order]
    document = {
        "format": FORMAT,
        "fingerprint": fingerprint,
        "library_versions": library_versions(),
        "settings": dict(settings),
        "train_count": int(points["contact_count"].sum()),
        "point_count": len(points),
        "count": choice.count,
        "reason": choice.reason,
        "measures": measures,
        "cuts": _records(cuts),
        "selection": candidates,
        "segments": [
            {
                "segment_id": ids[place],
                **_by_measure(centroids[place], "units"),
                **original_units(centroids[place], measures),
                "train_count": int(members[place]),
                "stability": stability[cluster],
                "change": match.changes[cluster],
                "moved": match.moved[cluster],
            }
            for place, cluster in enumerate(order)
        ],
        "gone": list(match.gone),
        "probes": _probes(probes, places, centroids, ids),
    }
    content = canonical_json(document)
    now = datetime.now(UTC).replace(tzinfo=None)
    return pd.DataFrame(
        {
            "segmentation_id": [content_id(content)],
            "fingerprint": [fingerprint],
            "fitted_at": [now],
            "content": [content],
            "requested_at": [now],
        }
    ).astype({"fitted_at": "datetime64[us]", "requested_at": "datetime64[us]"})


def original_units(
    centroid: Points, measures: Sequence[Mapping[str, Any]]
) -> dict[str, float | None]:
    """Return a centroid in the units of the measures.

    Parameters
    ----------
    centroid : ndarray of float64, shape (3,)
        In units.
    measures : sequence of mapping
        ``measure``, ``scale``, ``mean`` and ``inverse_deviation`` of each.

    Returns
    -------
    dict
        Recency is None where the centroid lies where the never contacted do.
    """
    scales = {str(row["measure"]): row for row in measures}
    tamed = {
        measure: value
        / UNITS_PER_DEVIATION
        / (scales[measure]["inverse_deviation"] or np.inf)
        + scales[measure]["mean"]
        for measure, value in zip(MEASURES, centroid.tolist(), strict=True)
    }
    recency = tamed["recency"]
    monetary = tamed["monetary"]
    return {
        # Closer to never than a thousand times the scale is never.
        "recency": None
        if recency < 1e-3
        else max(0.0, scales["recency"]["scale"] * (1 / recency - 1)),
        # A mean of zeros is one but for its rounding.
        "frequency": round(max(0.0, float(np.expm1(tamed["frequency"]))), 6),
        "monetary": float(
            np.sign(monetary) * scales["monetary"]["scale"] * np.expm1(abs(monetary))
        ),
    }


def units_of(
    segment: Mapping[str, Any], measures: Sequence[Mapping[str, Any]]
) -> list[float]:
    """Place a centroid, given in original units, among the points of a fit.

    Parameters
    ----------
    segment : mapping
        ``recency``, ``frequency`` and ``monetary`` of `original_units`.
    measures : sequence of mapping
        Of the fit.

    Returns
    -------
    list of float
    """
    scales = {str(row["measure"]): row for row in measures}
    recency, monetary = segment["recency"], segment["monetary"]
    tamed = {
        "recency": 0.0
        if recency is None
        else 1 / (1 + recency / scales["recency"]["scale"]),
        "frequency": float(np.log1p(segment["frequency"])),
        "monetary": float(
            np.sign(monetary) * np.log1p(abs(monetary) / scales["monetary"]["scale"])
        ),
    }
    return [
        (tamed[measure] - scales[measure]["mean"])
        * scales[measure]["inverse_deviation"]
        * UNITS_PER_DEVIATION
        for measure in MEASURES
    ]


def _choose(
    points: Points, counts: Counts, settings: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], Choice]:
    """Measure a range of numbers of clusters, and choose one."""
    sample, drawn = thinned(points, counts, MOST_CONTACTS, settings["random_state"])
    lowest, highest = settings["counts"]
    numbers = [n for n in range(lowest, highest + 1) if n <= len(sample)]
    numbers = numbers or [min(lowest, len(sample))]
    asked = settings["count"]
    if asked != "auto" and min(asked, len(points)) not in numbers:
        numbers = sorted({*numbers, min(asked, len(points))})
    measured = measure_candidates(
        sample, drawn, [min(number, len(sample)) for number in numbers], settings
    )
    by_rule = choose(measured, settings["smallest_share"])
    if asked == "auto":
        choice = by_rule
    elif asked > len(points):
        choice = Choice(
            len(points),
            f"{asked} segments were asked for, but train contacts lie on only "
            f"{len(points)} distinct points",
        )
    else:
        choice = Choice(asked, f"asked for; the rule would choose {by_rule.count}")
    chosen = next(one for one in measured if one.count == choice.count)
    return [
        _selection_record(one, chosen, choice, settings) for one in measured
    ], choice


def _selection_record(
    candidate: Candidate,
    chosen: Candidate,
    choice: Choice,
    settings: Mapping[str, Any],
) -> dict[str, Any]:
    is_chosen = candidate.count == choice.count
    if is_chosen:
        reason = choice.reason
    elif settings["count"] == "auto":
        reason = why_not(candidate, chosen, settings["smallest_share"])
    else:
        reason = "another number was asked for"
    return {**asdict(candidate), "is_chosen": is_chosen, "reason": reason}


def _stability(
    points: Points, counts: Counts, clustering: Clustering, settings: Mapping[str, Any]
) -> list[float | None]:
    """Measure each segment of the final fit, on as many contacts as the candidates."""
    sample, drawn = thinned(points, counts, MOST_CONTACTS, settings["random_state"])
    of_sample = Clustering(
        clustering.centroids, assign(sample, clustering.centroids), clustering.inertia
    )
    measured = mean_stability(sample, drawn, of_sample, settings)
    return list(measured) if measured else [None] * len(clustering.centroids)


def _match(
    centroids: Points,
    measures: Sequence[Mapping[str, Any]],
    earlier: Sequence[Mapping[str, Any]],
) -> Match:
    if not earlier:
        return first_ids(centroids)
    before = earlier[0]["segments"]
    given = [segment["segment_id"] for one in earlier for segment in one["segments"]]
    return match_ids(
        centroids,
        np.array([units_of(segment, measures) for segment in before]),
        [segment["segment_id"] for segment in before],
        max(given),
    )


def _probes(
    probes: pd.DataFrame, points: Points, centroids: Points, ids: Sequence[int]
) -> list[dict[str, Any]]:
    """List customers, and points on and beside each boundary, with their segment."""
    of_customers: Points = probes[UNITS].to_numpy(dtype=np.float64)
    pairs = [
        (first, second) for second in range(len(centroids)) for first in range(second)
    ]
    boundary = [
        np.floor((centroids[first] + centroids[second]) / 2) + step
        for first, second in pairs
        for step in (-1.0, 0.0, 1.0)
    ]
    added = np.array([*boundary, *centroids, points[0], points[-1]])
    records = [
        {**record, **_by_measure(place, "units"), "segment_id": ids[label]}
        for record, place, label in zip(
            _records(probes[["probe_id", "probe", *MEASURES]]),
            of_customers,
            assign(of_customers, centroids) if len(of_customers) else [],
            strict=True,
        )
    ]
    names = [
        *(
            f"boundary of {ids[first]} and {ids[second]}"
            for first, second in pairs
            for _ in range(3)
        ),
        *(f"centroid of {segment}" for segment in ids),
        "first point",
        "last point",
    ]
    return records + [
        {
            "probe_id": -1 - number,
            "probe": name,
            **dict.fromkeys(MEASURES),
            **_by_measure(place, "units"),
            "segment_id": ids[label],
        }
        for number, (name, place, label) in enumerate(
            zip(names, added, assign(added, centroids), strict=True)
        )
    ]


def _measure_records(
    transformation: pd.DataFrame, expressions: Mapping[str, str]
) -> list[dict[str, Any]]:
    [row] = _records(transformation)
    return [
        {
            "measure": measure,
            "expression": expressions[measure],
            **{
                part: float(row[f"{measure}_{part}"])
                for part in ("scale", "mean", "inverse_deviation")
            },
        }
        for measure in MEASURES
    ]


def _by_measure(values: Points, suffix: str) -> dict[str, int]:
    return {
        f"{measure}_{suffix}": int(value)
        for measure, value in zip(MEASURES, values.tolist(), strict=True)
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """List rows with every missing value as None and scalars as Python's own."""
    columns = {
        str(name): [None if pd.isna(value) else value for value in column.tolist()]
        for name, column in frame.items()
    }
    return [
        dict(zip(columns, values, strict=True))
        for values in zip(*columns.values(), strict=True)
    ]
