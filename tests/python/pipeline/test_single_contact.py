"""Saved models: they score one contact like many, and an old one as it did."""

import pytest

from conftest import CHEAP, ROOT, WITHOUT_TESTS

PREDICTIONS = (
    "select * exclude (scored_at) from scoring.predictions order by contact_id"
)
ACTIVE = "select model_id from registry.active_model"


@pytest.fixture(scope="module")
def default_parse(sample):
    return sample.parse()


@pytest.fixture(scope="module")
def build_again(sample, default_parse, tmp_path_factory):
    """Build what comes after the encoded contacts, with other vars, on one database."""
    warehouse = sample.copy(tmp_path_factory.mktemp("models"))

    def build(**variables):
        run = warehouse.run_parsed(
            default_parse, "run", "--select", "int_training_configuration+",

            **(CHEAP | variables),
        )  # fmt: skip
        assert run.code == 0, run.errors
        return warehouse

    return build


def test_an_older_model_predicts_as_it_did(sample, build_again):
    older = sample.value(ACTIVE)
    warehouse = build_again(random_state=7)
    newer = warehouse.value(ACTIVE)
    assert newer != older
    assert warehouse.query(PREDICTIONS) != sample.query(PREDICTIONS)

    warehouse = build_again(model=older, random_state=7)
    assert warehouse.value(ACTIVE) == older
    assert warehouse.query(PREDICTIONS) == sample.query(PREDICTIONS)
    assert warehouse.query(
        "select model_id from registry.models order by trained_at"
    ) == [(older,), (newer,)]


def test_a_threshold_changes_decisions_and_trains_nothing(sample, build_again):
    model_id = sample.value(ACTIVE)
    warehouse = build_again(threshold=0.3, model=model_id)
    stored = f"from registry.models where model_id = '{model_id}'"
    assert warehouse.query(stored) == sample.query(stored)
    scores = "select contact_id, log_odds, subscription_probability"
    scores += " from scoring.predictions order by contact_id"
    assert warehouse.query(scores) == sample.query(scores)
    [(threshold, wrong, called)] = warehouse.query(
        "select any_value(threshold), count(*) filter (where"
        " is_predicted_subscriber <> (subscription_probability >= 0.3)),"
        " count(*) filter (where is_predicted_subscriber) from scoring.predictions"
    )
    assert (threshold, wrong) == (0.3, 0)
    assert called > 0
    assert called != sample.value(
        "select count(*) from scoring.predictions where is_predicted_subscriber"
    )


@pytest.fixture(scope="module")
def alone(sample, sample_lines, tmp_path_factory):
    """One contact and one prospect, with the saved model and nothing to learn from."""
    folder = tmp_path_factory.mktemp("alone")
    warehouse = sample.copy(folder / "warehouse")
    lines = (ROOT / "seeds" / "sample_prospects.csv").read_text().splitlines()
    (folder / "prospect.csv").write_text(f"{lines[0]}\n{lines[250]}\n")
    (folder / "contact.csv").write_text(f"{sample_lines[0]}\n{sample_lines[3000]}\n")
    run = warehouse.cli(
        "--contacts", str(folder / "contact.csv"),
        "--prospects", str(folder / "prospect.csv"),
        dbt_arguments=WITHOUT_TESTS, model=sample.value(ACTIVE), **CHEAP,
    )  # fmt: skip
    assert run.code == 0, run.errors
    return warehouse


def test_one_contact_alone_scores_as_in_a_batch(sample, alone):
    columns = (
        "log_odds, subscription_probability, is_predicted_subscriber, score_decile"
    )
    one_by_one = alone.query(
        f"select {columns} from scoring.predictions order by contact_id"
    )
    assert one_by_one == sample.query(
        f"select {columns} from scoring.predictions"
        " where contact_id in (3000, 4000 + 250) order by contact_id"
    )


def test_scoring_one_contact_trains_nothing(sample, alone):
    stored = "select * from registry.models order by model_id"
    assert alone.query(stored) == sample.query(stored)
