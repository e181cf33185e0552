"""The synthetic sample: same bytes every time, the file's conventions, its effects."""

import os
from datetime import date
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from threadpoolctl import threadpool_limits

from customer_segmentation.sample import facts as facts_module
from customer_segmentation.sample.facts import (
    COLUMNS,
    EFFECTS,
    MONTHS,
    band,
    compute_facts,
    read_contacts,
    read_facts,
    to_json,
    with_calendar,
)
from customer_segmentation.sample.generate import generate

ROOT = Path(__file__).parents[2]
FACTS = read_facts()
REAL_FOLDERS = [
    Path(os.environ.get("BANK_MARKETING_DIR", ROOT / "data")),
    ROOT.parent / "shared" / "data",
]
REAL_FILE = next(
    (
        folder / "bank-full.csv"
        for folder in REAL_FOLDERS
        if (folder / "bank-full.csv").is_file()
    ),
    REAL_FOLDERS[0] / "bank-full.csv",
)
needs_real_file = pytest.mark.skipif(
    not REAL_FILE.exists(), reason="set BANK_MARKETING_DIR to the folder of bank-full"
)


def read_seed(name):
    return pd.read_csv(ROOT / "seeds" / f"sample_{name}.csv", keep_default_na=False)


@pytest.fixture(scope="module")
def contacts():
    return read_seed("contacts")


@pytest.fixture(scope="module")
def prospects():
    return read_seed("prospects")


def dates_of(rows, first_year):
    """Derive each date from file order; an impossible date raises ValueError."""
    number = rows["month"].map({m: i + 1 for i, m in enumerate(MONTHS)})
    years = first_year + (number.diff() < 0).cumsum()
    return [date(*parts) for parts in zip(years, number, rows["day"], strict=True)]


def broken_conventions(rows):
    """Name the conventions of the real file that the rows break."""
    never = rows["pdays"] == -1
    unrecorded = ~never & (rows["poutcome"] == "unknown")
    dates = dates_of(rows, 2008)
    held = {
        "pdays is -1 exactly where previous is 0": (
            never == (rows["previous"] == 0)
        ).all(),
        "never contacted means poutcome unknown": (
            rows.loc[never, "poutcome"] == "unknown"
        ).all(),
        "contacted before, a few outcomes are not recorded": 1
        <= unrecorded.sum()
        <= max(1, 0.005 * (~never).sum()),
        "pdays is -1 or positive": (never | (rows["pdays"] > 0)).all(),
        "dates never fall": dates == sorted(dates),
        "nothing is missing": not rows.isna().any(axis=None),
        "no text is empty": not (rows == "").any(axis=None),
        "yes or no": rows[["default", "housing", "loan"]]
        .isin(["yes", "no"])
        .all(axis=None),
        "campaign counts this contact": (rows["campaign"] >= 1).all(),
        "adults": rows["age"].between(18, 99).all(),
    }
    return [name for name, is_held in held.items() if not is_held]


def conversion(rows, by):
    return (rows["y"] == "yes").groupby(rows[by]).mean()


# The seeds are what the generator makes.


@pytest.mark.parametrize(("index", "name"), [(0, "contacts"), (1, "prospects")])
def test_seed_is_what_the_generator_makes(index, name):
    made = generate()[index].to_csv(index=False, lineterminator="\n").encode("ascii")
    assert (ROOT / "seeds" / f"sample_{name}.csv").read_bytes() == made


def test_another_seed_makes_other_rows():
    assert not generate(random_state=1)[0].equals(generate(random_state=2)[0])


def test_shape_is_that_of_the_real_file_before_the_call(contacts, prospects):
    assert contacts.shape == (4000, 17)
    assert list(contacts.columns) == COLUMNS
    assert prospects.shape == (500, 15)
    assert [*prospects.columns] == [c for c in COLUMNS if c not in ("duration", "y")]


