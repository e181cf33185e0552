"""From balanced rows to a document that scores as the estimator does."""

import json

import numpy as np
import pandas as pd
import pytest

from customer_segmentation import training
from customer_segmentation.classifiers.classifier import Task
from customer_segmentation.classifiers.terms import Terms
from customer_segmentation.codes import code_matrix
from customer_segmentation.configuration import read_configuration
from customer_segmentation.content import content_id
from customer_segmentation.encoding import encode
from customer_segmentation.errors import ConfigurationError
from customer_segmentation.fitting import fit_classifier
from customer_segmentation.training import train_model
from ml_cases import (
    CONFIGURATION,
    FEATURES,
    balanced_rows,
    levels_table,
    probe_values,
    validation_rows,
)


def train(rows=None, levels=None, probes=None, validation=None, **changes):
    return train_model(
        balanced_rows=balanced_rows() if rows is None else rows,
        validation_rows=validation_rows() if validation is None else validation,
        levels=levels_table() if levels is None else levels,
        probes=probe_values() if probes is None else probes,
        configuration={**CONFIGURATION, **changes},
        fingerprint="f" * 32,
    ).iloc[0]


def terms_of(content):
    document = json.loads(content)
    unit = 2.0 ** document["unit_exponent"]
    position = {feature.name: index for index, feature in enumerate(FEATURES)}
    main, pairs = [], {}
    for term in document["terms"]:
        values = np.array(term["units"]) * unit
        if term["feature_2"] is None:
            main.append(values)
        else:
            pair = (position[term["feature_1"]], position[term["feature_2"]])
            pairs[pair] = values.reshape(term["size_1"], term["size_2"])
    return Terms(document["intercept_units"] * unit, tuple(main), pairs)


LOGISTIC = {"classifier": "logistic_regression", "classifier_parameters": {}}


@pytest.mark.parametrize("changes", [{}, LOGISTIC, {"class_weight": "balanced"}])
def test_a_model_is_one_row_that_describes_itself(changes):
    model = train(**changes)
    document = json.loads(model["content"])
    rows = balanced_rows()
    assert model["model_id"] == content_id(model["content"])
    assert model["algorithm"] == document["algorithm"]
    assert model["fingerprint"] == document["fingerprint"]
    assert model["fingerprint"] == "f" * 32
    assert model["trained_at"].tzinfo is None
    assert document["train_count"] == 200
    assert document["synthetic_count"] == 40
    real = rows[~rows["is_synthetic"]]
    assert document["train_subscriber_count"] == real["is_subscriber"].sum()


@pytest.mark.parametrize("changes", [{}, LOGISTIC])
def test_probes_are_scored_by_their_values(changes):
    content = train(**changes)["content"]
    codes = encode(probe_values(), levels_table(), FEATURES)
    stored = [probe["log_odds"] for probe in json.loads(content)["probes"]]
    assert terms_of(content).log_odds(codes) == pytest.approx(stored, abs=1e-9)
    assert len(set(stored)) == len(stored)


def test_probe_scores_are_those_of_the_estimator_not_of_the_terms():
    content = train()["content"]
    rows = balanced_rows()
    settings = read_configuration(CONFIGURATION)
    task = Task(
        code_matrix(rows, FEATURES),
        rows["is_subscriber"].to_numpy(),
        (4, 4, 3),
        settings.pairs,
        random_state=settings.random_state,
    )
    estimator = fit_classifier(settings, task)
    codes = encode(probe_values(), levels_table(), FEATURES)
    stored = [probe["log_odds"] for probe in json.loads(content)["probes"]]
    assert stored == estimator.decision_function(codes).tolist()


def test_terms_are_centred_on_real_rows_only():
    terms = terms_of(train()["content"])
    rows = balanced_rows()
    codes = code_matrix(rows, FEATURES)
    is_synthetic = rows["is_synthetic"].to_numpy()
    real_mean = terms.log_odds(codes[~is_synthetic]).mean()
    assert terms.intercept == pytest.approx(real_mean, abs=1e-10)
    assert abs(terms.intercept - terms.log_odds(codes).mean()) > 1e-3


def test_training_again_gives_the_same_content_and_another_seed_does_not():
    content = train()["content"]
    assert train()["content"] == content
    assert train(random_state=43)["content"] != content


