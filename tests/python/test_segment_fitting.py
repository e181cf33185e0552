"""Clusters, their stability, the choice of their number, and ids that survive."""

import json
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from customer_segmentation.segments.fitting import (
    MEASURES,
    UNITS,
    fit_segmentation,
    original_units,
    units_of,
)
from customer_segmentation.segments.kmeans import (
    UNITS_PER_DEVIATION,
    assign,
    fit_clusters,
)
from customer_segmentation.segments.matching import first_ids, match_ids
from customer_segmentation.segments.selection import (
    Candidate,
    choose,
    measure_candidates,
    thinned,
)
from customer_segmentation.segments.stability import (
    cluster_stability,
    jaccard,
    verdict,
)

SETTINGS = {
    "measures": dict.fromkeys(MEASURES, "a_column"),
    "count": "auto",
    "counts": [2, 5],
    "starts": 5,
    "resamples": 5,
    "smallest_share": 0.02,
    "random_state": 42,
}
TRANSFORMATION = pd.DataFrame(
    {
        f"{measure}_{part}": [value]
        for measure in MEASURES
        for part, value in (("scale", 90.0), ("mean", 0.5), ("inverse_deviation", 8.0))
    }
)
CUTS = pd.DataFrame(
    {
        "measure": ["monetary"], "score": [1], "lower_bound": [None],
        "upper_bound": [None], "train_count": [9], "score_count": [1],
    }
)  # fmt: skip


def blobs(centres, size=60, spread=0.1, seed=0):
    """Return points in units around centres given in standard deviations."""
    generator = np.random.default_rng(seed)
    points = np.concatenate(
        [centre + spread * generator.normal(size=(size, 3)) for centre in centres]
    )
    return np.unique(np.floor(points * UNITS_PER_DEVIATION), axis=0)


FOUR = np.array([[0, 0, 0], [2, 0, 0], [0, 2, 0], [2, 2, 2]], dtype=float)


def frame(points, counts=None):
    return pd.DataFrame(points.astype(np.int64), columns=UNITS).assign(
        contact_count=1 if counts is None else counts
    )


def fit(points, earlier=(), counts=None, **changes):
    probes = frame(points[:3]).assign(
        probe_id=[1, 2, 3][: len(points)], probe="customer", **dict.fromkeys(MEASURES)
    )
    fitted = fit_segmentation(
        frame(points, counts), TRANSFORMATION, CUTS, probes, SETTINGS | changes, "f",
        earlier,
    )  # fmt: skip
    return fitted["content"].iloc[0]


# --- Clusters ---


def test_centroids_are_the_rounded_means_of_their_members():
    points = blobs(FOUR)
    counts = np.arange(1, len(points) + 1)
    found = fit_clusters(points, counts, 4, starts=5, random_state=0)
    for cluster in range(4):
        held = found.labels == cluster
        mean = np.average(points[held], axis=0, weights=counts[held])
        np.testing.assert_array_equal(found.centroids[cluster], np.floor(mean + 0.5))
    np.testing.assert_array_equal(found.labels, assign(points, found.centroids))
    squares = ((points - found.centroids[found.labels]) ** 2).sum(axis=1)
    assert found.inertia == pytest.approx(counts @ squares / 2.0**40)


def test_rows_in_another_order_and_threads_give_the_same_centroids():
    points = blobs(FOUR, spread=0.5)
    counts = np.ones(len(points), dtype=np.int64)
    results = []
    for threads, order in ((1, slice(None)), (2, slice(None, None, -1))):
        with threadpool_limits(threads):
            found = fit_clusters(
                points[order], counts, 4, starts=10, random_state=threads
            )
        results.append(found.centroids[np.lexsort(found.centroids.T)])
    np.testing.assert_array_equal(*results)


def test_the_first_of_several_nearest_centroids_wins():
    centroids = np.array([[4.0, 0, 0], [-4.0, 0, 0], [0, 4.0, 0]]) * 2**18
    points = np.array([[0.0, 0, 0], [-1.0, 0, 0], [1.0, 1, 0], [1.0, 2, 0]])
    np.testing.assert_array_equal(assign(points, centroids), [0, 1, 0, 2])