@pytest.mark.parametrize("random_state", range(3))
@pytest.mark.parametrize("n_contacts", [60, 1000])
def test_any_size_has_every_month_group(n_contacts, random_state):
    contacts, prospects = generate(n_contacts, 1, random_state)
    assert (len(contacts), len(prospects)) == (n_contacts, 1)
    starts = contacts["month"] != contacts["month"].shift()
    assert contacts.loc[starts, "month"].tolist() == [
        group["month"] for group in FACTS["month_groups"]
    ]


@pytest.mark.parametrize(
    ("sizes", "message"), [((59, 1), "n_contacts is 59"), ((60, 0), "n_prospects is 0")]
)
def test_too_few_rows_are_refused(sizes, message):
    with pytest.raises(ValueError, match=message):
        generate(*sizes)


# The conventions of the real file.


def test_conventions_hold(contacts, prospects):
    assert broken_conventions(contacts) == []
    assert broken_conventions(prospects) == []


@pytest.mark.parametrize(
    ("plant", "convention"),
    [
        ({"previous": 1}, "pdays is -1 exactly where previous is 0"),
        ({"poutcome": "failure"}, "never contacted means poutcome unknown"),
        ({"pdays": 0}, "pdays is -1 or positive"),
        ({"job": ""}, "no text is empty"),
        ({"loan": "unknown"}, "yes or no"),
        ({"campaign": 0}, "campaign counts this contact"),
        ({"day": 30}, "dates never fall"),
    ],
)
def test_a_planted_fault_breaks_its_convention(contacts, plant, convention):
    rows = contacts.copy()
    for column, value in plant.items():
        rows.loc[0, column] = value
    assert convention in broken_conventions(rows)


def test_an_impossible_date_is_noticed(contacts):
    rows = contacts.copy()
    rows.loc[rows["month"] == "feb", "day"] = 30
    with pytest.raises(ValueError, match="day"):
        broken_conventions(rows)


def test_file_order_tells_the_30_month_groups(contacts):
    rows = with_calendar(contacts)
    found = rows.groupby("group")[["year", "month", "period"]].first()
    expected = pd.DataFrame(FACTS["month_groups"])
    assert found.to_numpy().tolist() == expected[found.columns].to_numpy().tolist()
    sizes = rows.groupby("group").size()
    assert sizes.min() >= 2
    np.testing.assert_allclose(sizes, expected["count"] * 4000 / 45211, atol=3)


def test_prospects_come_after_the_last_contact(contacts, prospects):
    last = dates_of(contacts, 2008)[-1]
    dates = dates_of(prospects, last.year)
    assert last.year == dates[-1].year == 2010
    assert last <= dates[0]
    assert set(prospects["month"]) == {"nov", "dec"}


def test_the_unrecorded_means_of_contact_ends_in_june_2008(contacts):
    rows = with_calendar(contacts)
    unknown = (rows["contact"] == "unknown").groupby(rows["group"]).mean()
    assert unknown[:2].eq(1).all()
    assert unknown[2:4].lt(0.1).all()
    assert (rows.loc[rows["group"] < 4, "pdays"] == -1).all()


# Marginals.


@pytest.mark.parametrize("column", [*EFFECTS, "month"])
def test_shares_are_those_of_the_real_file(contacts, column):
    levels = FACTS["conversion_by_level"][column]
    share = pd.Series({k: v["count"] for k, v in levels.items()}) / FACTS["rows"]
    found = with_calendar(contacts)[column].value_counts(normalize=True)
    # four standard errors, and what drawing between quantiles moves
    tolerance = 4 * np.sqrt(share * (1 - share) / len(contacts)) + 0.015
    difference = found.reindex(share.index, fill_value=0.0) - share
    assert (difference.abs() <= tolerance).all(), difference


def test_prevalence_is_that_of_the_real_file(contacts):
    assert abs((contacts["y"] == "yes").mean() - 0.117) <= 0.01