def test_a_class_weight_moves_the_scores():
    assert (
        terms_of(train(class_weight="balanced")["content"]).intercept
        > terms_of(train()["content"]).intercept
    )


def test_a_level_without_a_row_still_has_a_code():
    rows = balanced_rows()
    rows = rows[rows["job_code"] != 3]
    sizes = {
        t["term"]: t["size_1"] for t in json.loads(train(rows)["content"])["terms"]
    }
    assert sizes["job"] == 4


def test_only_declared_pairs_have_terms():
    def names(interactions):
        content = train(interactions=interactions)["content"]
        return [term["term"] for term in json.loads(content)["terms"]][3:]

    assert names([]) == []
    assert names([["job", "age"]]) == ["age:job"]
    assert set(names(None)) <= {"age:job", "age:balance", "job:balance"}
    assert len(names(None)) > 1


def test_validation_scores_are_those_of_the_terms_and_of_no_recognisable_row():
    content = train()["content"]
    rows, document = validation_rows(), json.loads(content)
    scores = terms_of(content).log_odds(code_matrix(rows, FEATURES))
    labels = rows["is_subscriber"].astype(int)
    stored = document["validation"]
    found = [unit * 2.0 ** document["unit_exponent"] for unit in stored["units"]]
    assert list(zip(found, stored["is_subscriber"], strict=True)) == sorted(
        zip(scores.tolist(), labels.tolist(), strict=True)
    )


def test_calibrations_know_the_prevalence_before_and_after_oversampling():
    rows = balanced_rows()
    after = rows["is_subscriber"].mean()
    before = rows.loc[~rows["is_synthetic"], "is_subscriber"].mean()
    [shift] = [
        row["intercept"]
        for row in json.loads(train()["content"])["calibrations"]
        if row["method"] == "prior_correction"
    ]
    assert shift < 0
    expected = np.log(before / (1 - before)) - np.log(after / (1 - after))
    assert shift == pytest.approx(expected)


def test_no_validation_rows_are_needed():
    document = json.loads(train(validation=validation_rows().head(0))["content"])
    assert document["validation"] == {"units": [], "is_subscriber": []}


@pytest.mark.parametrize("changes", [{}, LOGISTIC])
def test_no_probes_are_needed(changes):
    content = train(probes=probe_values().head(0), **changes)["content"]
    assert json.loads(content)["probes"] == []


@pytest.mark.parametrize("error", [1e-6, np.nan])
def test_terms_that_differ_from_the_estimator_are_not_returned(monkeypatch, error):
    def purify_wrongly(terms, codes):
        return Terms(terms.intercept + error, terms.main, terms.pairs)

    monkeypatch.setattr(training, "purify", purify_wrongly)
    monkeypatch.setattr(training, "quantize", lambda terms: terms)
    with pytest.raises(RuntimeError, match="differ from the estimator"):
        train()


def test_a_difference_at_one_probe_only_is_noticed(monkeypatch):
    def spoil_unseen_code(terms, codes):
        assert codes[:, 2].min() > 0  # no row misses its balance; a probe does
        main = [table.copy() for table in terms.main]
        main[2][0] += 1e-6
        return Terms(terms.intercept, tuple(main), terms.pairs)

    monkeypatch.setattr(training, "purify", spoil_unseen_code)
    with pytest.raises(RuntimeError, match="differ from the estimator"):
        train()
    train(probes=probe_values().head(1))


@pytest.mark.parametrize("changes", [{}, LOGISTIC])
def test_one_class_only_is_refused(changes):
    with pytest.raises(ValueError, match="one class"):
        train(balanced_rows().assign(is_subscriber=False), **changes)


def test_rows_that_do_not_fit_the_levels_are_refused():
    rows = balanced_rows()
    rows.loc[5, "balance_code"] = 3
    with pytest.raises(ValueError, match=r"balance_code holds code 3, .* end at 2"):
        train(rows)


def test_more_levels_than_trees_can_tell_apart_are_refused():
    jobs = pd.DataFrame({"feature": "job", "code": np.arange(1, 257)})
    levels = pd.concat([levels_table().query("feature != 'job'"), jobs])
    with pytest.raises(ConfigurationError, match="'job' has 256 codes"):
        train(levels=levels)
