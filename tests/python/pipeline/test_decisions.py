"""What the tables say equals what scikit-learn, or the batch, says of the same rows."""

import duckdb
import numpy as np
import pytest
from sklearn import metrics as sk

from conftest import CHEAP, Warehouse, project_vars

SPLITS = ("train", "validation", "test")
WHAT_IF_SIZE = 12


def measured(warehouse, split):
    return dict(
        warehouse.query(
            "select metric, value from evaluation.model_metrics"
            f" where split = '{split}'"
        )
    )


def expected(rows, beta=2.0):
    """Every metric that scikit-learn has, of one split."""
    label = rows["is_subscriber"].astype(bool)
    called = rows["is_predicted_subscriber"].astype(bool)
    log_odds, probability = rows["log_odds"], rows["subscription_probability"]
    both = [False, True]
    return {
        "accuracy": sk.accuracy_score(label, called),
        "precision": sk.precision_score(label, called, zero_division=np.nan),
        "recall": sk.recall_score(label, called, zero_division=np.nan),
        "f1": sk.f1_score(label, called, zero_division=np.nan),
        "f_beta": sk.fbeta_score(label, called, beta=beta, zero_division=np.nan),
        "specificity": sk.recall_score(
            label, called, pos_label=False, zero_division=np.nan
        ),
        "mcc": sk.matthews_corrcoef(label, called),
        "log_loss": sk.log_loss(label, probability, labels=both),
        "brier": sk.brier_score_loss(label, probability),
        **(
            {
                "balanced_accuracy": sk.balanced_accuracy_score(label, called),
                "roc_auc": sk.roc_auc_score(label, log_odds),
                "average_precision": sk.average_precision_score(label, log_odds),
            }
            if label.nunique() == 2
            else {}
        ),
    }


@pytest.mark.parametrize("split", SPLITS)
def test_metrics_in_sql_equal_those_of_scikit_learn(sample, split):
    rows = sample.frame(f"select * from scoring.predictions where split = '{split}'")
    ours = measured(sample, split)
    assert rows["log_odds"].duplicated().any() or split == "test"
    for name, value in expected(rows).items():
        assert ours[name] == pytest.approx(value, abs=1e-12), name


@pytest.fixture(scope="module")
def later(tmp_path_factory, sample_lines):
    """The sample judged on its newest contacts, of whom none subscribed."""
    warehouse = Warehouse(tmp_path_factory.mktemp("later"))
    header, *lines = sample_lines
    newest = len(lines) * 6 // 10
    path = warehouse.folder / "contacts.csv"
    kept = [
        line.rpartition(",")[0] + ",no" if position > newest else line
        for position, line in enumerate(lines)
    ]
    path.write_text("\n".join([header, *kept]) + "\n", encoding="utf-8")
    split = {"method": "chronological", "train_share": 0.4, "validation_share": 0.2}
    run = warehouse.cli("--contacts", str(path), split=split | {"salt": ""}, **CHEAP)
    assert run.code == 0, run.errors
    return warehouse


def test_the_calendar_is_left_out_where_later_contacts_are_scored(later, sample):
    """Its columns stay in staging, and a described customer may still name them."""
    features = project_vars()["features"]
    calendar = {name for name, entry in features.items() if entry.get("calendar")}
    assert calendar == {"day_of_month", "contact_month", "day_of_year"}
    terms = "select distinct unnest(string_split(term, ':')) from registry.model_terms"
    known_before = {
        name
        for name, entry in features.items()
        if entry.get("known_at") != "after_contact"
    }
    absorbed = {"absorbed__period"}
    assert {feature for (feature,) in later.query(terms)} == (
        known_before - calendar | absorbed
    )
    assert not absorbed & {feature for (feature,) in sample.query(terms)}
    assert calendar <= {feature for (feature,) in sample.query(terms)}
    columns = later.frame("select * from staging.stg_contacts limit 1").columns
    assert calendar <= set(columns)
    [(before, after)] = later.query(
        "select (from scoring.score_customer(age := 70) select log_odds),"
        " (from scoring.score_customer(age := 70, contact_month := 'oct')"
        " select log_odds)"
    )
    assert before == after


