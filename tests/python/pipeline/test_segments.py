"""Segments on whole builds: fitted on train rows, assigned in SQL, kept, followed."""

import csv
import json
import subprocess
import sys

import duckdb
import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits

from conftest import ROOT, WITHOUT_TESTS, Warehouse
from customer_segmentation.segments.fitting import MEASURES, UNITS, fit_segmentation
from customer_segmentation.segments.kmeans import UNITS_PER_DEVIATION
from pipeline.test_real_data import find

#: Fast, where the choice of the number of segments is not what is looked at.
QUICK = {"count": 5, "counts": [5, 5], "resamples": 2}


def run(warehouse, parsed, *selected, **variables):
    """Build the selected models, without the time of parsing where it was done."""
    command = ("build", "--select", *(selected or ["+segments"]), *WITHOUT_TESTS)
    if parsed is None:
        done = warehouse.dbt(*command, **variables)
    else:
        done = warehouse.run_parsed(parsed, *command, **variables)
    assert done.code == 0, done.output[-3000:] + done.errors
    return warehouse


def stops_with(warehouse, parsed, *parts, select="+segments", **variables):
    done = warehouse.run_parsed(
        parsed, "build", "--select", select, *WITHOUT_TESTS, **variables
    )
    assert done.code == 1
    assert done.errors.count("Stopped: ") == 1
    for part in parts:
        assert part in done.sentence, done.sentence


ASSIGNED = "+customer_segments", "+segment_parity", "segment_of", "cluster_selection"


def assigned(folder, parsed, contacts, **segmentation):
    """Build the segments of contacts, in a database of their own."""
    return run(
        Warehouse(folder), parsed, *ASSIGNED,
        contacts=str(contacts), segmentation=QUICK | segmentation,
    )  # fmt: skip


def active(warehouse):
    """The id and the document of the segmentation in use."""
    [(name, content)] = warehouse.query(
        "select segmentation_id, content from segments.fitted_segmentations"
        " inner join segments.segmentations using (segmentation_id) where is_active"
    )
    return name, json.loads(content)


def of_contacts(warehouse):
    return warehouse.query(
        "select contact_id, segment_id, recency_score, frequency_score, monetary_score"
        " from segments.customer_segments order by contact_id"
    )


# --- Assignment ---


@pytest.fixture(scope="module")
def bank_full(parsed, tmp_path_factory):
    return run(
        Warehouse(tmp_path_factory.mktemp("bank_full")), parsed, *ASSIGNED,
        contacts=str(find("bank-full.csv")),
    )  # fmt: skip


def coordinates(measures, document):
    """Place customers among the points of a fit, in numpy alone."""
    scales = {row["measure"]: row for row in document["measures"]}
    recency, frequency, monetary = (
        measures[name].to_numpy(float, na_value=np.nan) for name in MEASURES
    )
    tamed = [
        np.where(
            np.isnan(recency),
            0.0,
            1 / (1 + np.maximum(recency, 0) / scales["recency"]["scale"]),
        ),
        np.log(1 + np.clip(np.nan_to_num(frequency), 0, scales["frequency"]["scale"])),
        np.sign(monetary) * np.log(1 + np.abs(monetary) / scales["monetary"]["scale"]),
    ]
    columns = [
        np.nan_to_num((value - row["mean"]) * row["inverse_deviation"])
        for value, row in zip(tamed, (scales[name] for name in MEASURES), strict=True)
    ]
    return np.floor(np.clip(np.stack(columns, axis=1), -16, 16) * 2**20 + 0.5)


def predicted(measures, document):
    """Return the segments by scikit-learn's own `KMeans.predict`."""
    centroids = np.array([[one[u] for u in UNITS] for one in document["segments"]])
    estimator = KMeans(len(centroids), init=centroids, n_init=1).fit(centroids)
    estimator.cluster_centers_ = centroids / UNITS_PER_DEVIATION
    labels = estimator.predict(coordinates(measures, document) / UNITS_PER_DEVIATION)
    return np.array([one["segment_id"] for one in document["segments"]])[labels]


def test_sql_assigns_every_contact_as_scikit_learn_does(bank_full):
    contacts = bank_full.frame(
        "select * from segments.customer_segments order by contact_id"
    )
    _, document = active(bank_full)
    equal = predicted(contacts, document) == contacts["segment_id"].to_numpy()
    assert (int(equal.sum()), len(equal)) == (45_211, 45_211)


