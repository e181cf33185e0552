"""What may be set: every var has its limits, and what breaks them is one sentence."""

import re
import subprocess
import sys
from types import SimpleNamespace

import jinja2
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from conftest import ROOT, project_vars
from customer_segmentation.bench.project import CALLED_DECILE, KEYED
from customer_segmentation.classifiers import CLASSIFIERS
from customer_segmentation.dbt_plugin import Plugin
from customer_segmentation.settings.faults import first_fault
from customer_segmentation.settings.schema import settings_schema, with_defaults

VARS = project_vars()
FEATURES = VARS["features"]


def with_feature(**changes):
    """Return var `features` with entries added or changed."""
    return {"features": FEATURES | changes}


def check_is_one_sentence(sentence, *parts):
    """It can be read in one breath, and holds these parts."""
    assert len(sentence) < 600, sentence
    assert "\n" not in sentence
    assert "macro" not in sentence
    assert re.search(r"[.!](\s\[\w+\])?$", sentence), sentence
    for part in parts:
        assert str(part) in sentence, sentence


VAR_FAULTS = {
    "unknown var": ({"treshold": 0.3}, ["treshold", "threshold"]),
    "unknown feature in interactions": (
        {"interactions": [["age", "shoe_size"]]}, ["interactions", "shoe_size", "job"],
    ),
    "pair of three": (
        {"interactions": [["age", "job", "education"]]}, ["interactions", "pair"],
    ),
    "interactions are a word": ({"interactions": "age"}, ["interactions", "age"]),
    "pair given twice": (
        {"interactions": [["age", "job"], ["job", "age"]]}, ["interactions", "twice"],
    ),
    "feature known after the contact in interactions": (
        {"interactions": [["age", "duration_seconds"]]}, ["duration_seconds", "after"],
    ),
    "unknown policy": (
        {"threshold_policy": "best"}, ["threshold_policy", "best", "f_beta"],
    ),
    "unknown key of a policy": (
        {"threshold_policies": {"f_beta": {"gamma": 2}}}, ["gamma", "beta"],
    ),
    "unknown oversampling method": (
        {"oversampling": {"method": "adasyn", "ratio": 0.2}}, ["adasyn", "smote"],
    ),
    "unknown key of oversampling": (
        {"oversampling": {"method": "smote", "rate": 0.2}}, ["oversampling", "rate"],
    ),
    "oversampling is a word": ({"oversampling": "smote"}, ["oversampling", "mapping"]),
    "ratio out of range": (
        {"oversampling": {"method": "smote", "ratio": 3}}, ["oversampling.ratio", "3"],
    ),
    "unknown method of recalibration": (
        {"recalibration": {"method": "em"}}, ["recalibration.method", "em", "latest"],
    ),
    "too few contacts to recalibrate by": (
        {"recalibration": {"contacts": 5}}, ["recalibration.contacts", "5"],
    ),
    "threshold out of range": ({"threshold": 1.5}, ["threshold", "1.5"]),
    "threshold is a word": ({"threshold": "high"}, ["threshold", "high"]),
    "unknown classifier": (
        {"classifier": "deep_thought"}, ["deep_thought", "boosted_pairs"],
    ),
    "unknown classifier parameter": (
        {"classifier_parameters": {"trees": 9}}, ["classifier_parameters", "trees"],
    ),
    "classifier parameter out of range": (
        {"classifier_parameters": {"max_iter": -1}}, ["max_iter", "-1"],
    ),
    "shares leave no test rows": (
        {"split": {"method": "hash", "train_share": 0.8, "validation_share": 0.2,
                   "salt": "s"}},
        ["split", "test"],
    ),
    "shares are words": (
        {"split": {"method": "hash", "train_share": "most", "validation_share": 0.2,
                   "salt": "s"}},
        ["split.train_share", "most"],
    ),
    "unknown split method": (
        {"split": {"method": "random", "train_share": 0.6, "validation_share": 0.2,
                   "salt": "s"}},
        ["split.method", "random", "chronological"],
    ),
    "fewer train rows than can train": (
        {"max_train_rows": 10}, ["max_train_rows", "10"],
    ),
    "train rows are a fraction": (
        {"max_train_rows": 0.5}, ["max_train_rows", "0.5"],
    ),
    "number of bins out of range": ({"number_bins": 1}, ["number_bins", "1"]),
    "number of bins is a fraction": ({"number_bins": 2.5}, ["number_bins", "2.5"]),
    "unknown calibration": ({"calibration": "beta"}, ["calibration", "beta", "platt"]),
    "random state is a word": ({"random_state": "luck"}, ["random_state", "luck"]),
    "unknown kind of feature": (
        with_feature(age={"column": "age", "kind": "float"}), ["features.age", "float"],
    ),
    "unknown key of a feature": (
        with_feature(age={"colum": "age", "kind": "integer"}),
        ["features.age", "colum"],
    ),
    "feature is a word": (with_feature(age="age"), ["features.age", "mapping"]),
    "features are a list": ({"features": ["age"]}, ["features"]),
    "feature with a name that is no name": (
        with_feature(**{"Age (years)": {"column": "age", "kind": "integer"}}),
        ["Age (years)", "lower-case"],
    ),
    "outcome without its column": (
        {"outcome": {"positive": "yes", "negative": "no"}}, ["outcome", "column"],
    ),
    "contact date by an unknown method": (
        {"contact_date": {"method": "guess"}}, ["contact_date", "guess"],
    ),
    "share of rejected rows out of range": (
        {"max_rejected_share": 5}, ["max_rejected_share", "5"],
    ),
    "use of the calendar is a word": (
        {"calendar_features": "sometimes"}, ["calendar_features", "sometimes", "auto"],
    ),
    "calendar is no truth": (
        with_feature(age={"column": "age", "kind": "integer", "calendar": "daily"}),
        ["features.age.calendar", "daily"],
    ),
    "no feature is left without the calendar": (
        {"features": {"contact_month": {"column": "month", "calendar": True}},
         "calendar_features": False, "interactions": []},
        ["features", "calendar_features"],
    ),
    "protocol that splits by an unknown method": (
        {"study_protocols": {"mine": {"splits": {"method": "luck"}}}},
        ["study_protocols.mine.splits.method", "luck", "rolling"],
    ),
    "protocol without its number of folds": (
        {"study_protocols": {"mine": {"splits": {"method": "stratified"}}}},
        ["study_protocols.mine.splits", "folds"],
    ),
    "unknown key of a protocol": (
        {"study_protocols": {"mine": {"split": {"method": "rolling"}}}},
        ["study_protocols.mine", "splits"],
    ),
    "protocol is a word": (
        {"study_protocols": {"mine": "luck"}}, ["study_protocols.mine", "mapping"],
    ),
    "classifier parameters are a word": (
        {"classifier_parameters": "fast"}, ["classifier_parameters", "fast"],
    ),
    "pair of one in a protocol": (
        {"study_protocols": {"mine": {
            "splits": {"method": "chronological", "train_share": 0.7},
            "more_interactions": [["age"]]}}},
        ["study_protocols.mine.more_interactions", "age", "pair"],
    ),
    "feature named like the texts of another": (
        with_feature(job_text={"column": "job", "kind": "category"}), ["rename"],
    ),
    "missing tokens are a word": ({"missing_tokens": "unknown"}, ["missing_tokens"]),
    "attached database without its alias": (
        {"attach": [{"path": "crm.duckdb"}]}, ["attach", "alias", "path"],
    ),
    "attached database of an unknown type": (
        {"attach": [{"path": "crm", "alias": "crm", "type": "oracle"}]},
        ["attach.type", "oracle", "sqlite"],
    ),
    "unknown key of an attached database": (
        {"attach": [{"path": "crm", "alias": "crm", "schema": "main"}]},
        ["attach", "schema", "path"],
    ),
    "contact date without its first year": (
        {"contact_date": {"method": "file_order", "month": "m", "day": "d"}},
        ["contact_date", "first_year"],
    ),
    "contact date without its column": (
        {"contact_date": {"method": "column"}}, ["contact_date", "column"],
    ),
    "year that is none": (
        {"contact_date": {"method": "file_order", "first_year": 20080, "month": "m",
                          "day": "d"}},
        ["contact_date.first_year", "20080"],
    ),
    "contact date is another word": (
        {"contact_date": "never"}, ["contact_date", "never", "none"],
    ),
    "missing value of a feature is a word": (
        with_feature(age={"column": "age", "kind": "integer", "missing": ["none"]}),
        ["features.age.missing", "none", "missing_tokens"],
    ),
    "bins of a feature out of range": (
        with_feature(age={"column": "age", "kind": "integer", "bins": 251}),
        ["features.age.bins", "251", "250"],
    ),
    "unknown moment of knowing": (
        with_feature(age={"column": "age", "kind": "integer", "known_at": "once"}),
        ["features.age.known_at", "once", "after_contact"],
    ),
    "feature with a name of two underscores": (
        with_feature(age__years={"column": "age"}), ["features", "age__years"],
    ),
    "feature with a name that ends a line": (
        with_feature(**{"age\n": {"column": "age"}}), ["features", "lower-case"],
    ),
    "monotone in an unknown direction": (
        with_feature(age={"column": "age", "kind": "integer", "monotone": "up"}),
        ["features.age.monotone", "up", "increasing", "decreasing"],
    ),
    "monotone category": (
        with_feature(job={"column": "job", "kind": "category",
                          "monotone": "increasing"}),
        ["features.job.monotone", "category", "integer"],
    ),
    **{
        f"direction that {classifier} would ignore": (
            {"classifier": classifier, "classifier_parameters": {}}
            | with_feature(age={"kind": "integer", "monotone": "increasing"}),
            ["features.age.monotone", "increasing", classifier, "monotone_pairs"],
        )
        for classifier in ("boosted_pairs", "logistic_regression")
    },
    "too many members": (
        {"classifier_parameters": {"members": 1001}},
        ["classifier_parameters.members", "1001", "1000"],
    ),
    "members are nothing": (
        {"classifier_parameters": {"members": None}},
        ["classifier_parameters.members", "null"],
    ),
    "no feature is left": (
        {"features": {"age": {"known_at": "after_contact"}}, "interactions": []},
        ["features", "before the contact"],
    ),
    "pair of a feature with itself": (
        {"interactions": [["age", "age"]]}, ["interactions", "age", "two different"],
    ),
    "pair of something else": (
        {"interactions": [["age", ["job"]]]}, ["interactions", "job"],
    ),
    "salt is missing": (
        {"split": {"method": "hash", "train_share": 0.6, "validation_share": 0.2}},
        ["split", "salt"],
    ),
    "no classifier": ({"classifier": None}, ["classifier", "boosted_pairs"]),
    "no members": (
        {"classifier_parameters": {"members": 0}},
        ["classifier_parameters.members", "0", "whole number from 1"],
    ),
    "members are a truth": (
        {"classifier_parameters": {"members": True}},
        ["classifier_parameters.members", "true"],
    ),
    "members are a decimal": (
        {"classifier_parameters": {"members": 4.0}},
        ["classifier_parameters.members", "4.0"],
    ),
    "share of rows is nothing": (
        {"classifier_parameters": {"row_share": 0}},
        ["classifier_parameters.row_share", "0"],
    ),
    "learning rate is no number": (
        {"classifier_parameters": {"learning_rate": float("nan")}},
        ["classifier_parameters.learning_rate", "NaN"],
    ),
    "learning rate is without end": (
        {"classifier_parameters": {"learning_rate": float("inf")}},
        ["classifier_parameters.learning_rate", "Infinity"],
    ),
    "too few leaves": (
        {"classifier_parameters": {"max_leaf_nodes": 1}},
        ["classifier_parameters.max_leaf_nodes", "1", "from 2", "or null"],
    ),
    "negative penalty": (
        {"classifier_parameters": {"l2_regularization": -1}},
        ["classifier_parameters.l2_regularization", "-1"],
    ),
    "more than all features": (
        {"classifier_parameters": {"max_features": 1.1}},
        ["classifier_parameters.max_features", "1.1"],
    ),
    "early stopping is a word": (
        {"classifier_parameters": {"early_stopping": "auto"}},
        ["classifier_parameters.early_stopping", "auto", "true or false"],
    ),
    "parameter of another classifier": (
        {"classifier": "logistic_regression", "classifier_parameters": {"members": 4}},
        ["classifier_parameters", "members", "tol"],
    ),
    "ratio is nothing": (
        {"oversampling": {"method": "smote", "ratio": 0}}, ["oversampling.ratio", "0"],
    ),
    "ratio is a truth": (
        {"oversampling": {"method": "smote", "ratio": True}},
        ["oversampling.ratio", "true"],
    ),
    "no neighbours": (
        {"oversampling": {"method": "smote", "k_neighbors": 0}},
        ["oversampling.k_neighbors", "0", "whole number from 1"],
    ),
    "unknown class weight": (
        {"class_weight": "auto"}, ["class_weight", "auto", "balanced"],
    ),
    "random state below 0": ({"random_state": -1}, ["random_state", "-1"]),
    "no random state": ({"random_state": None}, ["random_state", "null"]),
    "unknown way to promote": ({"promote": "maybe"}, ["promote", "maybe", "if_better"]),
    "resamples out of range": (
        {"bootstrap_replicates": -5}, ["bootstrap_replicates", "-5"],
    ),
    "beta out of range": (
        {"threshold_policies": {"f_beta": {"beta": 0}}},
        ["threshold_policies.f_beta.beta", "0", "0.01"],
    ),
    "recall out of range": (
        {"threshold_policies": {"min_recall": {"recall": 2}}},
        ["threshold_policies.min_recall.recall", "2"],
    ),
    "capacity below nothing": (
        {"threshold_policies": {"capacity": {"count": -1}}},
        ["threshold_policies.capacity.count", "-1"],
    ),
    "call that costs a word": (
        {"threshold_policies": {"max_profit": {"call_cost": "little"}}},
        ["threshold_policies.max_profit.call_cost", "little"],
    ),
    "policy of an unknown name": (
        {"threshold_policies": {"best": {}}}, ["threshold_policies", "best", "f_beta"],
    ),
    "no reasons": (
        {"reasons": {"count": 0, "contacts": "all"}}, ["reasons.count", "0", "1000"],
    ),
    "reasons for unknown contacts": (
        {"reasons": {"count": 3, "contacts": "some"}},
        ["reasons.contacts", "some", "called"],
    ),
    "expression over what is not there": (
        with_feature(older={"kind": "integer", "expression": "shoe_size + 1"}),
        ["features.older.expression", "shoe_size", "balance_euros"],
    ),
    "expression over what comes later": (
        {"features": {
            "older": {"kind": "integer", "expression": "age + 1"},
            "age": {"kind": "integer"}}, "interactions": []},
        ["features.older.expression", "age"],
    ),
    "expression that is no SQL": (
        with_feature(older={"kind": "integer", "expression": "age +"}),
        ["features.older.expression", "age +", "syntax"],
    ),
    "expression over the outcome": (
        with_feature(leak={"kind": "flag", "expression": "is_subscriber"}),
        ["features.leak.expression", "is_subscriber"],
    ),
    "expression over what is known after the contact": (
        with_feature(leak={"kind": "number", "expression": "duration_seconds / 60"}),
        ["features.leak.expression", "duration_seconds"],
    ),
    "group of what is not there": (
        {"metric_groups": {"size": "shoe_size"}},
        ["metric_groups.size", "shoe_size", "job"],
    ),
    "groups are a word": ({"metric_groups": "job"}, ["metric_groups", "mapping"]),
    "one fold": (
        {"study_protocols": {"mine": {"splits": {
            "method": "stratified", "folds": 1, "random_state": 0}}}},
        ["study_protocols.mine.splits.folds", "1", "from 2"],
    ),
    "setting of another way to split": (
        {"study_protocols": {"mine": {"splits": {
            "method": "chronological", "train_share": 0.7, "folds": 5}}}},
        ["study_protocols.mine.splits", "folds", "train_share"],
    ),
    "bins of a protocol": (
        {"study_protocols": {"mine": {
            "splits": {"method": "chronological", "train_share": 0.7},
            "bins": {"age": 1}}}},
        ["study_protocols.mine.bins.age", "1"],
    ),
    "parameter of a protocol out of range": (
        {"study_protocols": {"mine": {
            "splits": {"method": "chronological", "train_share": 0.7},
            "classifier_parameters": {"members": 0}}}},
        ["study_protocols.mine.classifier_parameters.members", "0"],
    ),
    "unknown parameter of a protocol": (
        {"study_protocols": {"mine": {
            "splits": {"method": "chronological", "train_share": 0.7},
            "classifier_parameters": {"trees": 0}}}},
        ["study_protocols.mine.classifier_parameters", "trees"],
    ),
}  # fmt: skip


