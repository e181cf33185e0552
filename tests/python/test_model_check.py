"""A document is a model in every entry, or it is refused with a sentence."""

import json
from copy import deepcopy

import numpy as np
import pytest

from customer_segmentation.calibration import CalibrationRow
from customer_segmentation.classifiers.quantization import quantize
from customer_segmentation.classifiers.terms import Terms
from customer_segmentation.configuration import read_configuration
from customer_segmentation.content import canonical_json, content_id
from customer_segmentation.encoding import encode
from customer_segmentation.model_check import document_fault
from customer_segmentation.model_document import model_document
from ml_cases import CONFIGURATION, FEATURES, levels_table, probe_values

HUGE = 10**30
#: What may stand nowhere in place of a number, a text or a list of the document.
WRONG = (HUGE, -HUGE, 1e308, True, [], {}, [[]])
#: Contacts, whose values the outer bins and levels take in, however far they are.
FREE = {f"probes.*.values.{feature.name}" for feature in FEATURES}


@pytest.fixture(scope="module")
def document():
    """A small model, as it is saved."""
    rng = np.random.default_rng(0)
    main = tuple(rng.normal(size=count) for count in (4, 4, 3))
    terms = quantize(Terms(-2.0, main, {(0, 1): rng.normal(size=(4, 4))}))
    codes = encode(probe_values(), levels_table(), FEATURES)
    written = model_document(
        terms,
        read_configuration(CONFIGURATION),
        levels_table(),
        probe_values().assign(log_odds=terms.log_odds(codes)),
        validation=(np.array([0.5, -0.25, -0.25]), np.array([True, True, False])),
        calibrations=[
            CalibrationRow("platt", slope=1.5, intercept=0.5),
            CalibrationRow("prior_correction", slope=1.0, intercept=-0.5),
            CalibrationRow("isotonic", knot_rank=1, log_odds=-1.0, probability=0.1),
            CalibrationRow("isotonic", knot_rank=2, log_odds=1.0, probability=0.5),
        ],
        run={
            "fingerprint": "f" * 32, "library_versions": {"numpy": "2"},
            "train_count": 200, "train_subscriber_count": 20, "synthetic_count": 40,
        },
    )  # fmt: skip
    return json.loads(canonical_json(written))


def fault_of(document):
    content = canonical_json(document)
    return document_fault(content_id(content), content)


def places(value, path=()):
    """The entries of a document, of each list the first and the last."""
    if path:
        yield path
    if isinstance(value, dict):
        for name in value:
            yield from places(value[name], (*path, name))
    elif isinstance(value, list) and value:
        for place in {0, len(value) - 1}:
            yield from places(value[place], (*path, place))


def changed(document, path, new):
    other = deepcopy(document)
    at(other, path[:-1])[path[-1]] = new
    return other


def at(document, path):
    for step in path:
        document = document[step]
    return document


def pattern(path):
    return ".".join("*" if isinstance(step, int) else step for step in path)


def test_a_model_is_a_model(document):
    assert fault_of(document) is None


def test_no_entry_may_be_something_else(document):
    passed = {
        (pattern(path), str(new))
        for path in places(document)
        for new in WRONG
        if new != at(document, path) or type(new) is not type(at(document, path))
        if fault_of(changed(document, path, new)) is None
    }
    passed -= {(place, "1e+308") for place in FREE}
    # Settings are told, and nothing computes with them.
    assert {place for place, _ in passed} <= {
        "library_versions", "parameters.interactions",
        "parameters.classifier_parameters", "parameters.oversampling",
        *(pattern(path) for path in places(document) if len(path) == 3
          and path[1] in ("classifier_parameters", "oversampling")),
    }, passed  # fmt: skip


def test_no_entry_may_be_left_out_or_added(document):
    for path in places(document):
        way, last = path[:-1], path[-1]
        is_told = len(way) and (
            way[0] == "library_versions"
            or way[1:] in (("classifier_parameters",), ("oversampling",))
        )
        if isinstance(last, int) or is_told:
            continue
        other = deepcopy(document)
        at(other, way)["more"] = 1
        assert fault_of(other), path
        del at(other, way)["more"], at(other, way)[last]
        assert fault_of(other), path


def swapped(entries):
    entries[0], entries[1] = entries[1], entries[0]


def scaled(entries):
    entries[:] = [2 * number for number in entries]


PLANTED = {
    "intercept": (lambda d: d.update(intercept_units=HUGE), "`intercept_units`"),
    "one unit": (
        lambda d: d["terms"][0]["units"].__setitem__(0, HUGE), "`units` of `age`"
    ),
    "all units": (
        lambda d: [scaled(term["units"]) for term in d["terms"]], "scores the probe"
    ),
    "intercept a little": (
        lambda d: d.update(intercept_units=d["intercept_units"] + 2**12),
        "scores the probe",
    ),
    "units add up": (
        lambda d: d.update(intercept_units=2**52 - 1), "add up to more than"
    ),
    "a unit too few": (lambda d: d["terms"][1]["units"].pop(), "`units` of `job`"),
    "terms swapped": (lambda d: swapped(d["terms"]), "one for each feature"),
    "term twice": (lambda d: d["terms"].append(d["terms"][-1]), "or is twice"),
    "term gone": (lambda d: d["terms"].pop(0), "one for each feature"),
    "levels swapped": (lambda d: swapped(d["levels"]), "`levels` of `age`"),
    "levels gone": (lambda d: d["levels"].clear(), "another size"),
    "level of nothing": (
        lambda d: d["levels"][0].update(feature="nothing"), "no feature of it"
    ),
    "edge below its bin": (
        lambda d: d["levels"][1].update(upper_bound=-1.0), "`levels` of `age`"
    ),
    "other parameters": (
        lambda d: d["parameters"].update(classifier="other"), "another `algorithm`"
    ),
    "labels": (
        lambda d: d["validation"]["is_subscriber"].__setitem__(0, 2), "is_subscriber"
    ),
    "scores swapped": (lambda d: d["validation"]["units"].reverse(), "rising"),
    "one score more": (lambda d: d["validation"]["units"].append(0), "rising"),
    "knots swapped": (lambda d: d["calibrations"].reverse(), "`calibrations`"),
    "certain": (
        lambda d: d["calibrations"][-1].update(probability=1.0), "`calibrations."
    ),
    "one outcome": (
        lambda d: d.update(train_subscriber_count=d["train_count"]), "one outcome"
    ),
    "no probes": (lambda d: d["probes"].clear(), "`probes`"),
    "probe twice": (lambda d: d["probes"].append(d["probes"][0]), "probe_id"),
    "probe of more": (
        lambda d: d["probes"][0]["values"].update(more=None), "the 1th"
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", PLANTED)
def test_what_is_forged_is_named(document, fault):
    forge, words = PLANTED[fault]
    forged = deepcopy(document)
    forge(forged)
    assert words in fault_of(forged)


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", "NaN", '{"a":Infinity}', '{"a":1e400}', "[" * 100_000,
     '{"a":1,"a":2}', '{"a": 1}', '{"a":"\\ud800"}', "\ud800", "1" * 5000],
)  # fmt: skip
def test_what_is_no_document_is_said_to_be_none(content):
    fault = document_fault(content_id(content), content)
    assert fault.startswith(("is no", "is not", "has an entry `document`"))
    assert len(fault) < 400


def test_a_document_that_was_changed_has_another_name(document):
    content = canonical_json(document)
    assert "was changed" in document_fault(content_id(content), content + " ")
    assert "was changed" in document_fault("0" * 12, content)