def test_one_centroid_that_moved_is_seen(bank_full):
    contacts = bank_full.frame("select * from segments.customer_segments")
    _, document = active(bank_full)
    document["segments"][0]["monetary_units"] += UNITS_PER_DEVIATION / 50
    differ = predicted(contacts, document) != contacts["segment_id"].to_numpy()
    assert differ.sum() > 0


def test_probes_lie_on_boundaries(bank_full):
    probes, equal, boundary = bank_full.query(
        "select count(*), count(*) filter (where has_equal_segment),"
        " count(*) filter (where is_on_boundary) from segments.segment_parity"
        " where has_equal_units"
    )[0]
    assert probes == equal > 150
    assert boundary > 0


def test_segments_of_bank_full_are_stable(bank_full):
    lowest, share, reason = bank_full.query(
        "select lowest_stability, smallest_share, reason"
        " from segments.cluster_selection where is_chosen"
    )[0]
    assert lowest >= 0.85
    assert share >= 0.02
    assert "highly stable" in reason


def test_a_customer_alone_gets_the_same_segment(bank_full):
    # A path as it is named where the table function looks for its tables.
    with duckdb.connect(str(bank_full.database), read_only=True) as connection:
        rows = connection.execute(
            "select recency, frequency, monetary, segment_id, segment_name,"
            " recency_score, monetary_score, centroid_distance"
            " from segments.customer_segments using sample 40 (reservoir, 1)"
        ).fetchall()
        for recency, frequency, monetary, *expected in rows:
            found = connection.execute(
                "select segment_id, segment_name, recency_score, monetary_score,"
                " centroid_distance from segments.segment_of(recency := ?,"
                " frequency := ?, monetary := ?)",
                [recency, frequency, monetary],
            ).fetchall()
            assert found == [tuple(expected)]


def test_scores_follow_the_cuts_and_never_is_a_level_of_its_own(bank_full):
    assert (
        bank_full.value(
            "select count(*) from segments.customer_segments as customers"
            " inner join segments.rfm_cuts as cuts on cuts.measure = 'monetary'"
            " and customers.monetary > coalesce(cuts.lower_bound, -1e300)"
            " and customers.monetary <= coalesce(cuts.upper_bound, 1e300)"
            " where cuts.score <> customers.monetary_score"
        )
        == 0
    )
    assert bank_full.query(
        "select distinct recency_score, frequency_score"
        " from segments.customer_segments where recency is null and frequency = 0"
    ) == [(0, 0)]
    shares = bank_full.query(
        "select count(*) / sum(count(*)) over () from segments.customer_segments"
        " where recency is not null group by recency_score"
    )
    assert all(0.17 < share < 0.23 for (share,) in shares)


def test_ids_are_the_same_over_seeds_and_threads(bank_full):
    """Each from scratch, so that nothing but the place of a segment can number it."""
    tables = [
        bank_full.frame(f"select * from segments.{table}")
        for table in (
            "int_segmentation_points", "int_segment_transformation", "int_rfm_cuts",
            "int_segmentation_probes",
        )
    ]  # fmt: skip
    settings = active(bank_full)[1]["settings"] | {"resamples": 0, "counts": [8, 8]}
    found = []
    for seed in range(10):
        with threadpool_limits(1 + seed % 2):
            content = fit_segmentation(
                *tables, settings | {"random_state": seed, "count": 8}, "f"
            )["content"].iloc[0]
        found.append(json.loads(content)["segments"])
    for segments in found[1:]:
        for one, other in zip(found[0], segments, strict=True):
            assert one["segment_id"] == other["segment_id"]
            for unit in UNITS:
                assert abs(one[unit] - other[unit]) < 0.02 * UNITS_PER_DEVIATION


# --- Leakage ---


@pytest.fixture(scope="module")
def contacts(sample_lines):
    return list(csv.DictReader(sample_lines))


def write(folder, rows):
    path = folder / "contacts.csv"
    folder.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def original(parsed, contacts, tmp_path_factory):
    folder = tmp_path_factory.mktemp("original")
    return assigned(folder, parsed, write(folder, contacts))


def test_the_label_is_never_read(original, parsed, contacts, tmp_path):
    labels = [row["y"] for row in contacts]
    np.random.default_rng(0).shuffle(labels)
    shuffled = [row | {"y": y} for row, y in zip(contacts, labels, strict=True)]
    other = assigned(tmp_path, parsed, write(tmp_path, shuffled))
    assert active(other)[0] == active(original)[0]
    assert of_contacts(other) == of_contacts(original)


