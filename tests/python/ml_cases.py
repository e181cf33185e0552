"""Random small worlds of codes and labels, for tests that say "for any model"."""

from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from customer_segmentation.classifiers import CLASSIFIERS
from customer_segmentation.classifiers.classifier import Task
from customer_segmentation.classifiers.terms import Terms
from customer_segmentation.features import Feature


@dataclass(frozen=True)
class World:
    """Encoded rows with labels of both classes."""

    codes: np.ndarray
    is_subscriber: np.ndarray
    n_codes: tuple[int, ...]

    @property
    def grid(self):
        """Every combination of codes, also those that no row has."""
        return whole_grid(self.n_codes)


def whole_grid(n_codes):
    return np.array(list(product(*map(range, n_codes))), dtype=np.int16)


def random_world(seed, n_codes, n_rows):
    """Draw rows in which some codes are missing, some unseen, and pairs matter."""
    rng = np.random.default_rng(seed)
    columns = []
    for count in n_codes:
        seen = rng.permutation(count)[: rng.integers(1, count + 1)]
        columns.append(rng.choice(seen, n_rows))
    codes = np.column_stack(columns).astype(np.int16)
    parity = (codes.sum(axis=1) % 2) == 1
    is_subscriber = np.where(rng.random(n_rows) < 0.25, ~parity, parity)
    is_subscriber[:2] = [True, False]
    return World(codes, is_subscriber, tuple(n_codes))


@st.composite
def worlds(draw, min_features=1, max_features=4):
    n_codes = draw(
        st.lists(st.integers(1, 6), min_size=min_features, max_size=max_features)
    )
    return random_world(
        draw(st.integers(0, 2**32 - 1)), n_codes, draw(st.integers(20, 90))
    )


@st.composite
def pair_constraints(draw, n_features):
    possible = list(combinations(range(n_features), 2))
    if not possible:
        return draw(st.sampled_from([None, ()]))
    return draw(
        st.none() | st.lists(st.sampled_from(possible), unique=True, max_size=4)
    )


boosting_parameters = st.fixed_dictionaries(
    {
        "members": st.integers(1, 3),
        "row_share": st.sampled_from([0.5, 0.85, 1.0]),
        "max_iter": st.integers(1, 6),
        "max_leaf_nodes": st.sampled_from([2, 5, 31, None]),
        "max_depth": st.sampled_from([1, 3, None]),
        "min_samples_leaf": st.integers(1, 4),
        "learning_rate": st.sampled_from([0.1, 1.0]),
        "l2_regularization": st.sampled_from([0.0, 1.0]),
        "max_features": st.sampled_from([0.5, 1.0]),
    }
)


@st.composite
def random_terms(draw):
    """Terms of no model in particular, and rows to centre them on."""
    world = draw(worlds(min_features=2))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n_codes = world.n_codes
    pairs = draw(pair_constraints(len(n_codes))) or ()
    terms = Terms(
        float(rng.normal()),
        tuple(rng.normal(size=count) for count in n_codes),
        {(f, g): rng.normal(size=(n_codes[f], n_codes[g])) for f, g in sorted(pairs)},
    )
    return terms, world


def fit(world, pairs=(), parameters=None, seed=0, classifier="boosted_pairs", **task):
    """Fit a classifier with its defaults where nothing else is given."""
    chosen = CLASSIFIERS[classifier]
    defaults = {name: entry["default"] for name, entry in chosen.parameters.items()}
    return chosen.fit(
        Task(
            world.codes,
            world.is_subscriber,
            world.n_codes,
            pairs,
            random_state=seed,
            **task,
        ),
        defaults | (parameters or {}),
    )


FEATURES = (
    Feature("age", "number"),
    Feature("job", "category"),
    Feature("balance", "number"),
)

CONFIGURATION = {
    "features": [{"name": f.name, "kind": f.kind} for f in FEATURES],
    "interactions": [["job", "age"]],
    "classifier": "boosted_pairs",
    "classifier_parameters": {"members": 2, "max_iter": 5, "min_samples_leaf": 5},
    "oversampling": {"method": "smote", "ratio": 0.5, "k_neighbors": 3},
    "random_state": 42,
    "class_weight": None,
}


def levels_table():
    """Levels of `FEATURES`: three age bins, three jobs, two balance bins."""
    rows = [
        ("age", 1, None, None, 30.0, 90),
        ("age", 2, None, 30.0, 50.0, 120),
        ("age", 3, None, 50.0, None, 60),
        ("job", 1, "services", None, None, 100),
        ("job", 2, "admin.", None, None, 100),
        ("job", 3, "étudiant", None, None, 70),
        ("balance", 1, None, None, 0.0, 50),
        ("balance", 2, None, 0.0, None, 200),
    ]
    columns = ["feature", "code", "level", "lower_bound", "upper_bound", "train_count"]
    return pd.DataFrame(rows, columns=columns)


def balanced_rows(n_rows=240, n_synthetic=40):
    """Rows encoded with `levels_table`; the last ones are synthetic subscribers."""
    rng = np.random.default_rng(3)
    rows = pd.DataFrame(
        {
            "age_code": rng.integers(0, 4, n_rows),
            "job_code": rng.integers(0, 4, n_rows),
            "balance_code": rng.integers(1, 3, n_rows),  # never missing
        },
        dtype=np.int16,
    )
    likely = (rows["age_code"] == rows["job_code"]) | (rows["balance_code"] == 2)
    is_synthetic = np.arange(n_rows) >= n_rows - n_synthetic
    return rows.assign(
        is_subscriber=(rng.random(n_rows) < np.where(likely, 0.3, 0.05)) | is_synthetic,
        is_synthetic=is_synthetic,
    )


def validation_rows():
    """Real rows of the same kind, with every class."""
    return balanced_rows(n_synthetic=0).drop(columns="is_synthetic").iloc[::2]


def probe_values():
    """Values that reach a usual, a missing, an unseen and an outermost code."""
    return pd.DataFrame(
        {
            "probe_id": [1, 2, 3, 4],
            "probe": ["usual", "all missing", "unseen job", "outermost"],
            "age": pd.array([30, None, 41, 120], dtype="Int64"),
            "job": ["services", None, "astronaut", "étudiant"],
            "balance": [-0.5, np.nan, 0.0, 1e12],
        }
    )
