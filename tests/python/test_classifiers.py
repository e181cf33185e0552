"""A classifier is one object in one registry, and no other file knows its name."""

import json
import re
from dataclasses import dataclass

import numpy as np
import pytest

from conftest import ROOT, project_vars
from customer_segmentation.classifiers import CLASSIFIERS
from customer_segmentation.classifiers.classifier import Classifier, Task
from customer_segmentation.classifiers.terms import Terms
from customer_segmentation.configuration import read_configuration
from customer_segmentation.errors import ConfigurationError
from customer_segmentation.fitting import fit_classifier
from customer_segmentation.settings.faults import first_fault
from customer_segmentation.settings.schema import with_defaults
from customer_segmentation.training import train_model
from ml_cases import (
    CONFIGURATION,
    balanced_rows,
    levels_table,
    probe_values,
    random_world,
    validation_rows,
)

#: Of the study: models of scikit-learn, on values, that share a name with ours.
BASELINES = {
    "src/customer_segmentation/study/baselines.py",
    "models/study/published_protocols.yml",
    "python_models/study/protocol_folds.yml",
    "models/study/prequential_replay.yml",
    "python_models/study/replayed_months.yml",
}


def files_that_name(names, folders=("src", "python_models", "models", "macros")):
    spelled = re.compile(rf"\b({'|'.join(names)})\b")
    return {
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".sql", ".yml", ".md")
        and path.parent.name != "classifiers"
        and spelled.search(path.read_text(encoding="utf-8"))
    }


def test_no_file_beyond_the_registry_names_a_classifier():
    assert files_that_name(CLASSIFIERS) - BASELINES == set()


def test_a_name_elsewhere_would_be_seen():
    assert files_that_name(["stg_contacts"], ["models"])


@dataclass(frozen=True)
class OneNumber:
    """The mean log-odds for everyone, moved by a parameter."""

    log_odds: float
    n_codes: tuple[int, ...]

    def decision_function(self, codes):
        return np.full(len(codes), self.log_odds)

    def terms(self):
        return Terms(self.log_odds, tuple(np.zeros(n) for n in self.n_codes), {})


class Toy(Classifier):
    parameters = {  # noqa: RUF012, a toy
        "shift": {"type": "number", "minimum": -1, "maximum": 1, "default": 0.5}
    }

    def fit(self, task, parameters):
        rate = task.is_subscriber.mean()
        return OneNumber(np.log(rate / (1 - rate)) + parameters["shift"], task.n_codes)


def train_toy(**parameters):
    configuration = {"classifier": "toy", "classifier_parameters": parameters}
    return train_model(
        balanced_rows(), validation_rows(), levels_table(), probe_values(),
        CONFIGURATION | configuration, "f" * 32,
    ).iloc[0]  # fmt: skip


def test_a_classifier_of_ones_own_trains_once_it_is_registered(monkeypatch):
    toy = project_vars() | {"classifier": "toy", "classifier_parameters": {"shift": 2}}
    assert "`classifier` is `toy`; it must be one of" in first_fault(toy)
    monkeypatch.setitem(CLASSIFIERS, "toy", Toy())
    model = train_toy(shift=0.25)
    document = json.loads(model["content"])
    assert model["algorithm"] == document["algorithm"] == "toy"
    assert document["parameters"]["classifier_parameters"] == {"shift": 0.25}
    rate = balanced_rows()["is_subscriber"].mean()
    assert document["intercept_units"] * 2.0**-40 == pytest.approx(
        np.log(rate / (1 - rate)) + 0.25, abs=1e-11
    )
    assert "`classifier_parameters.shift` is `2`" in first_fault(toy)


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_parameters_are_described_and_their_defaults_allowed(name):
    parameters = CLASSIFIERS[name].parameters
    assert all(entry["description"] for entry in parameters.values())
    defaults = with_defaults("classifier_parameters", None, name)
    assert defaults == {key: entry["default"] for key, entry in parameters.items()}
    others = {
        "features": {"age": {}}, "interactions": [], "study_protocols": {},
        "metric_groups": {},
    }  # fmt: skip
    chosen = {"classifier": name, "classifier_parameters": defaults}
    assert first_fault(project_vars() | others | chosen) is None
    assert set(CLASSIFIERS[name].plain_fit) <= set(parameters)


@pytest.mark.parametrize(
    "classifier", [n for n, c in CLASSIFIERS.items() if c.most_codes]
)
def test_more_codes_than_bins_are_refused(classifier):
    world = random_world(1, (3, 3, 3), 30)
    settings = read_configuration(
        {**CONFIGURATION, "classifier": classifier, "classifier_parameters": {}}
    )
    task = Task(world.codes, world.is_subscriber, (3, 257, 3))
    with pytest.raises(
        ConfigurationError, match=f"256 codes; {classifier} takes .*255"
    ):
        fit_classifier(settings, task)
