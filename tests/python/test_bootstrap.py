"""Intervals hold the truth as often as they say, and never depend on row order."""

import importlib.util
from pathlib import Path
from statistics import NormalDist
from types import SimpleNamespace

import duckdb
import numpy as np
import pandas as pd
import pytest

from customer_segmentation import bootstrap, metrics
from customer_segmentation.bootstrap import (
    INTERVALS,
    metric_intervals,
    paired_comparison,
)
from customer_segmentation.metrics import METRICS, RANKING_METRICS
from customer_segmentation.reuse.tables import COMPARISON, PANDAS_TYPES

NODES = Path(__file__).parents[2] / "python_models"
KEY = ["model_id", "split", "metric"]


def scored(n=400, seed=0, split="test", model_id="m1", distance=1.0):
    """Draw scores of two normal classes; their AUC is cdf(distance / sqrt 2)."""
    rng = np.random.default_rng(seed)
    labels = rng.random(n) < 0.3
    log_odds = rng.normal(distance * labels - 1.5, 1)
    return pd.DataFrame(
        {
            "model_id": model_id,
            "split": split,
            "contact_id": rng.permutation(n) + 1,
            "log_odds": log_odds,
            "subscription_probability": 1 / (1 + np.exp(-log_odds)),
            "is_predicted_subscriber": log_odds >= -1,
            "is_subscriber": labels,
        }
    )


def compared(n=400, seed=0, noise=0.3):
    """Draw a candidate, and a champion that sees it through noise."""
    rows = scored(n, seed)
    rng = np.random.default_rng(seed + 1)
    return pd.DataFrame(
        {
            "contact_id": rows["contact_id"],
            "is_subscriber": rows["is_subscriber"],
            "candidate_log_odds": rows["log_odds"],
            "champion_log_odds": rows["log_odds"] + rng.normal(0, noise, n),
        }
    )


def intervals(rows, n_replicates=100, random_state=42):
    return metric_intervals(rows, 2.0, n_replicates, random_state)


def comparison(rows, n_replicates=100, random_state=42):
    return paired_comparison(rows, "new", "old", n_replicates, random_state)


def of(table, metric):
    [(_, row)] = table[table["metric"] == metric].iterrows()
    return row


def widths(table):
    return (table["upper_95"] - table["lower_95"]).to_numpy()


def assert_same(left, right):
    pd.testing.assert_frame_equal(
        left.reset_index(drop=True), right.reset_index(drop=True), check_exact=True
    )


def types(table):
    """The SQL types of a table's columns, in order."""
    kinds = {kind: name for name, kind in PANDAS_TYPES.items()}
    return {name: kinds[str(kind)] for name, kind in table.dtypes.items()}


def test_one_row_per_model_split_and_metric():
    rows = pd.concat([scored(), scored(split="train"), scored(model_id="m2")])
    table = intervals(rows)
    assert types(table) == INTERVALS
    assert not table.duplicated(KEY).any()
    groups = table.groupby(["model_id", "split"])["metric"].agg(tuple)
    assert groups.to_dict() == dict.fromkeys(
        [("m1", "test"), ("m1", "train"), ("m2", "test")], METRICS
    )
    assert (table["replicate_count"] == 100).all()
    assert (table["lower_95"] < table["upper_95"]).all()


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    splits = [scored(300, seed, split=str(seed)) for seed in range(200)]
    table = intervals(pd.concat(splits), n_replicates=150)
    truths = {
        "roc_auc": NormalDist().cdf(1 / np.sqrt(2)),
        "prevalence": 0.3,
        "recall": NormalDist().cdf(0.5),
        "specificity": NormalDist().cdf(0.5),
    }
    for metric, truth in truths.items():
        rows = table[table["metric"] == metric]
        holds = (rows["lower_95"] <= truth) & (truth <= rows["upper_95"])
        assert 0.89 <= holds.mean() <= 0.985, metric