def changed(original, contacts, split):
    """Double the balance of the contacts of a split."""
    splits = dict(
        original.query("select contact_id, split from segments.customer_segments")
    )
    return [
        row | {"balance": str(2 * int(row["balance"]) + 500)}
        if splits[key] == split
        else row
        for row, key in zip(contacts, sorted(splits), strict=True)
    ]


@pytest.mark.parametrize("split", ["test", "validation"])
def test_other_splits_change_no_cut_and_no_centroid(
    original, parsed, contacts, tmp_path, split
):
    other = assigned(
        tmp_path, parsed, write(tmp_path, changed(original, contacts, split))
    )
    assert active(other)[0] == active(original)[0]
    assert of_contacts(other) != of_contacts(original)


def test_train_rows_do(original, parsed, contacts, tmp_path):
    other = assigned(
        tmp_path, parsed, write(tmp_path, changed(original, contacts, "train"))
    )
    before, after = active(original)[1], active(other)[1]
    assert before["cuts"] != after["cuts"]
    assert before["measures"] != after["measures"]


# --- Kept and loaded ---


def test_nothing_is_fitted_again_and_an_older_one_is_loaded(original, parsed, tmp_path):
    warehouse = original.copy(tmp_path / "copy")
    source = {"contacts": str(original.folder / "contacts.csv")}
    first, _ = active(warehouse)
    before = of_contacts(warehouse)
    select = (*ASSIGNED, "segment_changes")

    run(warehouse, parsed, *select, **source, segmentation=QUICK)
    assert warehouse.value("select count(*) from segments.segmentations") == 1

    run(warehouse, parsed, *select, **source, segmentation=QUICK | {"count": 3})
    second, document = active(warehouse)
    assert second != first
    assert len(document["segments"]) == 3
    assert set(
        warehouse.query(
            "select change from segments.segment_changes"
            f" where segmentation_id = '{second}'"
        )
    ) >= {("kept",), ("gone",)}
    assert of_contacts(warehouse) != before

    run(warehouse, parsed, *select, **source, segmentation=QUICK | {"load": first})
    assert active(warehouse)[0] == first
    assert of_contacts(warehouse) == before

    stops_with(
        warehouse, parsed, "segmentation.load", "abcdef123456", first, second,
        select="segments", **source, segmentation=QUICK | {"load": "abcdef123456"},
    )  # fmt: skip