def test_a_split_of_one_class_has_defined_metrics(later):
    rows = later.frame("select * from scoring.predictions where split = 'test'")
    assert not rows["is_subscriber"].any()
    ours = measured(later, "test")
    for name, value in expected(rows).items():
        if np.isnan(value):
            assert ours[name] is None, name
        else:
            assert ours[name] == pytest.approx(value, abs=1e-12), name
    for name in ("roc_auc", "average_precision", "recall", "balanced_accuracy"):
        assert ours[name] is None, name


def test_a_described_customer_scores_as_in_the_batch(sample):
    columns = [
        "age", "job", "marital_status", "education", "has_credit_default",
        "balance_euros", "has_housing_loan", "has_personal_loan", "contact_channel",
        "day_of_month", "contact_month", "campaign_contact_count",
        "days_since_previous_contact", "previous_contact_count", "previous_outcome",
    ]  # fmt: skip
    contacts = sample.query(
        f"select {', '.join(columns)}, log_odds, subscription_probability,"
        " is_predicted_subscriber, score_decile, contact_id from staging.stg_contacts"
        " inner join scoring.predictions using (contact_id)"
        f" order by md5(cast(contact_id as varchar)) limit {WHAT_IF_SIZE}"
    )
    for *values, log_odds, probability, is_called, decile, contact_id in contacts:
        arguments = ", ".join(
            f"{name} := {_literal(value)}"
            for name, value in zip(columns, values, strict=True)
        )
        assert sample.query(
            "select log_odds, subscription_probability, is_predicted_subscriber,"
            f" score_decile, reasons from scoring.score_customer({arguments})"
        ) == [(log_odds, probability, is_called, decile, _reasons(sample, contact_id))]


def test_another_threshold_or_policy_decides_the_same_scores(sample):
    threshold = sample.value("select max(threshold) from scoring.predictions")
    policy = sample.value(
        "select policy from registry.decision_thresholds where is_active"
    )
    batch = sample.query(
        "select contact_id, log_odds, is_predicted_subscriber from scoring.predictions"
        " order by contact_id"
    )
    columns = "contact_id, log_odds, is_predicted_subscriber"
    again = f"select {columns} from scoring.predict_by('{policy}') order by contact_id"
    assert sample.query(again) == batch
    called = [
        sample.value(
            f"select count(*) from scoring.predict_at({at!r})"
            " where is_predicted_subscriber"
        )
        for at in (0.05, threshold, 0.3)
    ]
    assert called == sorted(called, reverse=True)
    assert called[0] > called[2]
    assert (
        sample.value(
            "select count(*) from scoring.predict_at(0.3)"
            " where is_predicted_subscriber <> (subscription_probability >= 0.3)"
        )
        == 0
    )


def _literal(value):
    if value is None:
        return "null"
    return f"'{value}'" if isinstance(value, str) else str(value)


def test_what_is_stored_is_read_by_duckdb_1_too(sample):
    """Which has no largest n of a list; tried once with 1.5.6."""
    with duckdb.connect(str(sample.database), read_only=True) as connection:
        definitions = dict(
            connection.execute(
                "select function_name, macro_definition from duckdb_functions()"
                " where schema_name = 'scoring' and not internal"
            ).fetchall()
        )
    assert set(definitions) == {"score_customer", "predict_at", "predict_by"}
    for name, definition in definitions.items():
        assert "list_aggr" not in definition, name


def _reasons(sample, contact_id):
    return [
        reason
        for (reason,) in sample.query(
            "select reason from scoring.prediction_reasons"
            f" where contact_id = {contact_id} order by reason_rank"
        )
    ]