def test_the_interval_of_a_share_is_as_wide_as_the_binomial_one():
    rows = scored(1000)
    share = rows["is_subscriber"].mean()
    row = of(intervals(rows, n_replicates=3000), "prevalence")
    error = np.sqrt(share * (1 - share) / 1000)
    assert row["upper_95"] - row["lower_95"] == pytest.approx(3.92 * error, rel=0.07)
    assert row["upper_95"] + row["lower_95"] == pytest.approx(2 * share, abs=error / 4)


def test_the_bounds_are_the_quantiles_of_the_resampled_metric():
    rows = scored(150).sort_values("contact_id")
    random = bootstrap._random_stream(42, "test")
    labels = rows["is_subscriber"].to_numpy()
    drawn = random.integers(150, size=(100, 150))
    expected = np.quantile(labels[drawn].mean(axis=1), [0.025, 0.975])
    row = of(intervals(rows), "prevalence")
    assert [row["lower_95"], row["upper_95"]] == pytest.approx(expected, rel=1e-12)


def test_the_order_of_rows_and_chunks_do_not_show(monkeypatch):
    rows = pd.concat([scored(), scored(split="train", seed=1)])
    table, pairs = intervals(rows), comparison(compared())
    assert_same(table, intervals(rows.sample(frac=1, random_state=0)))
    assert_same(pairs, comparison(compared().sample(frac=1, random_state=0)))
    monkeypatch.setattr(metrics, "MAX_BYTES", 400 * 8 * metrics.ARRAYS_AT_ONCE * 3)
    in_parts = intervals(rows)
    bounds = ["lower_95", "upper_95"]
    assert in_parts[bounds].to_numpy() == pytest.approx(table[bounds].to_numpy())
    assert_same(pairs, comparison(compared()))


def test_the_random_state_decides():
    rows = scored()
    assert_same(intervals(rows), intervals(rows))
    assert not intervals(rows).equals(intervals(rows, random_state=43))
    assert_same(comparison(compared()), comparison(compared()))
    assert not comparison(compared()).equals(comparison(compared(), random_state=43))


def test_a_split_has_its_own_stream():
    test, train = scored(), scored(split="train")
    alone, both = intervals(test), intervals(pd.concat([train, test]))
    assert_same(alone, both[both["split"] == "test"])
    # the same contacts under another name are resampled otherwise
    assert (widths(alone) != widths(both[both["split"] == "train"])).any()


def test_replicates_that_do_not_define_a_metric_are_left_out():
    rows = scored(40).assign(is_subscriber=lambda r: r["contact_id"] == 1)
    table = intervals(rows, n_replicates=300)
    without = int(np.round(300 * (1 - 1 / 40) ** 40))
    recall = of(table, "recall")
    assert recall["replicate_count"] == pytest.approx(300 - without, abs=35)
    assert np.isfinite([recall["lower_95"], recall["upper_95"]]).all()
    assert of(table, "accuracy")["replicate_count"] == 300


def test_a_metric_without_any_defined_replicate_is_null():
    table = intervals(scored(40).assign(is_subscriber=False))
    for metric in ("recall", "roc_auc", "average_precision", "alift", "brier_skill"):
        row = of(table, metric)
        assert np.isnan([row["lower_95"], row["upper_95"]]).all()
        assert row["replicate_count"] == 0
    assert of(table, "prevalence")["upper_95"] == 0


def test_one_contact_has_an_interval_of_no_width():
    row = of(intervals(scored(1)), "accuracy")
    assert row["lower_95"] == row["upper_95"]


def test_no_replicates_leave_bounds_open_and_keep_the_rows():
    table = intervals(scored(), n_replicates=0)
    assert tuple(table["metric"]) == METRICS
    assert table[["lower_95", "upper_95"]].isna().all(axis=None)
    assert (table["replicate_count"] == 0).all()
    pairs = comparison(compared(), n_replicates=0)
    assert pairs[["lower_95", "upper_95", "better_share"]].isna().all(axis=None)
    assert pairs["difference"].notna().all()