def test_what_decides_that_nothing_is_fitted_loads_no_heavy_library():
    code = (
        "import sys, customer_segmentation.segments.store;"
        "print([m for m in ('sklearn', 'scipy', 'pandas') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert found.stdout.strip() == "[]"


def test_prospects_alone_get_the_segments_that_were_in_use(sample, parsed, tmp_path):
    warehouse = sample.copy(tmp_path / "prospects")
    before = dict(sample.query(
        "select source_row, segment_id from segments.customer_segments"
        " inner join staging.stg_contacts using (contact_id)"
        " where source_name = 'sample_prospects'"
    ))  # fmt: skip
    run(
        warehouse, parsed, *ASSIGNED, contacts="none",
        prospects=str(ROOT / "seeds" / "sample_prospects.csv"),
        model=sample.value("select model_id from registry.active_model"),
    )  # fmt: skip
    assert dict(warehouse.query(
        "select source_row, segment_id from segments.customer_segments"
        " inner join staging.stg_contacts using (contact_id)"
    )) == before  # fmt: skip
    assert active(warehouse)[0] == active(sample)[0]


def test_a_measure_that_no_train_customer_has_is_scored_1(parsed, contacts, tmp_path):
    """The oldest contacts of a file may know nothing of earlier ones."""
    path = write(tmp_path, [
        row | ({"pdays": "-1", "previous": "0"} if number < 2500 else {})
        for number, row in enumerate(contacts)
    ])  # fmt: skip
    split = {"method": "chronological", "train_share": 0.5, "validation_share": 0.2}
    warehouse = run(
        Warehouse(tmp_path / "later"), parsed, *ASSIGNED, contacts=str(path),
        segmentation=QUICK, split=split | {"salt": ""},
    )  # fmt: skip
    assert warehouse.query(
        "select distinct recency is null, recency_score"
        " from segments.customer_segments order by all"
    ) == [(False, 1), (True, 0)]  # fmt: skip


NAMED = (
    "select contact_id, segment_id, segment_name"
    " from segments.customer_segments order by contact_id"
)


def test_a_shuffled_file_and_another_seed_give_the_same_ids_and_names(
    parsed, sample_lines, tmp_path
):
    header, *lines = sample_lines
    keyed = [f"{number},{line}" for number, line in enumerate(lines, 1)]
    shuffled = np.random.default_rng(3).permutation(keyed).tolist()
    found = []
    for name, rows, seed in (
        ("as it is", keyed, 42), ("shuffled", shuffled, 42), ("seed", keyed, 7)
    ):  # fmt: skip
        warehouse = Warehouse(tmp_path / name)
        path = warehouse.folder / "contacts.csv"
        path.write_text("\n".join([f"customer,{header}", *rows]) + "\n")
        run(
            warehouse, parsed, *ASSIGNED, contacts=str(path), contact_key="customer",
            contact_date="none", segmentation=QUICK, random_state=seed,
        )  # fmt: skip
        found.append(warehouse.query(NAMED))
    assert len({name for _, _, name in found[0]}) == QUICK["count"]
    assert found[0] == found[1] == found[2]


# --- Switched off, and wrong ---


def test_segments_that_are_switched_off_stop_nothing(tmp_path):
    warehouse = Warehouse(tmp_path)
    listed = warehouse.dbt("ls", "--select", "segments", segmentation="none")
    assert "customer_segments" not in listed.output
    listed = warehouse.dbt("ls", "--output", "name", segmentation="none")
    assert listed.code == 0, listed.output
    assert "predictions" in listed.output.split()
    assert "segment_review" not in listed.output


@pytest.mark.parametrize(
    ("measures", "count"),
    [
        # constant and not known at all: one place, one segment
        ({"recency": "null", "frequency": "7", "monetary": "1.5"}, 1),
        ({"recency": "null", "frequency": "null", "monetary": "null"}, 1),
        # two of three say nothing
        ({"recency": "null", "frequency": "0"}, 5),
        # infinite and no number are not known
        ({"monetary": "case when age > 40 then 1e308 * 10 else ln(-1.0 * 0) end"}, 5),
    ],
)
def test_measures_that_say_little(original, parsed, tmp_path, measures, count):
    warehouse = assigned(tmp_path, parsed, original.folder / "contacts.csv", **measures)
    assert warehouse.value("select count(*) from segments.customer_segments") == 4000
    assert len(active(warehouse)[1]["segments"]) == count
    assert warehouse.query(
        "select distinct has_equal_units and has_equal_segment"
        " from segments.segment_parity"
    ) == [(True,)]


# --- Transactions ---


def purchases(folder, rows, name="purchases.csv"):
    path = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("who", "day", "paid"), *rows])
    return path


def alone(folder, path, columns=("who", "day", "paid"), as_of="latest", **more):
    settings = {
        "location": str(path), "as_of": as_of,
        **dict(zip(("customer", "at", "amount"), columns, strict=True)),
    }  # fmt: skip
    return {
        "contacts": "none",
        "segmentation": QUICK | {"transactions": settings} | more,
    }


@pytest.fixture(scope="module")
def parsed_alone(tmp_path_factory):
    """The project as dbt parses it where there are transactions alone."""
    folder = tmp_path_factory.mktemp("parsed_alone")
    return Warehouse(folder).parse(**alone(folder, "purchases.csv"))


def check_equals_lifetimes(warehouse, rows, as_of):
    from lifetimes.utils import summary_data_from_transaction_data

    expected = summary_data_from_transaction_data(
        rows, "who", "day", monetary_value_col="paid", observation_period_end=as_of
    )
    found = warehouse.frame(
        "select customer_id, repeat_purchase_count, active_days, tenure_days,"
        " mean_repeat_amount from segments.customer_transactions"
    ).set_index("customer_id")
    expected.index = expected.index.astype(str)
    assert set(found.index) == set(expected.index)
    found = found.loc[expected.index]
    for ours, theirs in (
        ("repeat_purchase_count", "frequency"), ("active_days", "recency"),
        ("tenure_days", "T"),
    ):  # fmt: skip
        np.testing.assert_array_equal(found[ours], expected[theirs])
    np.testing.assert_allclose(
        found["mean_repeat_amount"], expected["monetary_value"], rtol=0, atol=1e-9
    )
    return len(expected)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("as_of", ["1998-06-30", "1997-09-30"])