TRANSACTIONS = {
    "location": "purchases.csv", "customer": "who", "at": "day", "amount": "paid"
}  # fmt: skip
SEGMENTATION_FAULTS = {
    "a word": ("yes", ["segmentation", "mapping"]),
    "unknown entry": ({"clusters": 3}, ["segmentation", "clusters", "count"]),
    "a measure that is not there": (
        {"monetary": "income"}, ["segmentation.monetary", "income", "balance_euros"],
    ),
    "a measure that is the label": ({"monetary": "is_subscriber"}, ["is_subscriber"]),
    "a measure that is known after the contact": (
        {"monetary": "duration_seconds / 60"}, ["duration_seconds", "after"],
    ),
    "a measure that is a number": ({"recency": 3}, ["segmentation.recency", "3"]),
    "count is a word": ({"count": "many"}, ["segmentation.count", "many"]),
    "too many segments": ({"count": 13}, ["segmentation.count", "13", "12"]),
    "counts the wrong way round": ({"counts": [5, 3]}, ["segmentation.counts", "3"]),
    "one count": ({"counts": [5]}, ["segmentation.counts", "two numbers"]),
    "no starts": ({"starts": 0}, ["segmentation.starts", "0"]),
    "one score": ({"scores": 1}, ["segmentation.scores", "1"]),
    "share out of range": ({"smallest_share": 2}, ["smallest_share", "2"]),
    "transactions are a word": ({"transactions": "all"}, ["transactions", "all"]),
    "transactions without a column": (
        {"transactions": {"location": "x.csv", "customer": "who", "at": "day"}},
        ["segmentation.transactions", "amount"],
    ),
    "transactions as of no date": (
        {"transactions": TRANSACTIONS | {"as_of": "summer"}}, ["as_of", "summer"],
    ),
    "transactions without a key to join by": (
        {"transactions": TRANSACTIONS}, ["contact_key"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", SEGMENTATION_FAULTS)
def test_wrong_segmentation(fault):
    given, parts = SEGMENTATION_FAULTS[fault]
    check_is_one_sentence(first_fault(VARS | {"segmentation": given}), *parts)


def test_nobody_to_segment():
    fault = first_fault(VARS | {"contacts": "none", "prospects": "none"})
    check_is_one_sentence(fault, "neither contacts nor transactions", "segmentation")


@pytest.mark.parametrize("fault", VAR_FAULTS)
def test_wrong_var(fault):
    variables, parts = VAR_FAULTS[fault]
    check_is_one_sentence(first_fault(VARS | variables), *parts)


ALLOWED = {
    "the project's own": {},
    "what the benchmark sets": CALLED_DECILE | KEYED,
    "none of what may be none": dict.fromkeys(
        ["attach", "contact_key", "interactions", "threshold", "threshold_policies",
         "classifier_parameters"]
    ),
    "parameters of another classifier in a protocol": {
        "classifier": "logistic_regression", "classifier_parameters": {},
    },
    "a contact date by its column": {
        "contact_date": {"method": "column", "column": "called_on"},
    },
    "an effect that rises, and one that falls": with_feature(
        age={"kind": "integer", "monotone": "increasing"},
        has_housing_loan={"kind": "flag", "monotone": "decreasing"},
    ) | {"classifier": "monotone_pairs"},
    "features of the calendar alone": {
        "features": {"contact_month": {"column": "month", "calendar": True}},
        "interactions": [], "metric_groups": {},
    },
    "what is known after the contact, where it is asked for": {
        "allow_after_contact_features": True,
        "interactions": [["age", "duration_seconds"]],
    },
    "a function that only the user's database may have": with_feature(
        age={"kind": "integer", "expression": "our_own_bracket(balance_euros)"}
    ),
    "an expression over another one, and a late one over what is late": with_feature(
        age={"kind": "integer"},
        older={"kind": "integer", "expression": "age + 10"},
        oldest={"kind": "number", "expression": "older + 0.5"},
        minutes={"kind": "number", "expression": "duration_seconds / 60.0",
                 "known_at": "after_contact"},
    ),
    "a group by what was predicted": {
        "metric_groups": {"sure": "subscription_probability > 0.5"}
    },
    "a database": {"attach": [{"path": "a", "alias": "b", "type": "sqlite"}]},
    "the id of a model": {"model": 123456789012},
}  # fmt: skip


@pytest.mark.parametrize("case", ALLOWED)
def test_right_var(case):
    assert first_fault(VARS | ALLOWED[case]) is None


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yml")), ids=str)
def test_examples_are_valid(path):
    given = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert given
    assert first_fault(VARS | given) is None


def test_every_var_is_declared_and_no_other():
    assert list(settings_schema()["properties"]) == list(VARS)


@pytest.mark.parametrize("classifier", [None, *CLASSIFIERS])
def test_the_schema_is_one(classifier):
    Draft202012Validator.check_schema(settings_schema(classifier))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.dates()
    | st.text(max_size=200),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["method", "splits", "mine", "age", "kind", "f_beta", "column"])
        | st.text(max_size=9) | st.integers(),
        inner, max_size=3,
    ),
    max_leaves=8,
)  # fmt: skip