def test_a_sub_sample_gives_intervals_as_wide_as_all_contacts(monkeypatch):
    rows, pairs = scored(8000), compared(8000)
    full = intervals(rows, 400), comparison(pairs, 400)
    monkeypatch.setattr(bootstrap, "MAX_CONTACTS", 2000)
    sub = intervals(rows, 400), comparison(pairs, 400)
    # ece, a sum of absolute gaps, has another distribution in a sub-sample
    is_smooth = full[0]["metric"] != "ece"
    # unscaled, every ratio would be about 2
    assert widths(sub[0][is_smooth]) == pytest.approx(
        widths(full[0][is_smooth]), rel=0.3
    )
    assert np.mean(widths(sub[0]) / widths(full[0])) == pytest.approx(1, abs=0.1)
    assert widths(sub[1]) == pytest.approx(widths(full[1]), rel=0.3)
    for table, expected in zip(sub, full, strict=True):
        middle = table[["lower_95", "upper_95"]].mean(axis=1)
        shift = (middle - expected[["lower_95", "upper_95"]].mean(axis=1)).abs()
        # around the metric of all contacts, not of the sub-sample
        assert (shift < 0.2 * widths(expected))[table["metric"] != "ece"].all()
    assert (sub[1]["contact_count"] == 8000).all()
    assert_same(sub[0], intervals(rows.sample(frac=1, random_state=0), 400))


@pytest.mark.parametrize(("is_wrong", "bound"), [(1, "upper_95"), (19, "lower_95")])
def test_a_sub_sample_stays_within_the_range_of_a_share(monkeypatch, is_wrong, bound):
    monkeypatch.setattr(bootstrap, "MAX_CONTACTS", 19)
    rows = scored(20).assign(
        is_predicted_subscriber=lambda r: (
            r["is_subscriber"] ^ (r["contact_id"] <= is_wrong)
        )
    )
    row = of(intervals(rows), "accuracy")
    # the sample lacks one of the many, so its resamples of one kind deviate too far
    assert row[bound] == (1 if bound == "upper_95" else 0)


def test_only_shares_are_cut_to_0_and_1():
    rows = scored(50, distance=-3).assign(
        subscription_probability=lambda r: np.where(r["is_subscriber"], 0.01, 0.99)
    )
    table = intervals(rows)
    assert of(table, "mcc")["upper_95"] < 0
    assert of(table, "log_loss")["lower_95"] == pytest.approx(-np.log(0.01))
    assert of(table, "brier_skill")["upper_95"] < -1


def test_a_comparison_has_one_row_per_ranking_metric():
    rows = compared()
    table = comparison(rows)
    assert types(table) == COMPARISON
    assert tuple(table["metric"]) == RANKING_METRICS
    assert set(table["candidate_model_id"]) == {"new"}
    assert set(table["champion_model_id"]) == {"old"}
    assert (table["contact_count"] == len(rows)).all()
    once = np.ones((1, len(rows)))
    for side in ("candidate", "champion"):
        expected = metrics.ranking_metrics(
            rows[f"{side}_log_odds"].to_numpy(), rows["is_subscriber"].to_numpy(), once
        )
        assert dict(zip(table["metric"], table[f"{side}_value"], strict=True)) == {
            name: values[0] for name, values in expected.items()
        }
    lead = table["candidate_value"] - table["champion_value"]
    assert table["difference"].tolist() == lead.tolist()


def test_a_better_candidate_is_better_in_most_resamples():
    better = comparison(compared(2000, noise=2.0))
    assert (better["lower_95"] > 0).all()
    assert (better["better_share"] > 0.97).all()
    turned = compared(2000, noise=2.0).rename(
        columns={
            "candidate_log_odds": "champion_log_odds",
            "champion_log_odds": "candidate_log_odds",
        }
    )
    worse = comparison(turned)
    assert worse["lower_95"].tolist() == pytest.approx((-better["upper_95"]).tolist())
    assert (worse["better_share"] < 0.03).all()


@pytest.mark.parametrize("max_contacts", [100, 100_000])
def test_the_same_ranking_is_a_draw(monkeypatch, max_contacts):
    monkeypatch.setattr(bootstrap, "MAX_CONTACTS", max_contacts)
    rows = compared()
    table = comparison(
        rows.assign(champion_log_odds=3 * rows["candidate_log_odds"] - 1)
    )
    zeros = table[["difference", "lower_95", "upper_95", "better_share"]]
    assert (zeros == 0).all(axis=None)