def test_cdnow_is_summed_up_as_by_lifetimes(parsed_alone, tmp_path, as_of):
    path = find("cdnow_transactions.csv")
    columns = ("customer_id", "purchased_on", "amount_usd")
    warehouse = run(
        Warehouse(tmp_path), parsed_alone, "+customer_transactions",
        **alone(tmp_path, path, columns, "latest" if as_of > "1998" else as_of),
    )  # fmt: skip
    rows = pd.read_csv(path, dtype={columns[0]: str})[list(columns)].set_axis(
        ["who", "day", "paid"], axis=1
    )
    assert check_equals_lifetimes(warehouse, rows, as_of) == 23_570


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("as_of", ["2024-06-30", "2024-03-01"])
def test_returns_and_several_purchases_of_a_day(parsed_alone, tmp_path, as_of):
    generator = np.random.default_rng(0)
    rows = [
        (
            f"c{generator.integers(60)}",
            str(np.datetime64("2024-01-01") + generator.integers(150)),
            round(float(generator.normal(20, 30)), 2),
        )
        for _ in range(900)
    ]
    rows += [(who, day, -paid) for who, day, paid in rows[:50]]  # taken back at once
    warehouse = run(
        Warehouse(tmp_path),
        parsed_alone,
        **alone(tmp_path, purchases(tmp_path, rows), as_of=as_of),
    )
    frame = pd.DataFrame(rows, columns=["who", "day", "paid"])
    customers = check_equals_lifetimes(warehouse, frame, as_of)
    assert warehouse.query(
        "select count(*), count(segment_name) from segments.customer_segments"
    ) == [(customers, customers)]
    assert warehouse.query(
        "select distinct method, from_period, to_period from segments.segment_migration"
    ) == [("by customer", *{
        "2024-06-30": ("2024-05-30", "2024-06-30"),
        "2024-03-01": ("2024-02-01", "2024-03-01"),
    }[as_of])]  # fmt: skip
    assert warehouse.query(
        "select count(*), count(observed_rate) from segments.segment_profiles"
    )[0][1] == 0  # fmt: skip


def test_one_customer_is_one_segment(parsed_alone, tmp_path):
    path = purchases(tmp_path, [("ann", "2024-01-02", 5)])
    warehouse = run(Warehouse(tmp_path), parsed_alone, **alone(tmp_path, path))
    assert warehouse.query(
        "select contact_id, recency, frequency, monetary, segment_id"
        " from segments.customer_segments"
    ) == [("ann", 0.0, 1.0, 5.0, 1)]


def test_a_future_date_moves_no_latest_day(parsed_alone, tmp_path):
    path = purchases(
        tmp_path,
        [("ann", "2024-01-02", 5), ("bob", "2024-02-02", 5), ("bob", "2999-01-01", 9)],
    )
    warehouse = run(
        Warehouse(tmp_path), parsed_alone, "+customer_transactions",
        **alone(tmp_path, path),
    )  # fmt: skip
    assert warehouse.query(
        "select customer_id, days_since_last_purchase, total_amount,"
        " cast(as_of as text) from segments.customer_transactions order by customer_id"
    ) == [("ann", 31, 5.0, "2024-02-02"), ("bob", 0, 5.0, "2024-02-02")]


def test_transactions_that_cannot_be_read(parsed_alone, tmp_path):
    select = "+customer_transactions"
    good = [("ann", "2024-01-02", 5), ("bob", "2024-02-02", 5)]
    warehouse = Warehouse(tmp_path)
    unreadable = purchases(tmp_path, [*good, ("cid", "spring", 5)], "unreadable.csv")
    stops_with(
        warehouse, parsed_alone, "1 of 3 transactions", "max_rejected_share",
        select=select,
        **alone(tmp_path, unreadable),
    )  # fmt: skip
    nothing = purchases(tmp_path, [("ann", "spring", 5)], "nothing.csv")
    stops_with(
        warehouse,
        parsed_alone,
        "holds no transaction",
        select=select,
        **alone(tmp_path, nothing),
    )
    path = purchases(tmp_path, good)
    stops_with(
        warehouse, parsed_alone, "no column `buyer`", "it has who, day, paid",
        select=select,
        **alone(tmp_path, path, ("buyer", "day", "paid")),
    )  # fmt: skip
    stops_with(
        warehouse, parsed_alone, "before the first transaction of 2024-01-02",
        select=select,
        **alone(tmp_path, path, as_of="1999-01-01"),
    )  # fmt: skip
    stops_with(
        warehouse, parsed_alone, "No file matches", "absent.csv",
        select=select,
        **alone(tmp_path, tmp_path / "absent.csv"),
    )  # fmt: skip