@settings(deadline=None)
@given(st.sampled_from(sorted(VARS)), VALUES)
def test_whatever_a_var_holds_is_answered(name, value):
    """With nothing, or with a sentence on that var: never with an error."""
    fault = first_fault(VARS | {name: value})
    if fault is not None:
        check_is_one_sentence(fault)
        assert f"`{name}" in fault or "`features`" in fault or "`inter" in fault


def declared_defaults(schema, place=()):
    """Find each default of the schema, and where it stands."""
    if "default" in schema:
        yield place, schema["default"]
    for name, entry in schema.get("properties", {}).items():
        if isinstance(entry, dict):
            yield from declared_defaults(entry, (*place, name))


def test_the_project_sets_what_is_the_default_anyway():
    """So a var of which a part is given keeps the other parts."""
    defaults = dict(declared_defaults(settings_schema(VARS["classifier"])))
    assert ("oversampling", "ratio") in defaults
    assert ("classifier_parameters", "members") in defaults
    for (name, entry), default in defaults.items():
        assert VARS[name].get(entry, default) == default, (name, entry)


def test_defaults_are_filled_in():
    assert with_defaults("oversampling", {"ratio": 1}) == {
        "method": "smote", "ratio": 1, "k_neighbors": 5
    }  # fmt: skip
    regression = with_defaults(
        "classifier_parameters", {"members": 9, "C": 2.0}, "logistic_regression"
    )
    assert list(regression) == ["C", "max_iter", "tol"]
    assert regression["C"] == 2.0