def test_numbers_are_spread_as_in_the_real_file(contacts):
    # median of the real file, within a tenth
    for column, median in {"age": 39, "balance": 448, "duration": 180}.items():
        assert contacts[column].median() == pytest.approx(median, rel=0.1), column


# Effects.


def test_known_effects_are_there(contacts):
    by_outcome = conversion(contacts, "poutcome")
    assert by_outcome["success"] > 3 * by_outcome.drop("success").max()
    by_contact = conversion(contacts, "contact")
    assert by_contact["cellular"] > 2 * by_contact["unknown"]
    by_month = conversion(contacts, "month")
    assert by_month[["mar", "sep", "oct", "dec"]].min() > 3 * by_month["may"]
    for column in ("housing", "loan"):
        by_level = conversion(contacts, column)
        assert by_level["no"] > 1.3 * by_level["yes"]


def test_numbers_act_as_in_the_real_file(contacts):
    is_yes = contacts["y"] == "yes"
    young, middle, old = (
        is_yes[contacts["age"].between(*ages)].mean()
        for ages in ((18, 24), (35, 54), (60, 99))
    )
    assert min(young, old) > 1.5 * middle
    assert is_yes[contacts["balance"] > 1000].mean() > 1.5 * (
        is_yes[contacts["balance"] <= 0].mean()
    )
    assert is_yes[contacts["previous"] > 0].mean() > 1.5 * (
        is_yes[contacts["previous"] == 0].mean()
    )
    assert is_yes[contacts["campaign"] == 1].mean() > 1.5 * (
        is_yes[contacts["campaign"] > 5].mean()
    )


def test_a_model_finds_the_effects_and_duration_leaks(contacts):
    rows = contacts.drop(columns="y")
    for column in rows.select_dtypes(exclude="number"):
        rows[column] = rows[column].astype("category")
    is_yes = (contacts["y"] == "yes").to_numpy()

    def test_auc(features, seed):
        order = np.random.default_rng(seed).permutation(len(rows))
        train, test = order[:2400], order[3200:]
        model = HistGradientBoostingClassifier(
            learning_rate=0.1, max_iter=60, max_leaf_nodes=8, random_state=0
        )
        with threadpool_limits(1):
            model.fit(features.iloc[train], is_yes[train])
        scores = model.predict_proba(features.iloc[test])[:, 1]
        return roc_auc_score(is_yes[test], scores)

    before = np.mean([test_auc(rows.drop(columns="duration"), s) for s in range(4)])
    after = np.mean([test_auc(rows, s) for s in range(4)])
    assert 0.72 <= before <= 0.83
    assert after >= before + 0.08


# The facts.


def test_bands_include_their_ends():
    values = pd.Series([-20000, -1, 0, 1, 100, 101, 4001, 200000])
    assert band(values, "balance").tolist() == [
        "-10000 to -1",
        "-10000 to -1",
        "0",
        "1 to 100",
        "1 to 100",
        "101 to 300",
        "4001 to 109999",
        "4001 to 109999",
    ]


def test_facts_are_aggregates_and_small():
    text = Path(facts_module.__file__).with_name("facts.json").read_text()
    assert len(text) < 60_000
    assert text == to_json(FACTS) + "\n"


def test_another_file_is_refused(tmp_path):
    path = tmp_path / "bank-full.csv"
    path.write_text("age;job\n")
    with pytest.raises(ValueError, match="the published bank-full"):
        read_contacts(path)
    with pytest.raises(ValueError, match="not those of bank-full"):
        compute_facts(pd.read_csv(StringIO("age;job\n"), sep=";"))


@needs_real_file
def test_facts_are_those_of_the_real_file():
    assert to_json(compute_facts(read_contacts(REAL_FILE))) == to_json(FACTS)


@needs_real_file
def test_no_row_is_one_of_the_real_file(contacts, prospects):
    real = read_contacts(REAL_FILE)
    assert contacts.merge(real).empty
    assert prospects.merge(real).empty