def test_assignment_is_that_of_a_fitted_estimator():
    points = blobs(FOUR, spread=0.8)
    found = fit_clusters(
        points, np.ones(len(points), dtype=int), 4, starts=5, random_state=3
    )
    estimator = KMeans(4, n_init=5, random_state=3, tol=0.0)
    theirs = estimator.fit_predict(points / UNITS_PER_DEVIATION)
    assert jaccard(found.labels, theirs, np.ones(len(points), dtype=int), 4).max(
        axis=1
    ) == pytest.approx(1.0)


# --- Stability ---


def test_jaccard_of_a_case_by_hand():
    first, second = np.array([0, 0, 0, 1, 1]), np.array([0, 0, 1, 1, 1])
    counts = np.array([1, 2, 1, 1, 4])
    np.testing.assert_allclose(
        jaccard(first, second, counts, 2), [[3 / 4, 1 / 9], [0, 5 / 6]]
    )


def test_true_clusters_are_found_again_and_halves_of_one_are_not():
    points, settings = blobs(FOUR), {"starts": 3, "resamples": 10, "random_state": 0}
    counts = np.ones(len(points), dtype=int)
    true, more = measure_candidates(points, counts, [4, 5], settings)
    assert min(true.stability) > 0.99
    assert min(more.stability) < 0.75
    assert true.silhouette > more.silhouette
    assert true.davies_bouldin < more.davies_bouldin


def test_a_resample_of_too_few_points_finds_nothing_again():
    points = blobs(FOUR, size=1)
    counts = np.ones(4, dtype=int)
    clustering = fit_clusters(points, counts, 4, starts=1, random_state=0)
    measured = cluster_stability(
        points, counts, clustering, resamples=20, starts=1, random_state=0
    )
    assert measured.mean() < 0.5


def test_verdicts():
    assert [verdict(value) for value in (1, 0.85, 0.8499, 0.75, 0.6, 0.59, 0)] == [
        "highly stable", "highly stable", "valid", "valid", "doubtful",
        "not to be trusted", "not to be trusted",
    ]  # fmt: skip


# --- The number of segments ---


def candidate(count, silhouette, lowest, share=0.1):
    return Candidate(count, 1.0, silhouette, 1.0, share, (lowest, 1.0))


@pytest.mark.parametrize(
    ("candidates", "chosen", "said"),
    [
        # stable comes before separated: the most separated is not found again
        ([candidate(3, 0.9, 0.5), candidate(4, 0.5, 0.9)], 4, "highly stable"),
        # of stable ones within .10 of the best, the most segments
        ([candidate(3, 0.55, 0.9), candidate(4, 0.5, 0.9)], 4, "most segments"),
        ([candidate(3, 0.65, 0.9), candidate(4, 0.5, 0.9)], 3, "silhouette"),
        # no segment below the least share
        ([candidate(3, 0.5, 0.9), candidate(4, 0.5, 0.99, 0.01)], 3, "2.0%"),
        # where none is highly stable, valid, then doubtful ones
        ([candidate(3, 0.5, 0.76), candidate(4, 0.5, 0.74)], 3, "valid"),
        ([candidate(3, 0.5, 0.61), candidate(4, 0.5, 0.59)], 3, "doubtful"),
        ([candidate(3, 0.5, 0.3), candidate(4, 0.5, 0.4)], 4, "to be trusted"),
        ([candidate(3, 0.5, 0.9, 0.01), candidate(4, 0.5, 0.9, 0.005)], 3, "below"),
    ],
)
def test_the_written_rule(candidates, chosen, said):
    choice = choose(candidates, 0.02)
    assert choice.count == chosen
    assert said in choice.reason


def test_one_number_is_chosen_and_the_others_say_why_not():
    document = json.loads(fit(blobs(FOUR)))
    assert document["count"] == 4
    assert [one["is_chosen"] for one in document["selection"]] == [
        False, False, True, False
    ]  # fmt: skip
    assert all(one["reason"] for one in document["selection"])


def test_a_number_that_is_asked_for_is_taken():
    document = json.loads(fit(blobs(FOUR), count=2))
    assert document["count"] == len(document["segments"]) == 2
    assert "the rule would choose 4" in document["reason"]