def test_transactions_are_joined_to_contacts_by_their_key(contacts, tmp_path):
    keyed = [{"customer": str(n)} | row for n, row in enumerate(contacts[:600])]
    bought = [
        (n, f"2024-0{1 + n % 6}-1{n % 10}", 10 + n % 70) for n in range(0, 600, 2)
    ]
    path = purchases(tmp_path, [*bought, ("nobody", "2024-03-03", 5)])
    variables = alone(tmp_path, path) | {
        "contacts": str(write(tmp_path, keyed)),
        "contact_key": "customer",
    }
    warehouse = run(Warehouse(tmp_path), None, *ASSIGNED, **variables)
    assert warehouse.query(
        "select count(*), count(recency), count(*) filter (where recency_score = 0)"
        " from segments.customer_segments"
    ) == [(600, 300, 300)]
    # Those of a customer nobody knows are summed up, and left out.
    assert warehouse.value("select count(*) from segments.customer_transactions") == 301


# --- Migration ---


def test_shares_of_months_where_nobody_is_known_again(sample):
    rows = sample.query(
        "select distinct method, to_period > from_period"
        " from segments.segment_migration"
    )
    assert rows == [("by share", True)]


def test_a_customer_is_followed_from_month_to_month(original, parsed, tmp_path):
    warehouse = run(
        Warehouse(tmp_path), parsed, "+customer_segments", "segment_migration",
        "int_segment_periods", contacts=str(original.folder / "contacts.csv"),
        segmentation=QUICK | {"customer": "contact_id % 300"},
    )  # fmt: skip
    seen = warehouse.frame(
        "select contact_id % 300 as customer, strftime(contacted_on, '%Y-%m') as month,"
        " segment_id from staging.stg_contacts inner join segments.customer_segments"
        " using (contact_id) order by contacted_on, contact_id"
    )
    last = seen.groupby(["customer", "month"], as_index=False).last()
    last["before"] = last.groupby("customer")["segment_id"].shift()
    expected = (
        last.dropna(subset="before")
        .astype({"before": int})
        .groupby(["month", "before", "segment_id"])
        .size()
    )
    found = warehouse.query(
        "select to_period, from_segment_id, to_segment_id, customer_count"
        " from segments.segment_migration where method = 'by customer'"
    )
    assert {tuple(row[:3]): row[3] for row in found} == expected.to_dict()


def test_builds_are_compared_by_key_where_there_are_no_dates(
    parsed, contacts, tmp_path
):
    keyed = [{"customer": str(n)} | row for n, row in enumerate(contacts[:800])]
    variables = {
        "contacts": str(write(tmp_path, keyed)), "contact_key": "customer",
        "contact_date": "none", "segmentation": QUICK,
    }  # fmt: skip
    warehouse = Warehouse(tmp_path)
    select = ("+customer_segments", "segment_migration", "int_segment_periods")
    run(warehouse, parsed, *select, **variables)
    assert warehouse.value("select count(*) from segments.segment_migration") == 0
    before = dict(
        warehouse.query("select contact_id, segment_id from segments.customer_segments")
    )
    keyed = [row | {"balance": "99000"} for row in keyed[:100]] + keyed[100:]
    write(tmp_path, keyed)
    run(warehouse, parsed, *select, **variables)
    after = dict(
        warehouse.query("select contact_id, segment_id from segments.customer_segments")
    )
    moved = sum(before[key] != after[key] for key in before)
    assert moved > 0
    assert warehouse.query(
        "select min(method), sum(customer_count), sum(customer_count) filter"
        " (where from_segment_id <> to_segment_id) from segments.segment_migration"
    ) == [("by customer", 800, moved)]


def test_names_follow_the_rules(original):
    names = dict(
        original.query(
            "select segment_name, rule_name from segments.segment_names where is_active"
        )
    )
    rules = {
        row["segment_name"]
        for row in csv.DictReader(
            (ROOT / "seeds" / "segment_naming_rules.csv").read_text().splitlines()
        )
    }
    assert len(names) == 5
    assert set(names.values()) <= rules
    assert not any(character.isdigit() for name in names for character in name)