def test_policies_have_the_defaults_that_the_project_shows():
    """They are the only ones that Jinja fills in and `dbt_project.yml` shows too."""
    path = ROOT / "macros" / "config" / "threshold_policies.sql"
    template = jinja2.Environment(  # noqa: S701
        extensions=["jinja2.ext.do"]
    ).from_string(path.read_text(encoding="utf-8") + "{% do threshold_policies() %}")

    def policies(given):
        returned = []
        variables = {"threshold": None, "threshold_policies": given}
        template.render(
            {"return": returned.append, "var": variables.get, "as_mapping": dict}
        )
        return returned[0]

    assert policies({"f_beta": {"beta": 3}})["f_beta"] == {"beta": 3}
    assert policies(VARS["threshold_policies"]) == policies({})


def test_checking_imports_nothing_heavy():
    """Every command of dbt waits for it."""
    code = (
        "import sys, customer_segmentation.dbt_plugin;"
        "from customer_segmentation.settings.faults import first_fault;"
        "first_fault({'treshold': 1});"
        f"first_fault({VARS!r});"
        "print(sorted({'numpy', 'pandas', 'sklearn', 'pyarrow'} & sys.modules.keys()))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
    assert run.stderr == ""


@pytest.mark.parametrize(
    ("declared", "fault"),
    [
        ({"threshold": 0.3}, "None"),
        ({"treshold": 0.3}, "There is no var `treshold`; `threshold` is the nearest"),
    ],
)
def test_a_name_that_is_no_var_is_seen_in_another_project(declared, fault):
    def var(name):
        return (VARS | declared)[name]

    var._config = SimpleNamespace(
        vars=SimpleNamespace(vars={"customer_segmentation": declared, "theirs": 1})
    )
    asked = {"question": "check_vars", "arguments": {"var": var, "given": {}}}
    Plugin.store(None, SimpleNamespace(config=asked))
    assert str(asked.get("fault")).startswith(fault)