def test_a_sample_keeps_points_in_proportion():
    points, counts = np.eye(3), np.array([1000, 3000, 0])
    kept, drawn = thinned(points, counts, 400, 0)
    assert drawn.sum() == 400
    assert drawn[0] == pytest.approx(100, abs=30)
    assert len(kept) == 2


# --- Ids ---


def test_first_ids_follow_the_place():
    centroids = FOUR * UNITS_PER_DEVIATION
    for order in permutations(range(4)):
        assert first_ids(centroids[list(order)]).ids == tuple(
            {0: 1, 2: 2, 1: 3, 3: 4}[place] for place in order
        )


def test_moved_segments_keep_ids_new_and_gone_ones_are_said():
    earlier = FOUR * UNITS_PER_DEVIATION
    moved = np.array([[2.1, 2, 2], [0.2, 0, 0], [9, 9, 9], [0, 2.3, 0]])
    match = match_ids(moved * UNITS_PER_DEVIATION, earlier, [7, 8, 5, 9], 11)
    assert match.ids == (9, 7, 12, 5)
    assert match.changes == ("kept", "kept", "new", "kept")
    assert match.gone == (8,)
    assert match.moved == (
        pytest.approx(0.1), pytest.approx(0.2), None, pytest.approx(0.3)
    )  # fmt: skip


def test_ids_survive_seeds_more_rows_and_another_order():
    before = fit(blobs(FOUR))
    ids = {tuple(np.round(place(one), 1)): one for one in segments(before)}
    for seed in range(10):
        points = blobs(FOUR, size=60 + 10 * seed, seed=seed)[::-1]
        after = fit(points, [before], random_state=seed)
        for one in segments(after):
            known = ids[tuple(np.round(place(one), 1))]
            assert one["segment_id"] == known["segment_id"]
            assert one["change"] == "kept"


def segments(content):
    return json.loads(content)["segments"]


def place(segment):
    return np.array([segment[unit] for unit in UNITS]) / UNITS_PER_DEVIATION + 0.0


def test_an_id_is_never_given_twice():
    """A segment that was gone for a while is not mistaken for the one that came."""
    first = fit(blobs(FOUR))
    without = fit(blobs(FOUR[:3]), [first])
    assert json.loads(without)["gone"] == [4]
    other = np.vstack([FOUR[:3], [[-3, -3, -3]]])
    later = fit(blobs(other), [without, first])
    assert sorted(one["segment_id"] for one in segments(later)) == [1, 2, 3, 5]


def test_centroids_are_told_in_original_units_and_back():
    measures = json.loads(fit(blobs(FOUR)))["measures"]
    units = [0.3 * UNITS_PER_DEVIATION, -0.2 * UNITS_PER_DEVIATION, 123.0]
    told = original_units(np.array(units), measures)
    np.testing.assert_allclose(units_of(told, measures), units, atol=5)
    never = original_units(np.array([-4.0 * UNITS_PER_DEVIATION, 0, 0]), measures)
    assert never["recency"] is None


# --- Few customers ---


def test_one_customer_is_one_segment():
    document = json.loads(fit(np.zeros((1, 3))))
    assert document["count"] == len(document["segments"]) == 1
    assert document["selection"][0]["silhouette"] is None


def test_more_segments_than_points():
    points = np.array([[0.0, 0, 0], [2**20, 0, 0], [0, 2**20, 0]])
    document = json.loads(fit(points, counts=[5, 5, 5], count=8))
    assert document["count"] == 3
    assert "only 3 distinct points" in document["reason"]


def test_no_customer_at_all():
    content = fit_segmentation(
        frame(np.zeros((0, 3))), TRANSFORMATION, CUTS,
        frame(np.zeros((0, 3))).assign(probe_id=1, probe="", **dict.fromkeys(MEASURES)),
        SETTINGS, "f",
    )["content"].iloc[0]  # fmt: skip
    assert json.loads(content)["train_count"] == 0
    assert len(segments(content)) == 1


def test_no_resamples_no_stability():
    document = json.loads(fit(blobs(FOUR), resamples=0))
    assert document["segments"][0]["stability"] is None
    assert "stability was not measured" in document["reason"]