def test_both_models_are_measured_on_the_same_resample():
    rows = compared(1000, noise=0.1)
    paired = widths(comparison(rows, 300))[0]
    single = of(intervals(scored(1000), 300), "roc_auc")
    assert paired < 0.3 * (single["upper_95"] - single["lower_95"])


@pytest.mark.parametrize(
    "rows",
    [
        compared().head(0),
        compared().assign(is_subscriber=False),
        compared(1),
    ],
    ids=["empty", "no subscriber", "one contact"],
)
def test_what_cannot_be_compared_is_null(rows):
    table = comparison(rows)
    assert types(table) == COMPARISON
    row = of(table, "roc_auc")
    assert row[list(COMPARISON)[3:9]].isna().all()
    assert row["contact_count"] == len(rows)


def test_a_table_without_rows_keeps_its_types():
    table = intervals(scored().head(0))
    assert table.empty
    assert types(table) == INTERVALS


@pytest.mark.parametrize("settings", [{"n_replicates": -1}, {"random_state": -1}])
def test_negative_settings_are_refused(settings):
    name = next(iter(settings))
    with pytest.raises(ValueError, match=f"{name} is -1"):
        intervals(scored(), **settings)
    with pytest.raises(ValueError, match=f"{name} is -1"):
        comparison(compared(), **settings)


def test_unlabelled_contacts_are_refused():
    labels = pd.array([None, *[True] * 399], dtype="boolean")
    with pytest.raises(ValueError, match=r"\['is_subscriber'\] hold nulls"):
        intervals(scored().assign(is_subscriber=labels))
    with pytest.raises(ValueError, match=r"\['champion_log_odds'\] hold nulls"):
        comparison(compared().assign(champion_log_odds=np.nan))


class Project:
    """What a node sees of dbt: relations by name, and a table to return."""

    #: What an earlier build left: nothing.
    this = SimpleNamespace(schema="evaluation", identifier="nothing")

    def __init__(self, n_replicates, **frames):
        self.session = duckdb.connect()
        frames["int_resampling_settings"] = pd.DataFrame(
            {"random_state": [42], "bootstrap_replicates": n_replicates, "f_beta": 2.0}
        )
        self.relations = {
            name: self.session.from_df(rows) for name, rows in frames.items()
        }

    def ref(self, name):
        return self.relations[name]

    def build(self, node):
        spec = importlib.util.spec_from_file_location(
            node, next(NODES.rglob(f"{node}.py"))
        )
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self.session.register("returned", module.model(self, self.session))
        self.session.sql("create table built as select * from returned")
        return self.session.table("built")


def columns_of(built):
    kinds = (str(kind).lower() for kind in built.types)
    return list(zip(built.columns, kinds, strict=True))


@pytest.mark.parametrize("n_replicates", [0, 20])
@pytest.mark.parametrize("n_contacts", [0, 50])
def test_the_intervals_node_measures_labelled_contacts(n_contacts, n_replicates):
    labelled = scored().head(n_contacts).assign(threshold=0.5)
    project = Project(n_replicates, int_labelled_predictions=labelled)
    built = project.build("metric_intervals")
    assert columns_of(built) == [*INTERVALS.items(), ("fingerprint", "varchar")]
    expected = len(METRICS) if n_contacts else 0
    assert len(built.fetchall()) == expected
    bounded = built.filter("lower_95 is not null and not isnan(lower_95)")
    assert len(bounded.fetchall()) == (expected if n_replicates else 0)
    # undefined is null, not NaN, in the database
    assert len(built.filter("isnan(lower_95)").fetchall()) == 0


@pytest.mark.parametrize("n_contacts", [0, 50])
def test_the_comparison_node_compares_what_there_is(n_contacts):
    rows = compared().assign(candidate_model_id="new", champion_model_id="old")
    project = Project(20, int_comparison_scores=rows.head(n_contacts))
    built = project.build("paired_comparison")
    assert columns_of(built) == [*COMPARISON.items()]
    values = built.project("candidate_model_id, champion_model_id, contact_count")
    assert values.fetchall() == [("new", "old", 50)] * (3 if n_contacts else 0)
