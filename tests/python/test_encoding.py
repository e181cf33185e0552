"""Values become codes by the rule that SQL follows, written a second way."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_segmentation.codes import code_counts, code_matrix
from customer_segmentation.encoding import encode
from customer_segmentation.errors import ConfigurationError
from customer_segmentation.features import Feature
from ml_cases import FEATURES, levels_table, probe_values

AGE, JOB, BALANCE = FEATURES


def encode_one(feature, *values):
    column = pd.Series(values, dtype=object)
    codes = encode(pd.DataFrame({feature.name: column}), levels_table(), [feature])
    return codes[:, 0].tolist()


def test_a_bin_holds_its_lower_bound_and_not_its_upper_one():
    assert encode_one(AGE, 29.999, 30, 49, 50) == [1, 2, 2, 3]


def test_a_number_beyond_the_edges_falls_in_the_outer_bin():
    assert encode_one(AGE, -1e300, float("-inf"), 1e300, float("inf")) == [1, 1, 3, 3]


def test_outer_bins_are_open_even_where_the_outer_edges_are_written_down():
    levels = levels_table().astype({"lower_bound": "Float64"})
    levels.loc[0, "lower_bound"] = 18.0
    values = pd.DataFrame({"age": [17.0, 18.0]})
    assert encode(values, levels, [AGE])[:, 0].tolist() == [1, 1]


@pytest.mark.parametrize("feature", [AGE, JOB])
@pytest.mark.parametrize("missing", [None, np.nan, pd.NA])
def test_a_missing_value_is_code_0(feature, missing):
    assert encode_one(feature, missing) == [0]


def test_an_unseen_category_is_code_0():
    assert encode_one(JOB, "astronaut", "Services", "", "étudiant") == [0, 0, 0, 3]


def test_a_feature_without_levels_is_code_0():
    values = pd.DataFrame({"pdays": [1.0, None], "plan": ["a", None]})
    features = [Feature("pdays", "number"), Feature("plan", "category")]
    assert not encode(values, levels_table(), features).any()
    assert code_counts(levels_table(), features) == (1, 1)


def test_columns_follow_the_features_and_rows_the_values():
    values = probe_values()
    codes = encode(values, levels_table().sample(frac=1, random_state=1), FEATURES)
    assert codes.dtype == np.int16
    assert codes.tolist() == [[2, 1, 1], [0, 0, 0], [2, 0, 2], [3, 3, 2]]


@given(
    edges=st.lists(st.integers(-5, 5), min_size=1, max_size=6, unique=True).map(sorted),
    values=st.lists(st.none() | st.integers(-14, 14).map(lambda x: x / 2), min_size=1),
)
def test_searching_edges_is_the_same_as_comparing_with_every_bin(edges, values):
    bounds = list(zip([None, *edges], [*edges, None], strict=True))
    levels = pd.DataFrame(
        [("age", code, lower, upper) for code, (lower, upper) in enumerate(bounds, 1)],
        columns=["feature", "code", "lower_bound", "upper_bound"],
    )

    def compared(value):
        if value is None:
            return 0
        return next(
            code
            for code, (lower, upper) in enumerate(bounds, 1)
            if (lower is None or lower <= value) and (upper is None or value < upper)
        )

    frame = pd.DataFrame({"age": pd.array(values, dtype="Float64")})
    assert encode(frame, levels, [AGE])[:, 0].tolist() == [compared(v) for v in values]


def test_codes_are_counted_from_levels_not_from_rows():
    assert code_counts(levels_table(), FEATURES) == (4, 4, 3)


def test_a_code_column_that_is_absent_or_null_is_refused():
    with pytest.raises(ConfigurationError, match="age_code"):
        code_matrix(pd.DataFrame({"job_code": [1]}), [AGE, JOB])
    with pytest.raises(ValueError, match=r"job_code.*null or negative"):
        code_matrix(pd.DataFrame({"age_code": [1], "job_code": [None]}), [AGE, JOB])


def test_a_feature_of_an_unknown_kind_is_refused():
    with pytest.raises(ConfigurationError, match="'age' is of kind 'numeric'"):
        Feature("age", "numeric")
