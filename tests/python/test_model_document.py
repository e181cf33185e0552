"""A model's name is its content, and its content is the whole model."""

import hashlib
import json

import numpy as np
import pandas as pd
import pytest

from customer_segmentation.calibration import CalibrationRow
from customer_segmentation.classifiers.quantization import quantize
from customer_segmentation.classifiers.terms import Terms
from customer_segmentation.configuration import read_configuration
from customer_segmentation.content import canonical_json, content_id, names_of
from customer_segmentation.model_document import level_records, model_document
from ml_cases import CONFIGURATION, FEATURES, levels_table, probe_values, whole_grid

SETTINGS = read_configuration(CONFIGURATION)
RUN = {
    "fingerprint": "f" * 32,
    "library_versions": {"numpy": "2"},
    "train_count": 200,
    "train_subscriber_count": 20,
    "synthetic_count": 40,
}


def some_terms():
    rng = np.random.default_rng(0)
    main = tuple(rng.normal(size=count) for count in (4, 4, 3))
    return quantize(Terms(-2.0, main, {(0, 1): rng.normal(size=(4, 4))}))


def document(**changes):
    arguments = {
        "terms": some_terms(),
        "levels": levels_table(),
        "probes": probe_values().assign(log_odds=[0.1, 0.2, -0.3, 1.0]),
        **changes,
    }
    return model_document(
        arguments["terms"],
        SETTINGS,
        arguments["levels"],
        arguments["probes"],
        validation=(np.array([0.5, -0.25, -0.25]), np.array([True, True, False])),
        calibrations=[CalibrationRow("platt", slope=1.0, intercept=0.0)],
        run=RUN,
    )


def test_canonical_json_by_hand():
    text = canonical_json({"b": [1, 0.1, None, True], "a": {"é": "x"}})
    assert text == '{"a":{"é":"x"},"b":[1,0.1,null,true]}'


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_json_cannot_say_is_refused(number):
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json({"a": number})


def test_the_id_is_the_start_of_the_sha256_of_the_utf8_text():
    assert names_of("{}") == ("44136fa355b3", "99914b932bd3")
    assert content_id("é") == hashlib.sha256("é".encode()).hexdigest()[:12]


def test_the_document_is_plain_data_that_survives_json():
    written = document()
    assert json.loads(canonical_json(written)) == written


def test_the_document_has_every_key():
    assert set(document()) == {
        "format",
        "algorithm",
        "fingerprint",
        "parameters",
        "library_versions",
        "train_count",
        "train_subscriber_count",
        "synthetic_count",
        "features",
        "levels",
        "unit_exponent",
        "intercept_units",
        "terms",
        "validation",
        "calibrations",
        "probes",
    }


def test_validation_scores_are_listed_from_the_lowest():
    validation = document()["validation"]
    assert validation["units"] == [-(2**38), -(2**38), 2**39]
    assert validation["is_subscriber"] == [0, 1, 1]


def test_any_change_of_a_document_changes_its_id():
    written = document()
    ids = {content_id(canonical_json(written))}
    for position in range(len(written["terms"])):
        changed = json.loads(canonical_json(written))
        changed["terms"][position]["units"][-1] += 1
        ids.add(content_id(canonical_json(changed)))
    for key in ("intercept_units", "train_count"):
        ids.add(content_id(canonical_json({**written, key: written[key] + 1})))
    assert len(ids) == 1 + len(written["terms"]) + 2


def test_units_score_to_the_same_bits_as_the_terms():
    written, terms, grid = document(), some_terms(), whole_grid((4, 4, 3))
    position = {feature.name: index for index, feature in enumerate(FEATURES)}
    position[None] = None
    total = np.full(len(grid), written["intercept_units"], dtype=object)
    for term in written["terms"]:
        assert len(term["units"]) == term["size_1"] * term["size_2"]
        row = grid[:, position[term["feature_1"]]].astype(int)
        second = position[term["feature_2"]]
        column = 0 if second is None else grid[:, second].astype(int)
        index = row * term["size_2"] + column  # row-major: code_1, then code_2
        total = total + np.array(term["units"], dtype=object)[index]
    scores = total.astype(np.float64) * 2.0 ** written["unit_exponent"]
    assert scores.tobytes() == terms.log_odds(grid).tobytes()


def test_terms_are_named_by_features_in_their_order():
    # the configuration lists this pair as job, age
    assert [term["term"] for term in document()["terms"]] == [
        "age",
        "job",
        "balance",
        "age:job",
    ]


def test_levels_are_sorted_and_missing_or_open_bounds_are_null():
    levels = levels_table().astype({"lower_bound": "Float64", "code": "Int16"})
    levels["upper_bound"] = levels["upper_bound"].fillna(np.inf)
    levels["level"] = levels["level"].astype("string")
    other = levels.iloc[[0]].assign(feature="duration")
    shuffled = pd.concat([levels, other]).sample(frac=1, random_state=4)
    records = level_records(shuffled, FEATURES)
    assert records == level_records(levels_table(), FEATURES)
    assert records[0] == {
        "feature": "age",
        "code": 1,
        "level": None,
        "lower_bound": None,
        "upper_bound": 30.0,
        "train_count": 90,
    }
    assert records[5]["level"] == "étudiant"


def test_probes_carry_typed_values_and_the_score():
    usual, missing = document()["probes"][:2]
    assert usual == {
        "probe_id": 1,
        "probe": "usual",
        "values": {"age": 30.0, "job": "services", "balance": -0.5},
        "log_odds": 0.1,
    }
    assert missing["values"] == {"age": None, "job": None, "balance": None}


def test_a_probe_that_json_cannot_hold_is_refused_rather_than_changed():
    endless = probe_values().assign(log_odds=0.0, balance=np.inf)
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json(document(probes=endless))
