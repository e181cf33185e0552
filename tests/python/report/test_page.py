"""What the page is made of, without a browser."""

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import duckdb
import pytest

from customer_segmentation.report import charts, words
from customer_segmentation.report.effects import (
    average_base,
    probability,
    strongest_effects,
    strongest_pairs,
)
from customer_segmentation.report.facts import read_facts
from customer_segmentation.report.page import policy_table, render_page
from customer_segmentation.report.what_if import computed_values, term_arrays

VOID = {"meta", "link", "input", "br", "img"}


@pytest.fixture(scope="module")
def connection(sample):
    with duckdb.connect(str(sample.database), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def facts(connection):
    return read_facts(connection)


@pytest.fixture(scope="module")
def page(connection):
    return render_page(connection)


class Tags(HTMLParser):
    """The tags that are open, to see whether each is closed where it should be."""

    def __init__(self):
        super().__init__()
        self.open, self.faults = [], []

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append((tag, self.getpos()))


def test_every_tag_is_closed(page):
    tags = Tags()
    tags.feed(page)
    assert (tags.faults, tags.open) == ([], [])


def test_it_loads_nothing(page):
    for start in ('src="', "@import", "url(", "http://", "https://"):
        assert start not in page.replace("http://www.w3.org/2000/svg", "")


def test_a_thousand_times_the_contacts_are_as_small_a_page(copy_of_sample, page):
    """Counts make the page, not rows: 4.5 million contacts instead of 4,500."""
    with duckdb.connect(str(copy_of_sample.database)) as connection:
        for table, columns in {
            "calls_by_cut":
                ["called_count", "expected_subscriber_count", "subscriber_count"],
            "level_counts": ["contact_count", "subscriber_count"],
            "split_summary": ["contact_count", "subscriber_count", "called_count"],
        }.items():  # fmt: skip
            changes = ", ".join(f"{name} = 1000 * {name}" for name in columns)
            connection.execute(f"update report.{table} set {changes}")
        larger = render_page(connection)
    assert "of 500,000" in larger
    assert len(larger) < 1.06 * len(page)


def test_labels_are_those_of_the_vars(copy_of_sample):
    with duckdb.connect(str(copy_of_sample.database)) as connection:
        connection.execute(
            "update report.int_what_if_inputs set label = 'Alter' where feature = 'age'"
        )
        assert '"label":"Alter"' in render_page(connection)


def test_segments_and_alerts_are_used_where_they_are(copy_of_sample):
    with duckdb.connect(str(copy_of_sample.database)) as connection:
        [(name,)] = connection.sql(
            "select segment_name from segments.segment_profiles limit 1"
        ).fetchall()
        assert name in render_page(connection)
        connection.execute("drop schema segments cascade")
        assert "There are no segments" in render_page(connection)
        for statement in (
            "create schema segments",
            "create schema monitoring",
            """
            create table segments.segment_profiles as
            select
                'champions' as segment_name, 90 as customer_count,
                1e-1 as customer_share, 33e-2 as observed_rate, 31e-2 as predicted_rate
            """,
            "create table monitoring.alerts (sentence varchar)",
        ):
            connection.execute(statement)
        page = render_page(connection)
    assert "champions" in page
    assert "There are no segments" not in page
    assert "monitoring has no alert" in page


def test_policies_count_what_the_table_counts(sample, facts):
    active = next(row for row in policy_table(facts) if row["is_active"])
    assert active["calls"] == sample.value("select count(*) from report.call_list")


# --- Effects ---


def test_chances_have_the_mean_of_the_contacts(facts):
    """What an average contact is follows from it."""
    effects = strongest_effects(facts)
    assert len(effects) == 10
    for effect in effects:
        levels = [*effect.levels, *filter(None, [effect.not_known])]
        total = sum(level.contact_count for level in levels)
        mean = sum(level.chance * level.contact_count for level in levels) / total
        there = [facts.splits[name] for name in ("validation", "test")]
        usual = sum(row["mean_probability"] * row["contact_count"] for row in there)
        assert mean == pytest.approx(usual / total, abs=1e-9), effect.feature


def test_observed_rates_are_of_contacts_it_was_not_fitted_on(sample, facts):
    [effect] = [
        effect for effect in strongest_effects(facts, 20) if effect.feature == "job"
    ]
    wanted = dict(
        sample.query(
            "select job, avg(is_subscriber::int) from features.int_contact_splits"
            " where split in ('validation', 'test') and job is not null group by job"
        )
    )
    found = {level.words: level.observed for level in effect.levels}
    assert found == pytest.approx(wanted)


def test_pairs_leave_out_what_is_not_known(facts):
    for pair in strongest_pairs(facts):
        assert "not known" not in [*pair.rows, *pair.columns]
        assert len(pair.contributions) == len(pair.rows)
        assert {len(row) for row in pair.contributions} == {len(pair.columns)}


def test_probabilities_are_those_of_the_database(sample, facts):
    for log_odds, wanted in sample.query(
        "select log_odds, subscription_probability from scoring.predictions limit 200"
    ):
        assert probability(facts.rule, log_odds) == pytest.approx(wanted, abs=1e-12)


def test_isotonic_probabilities_lie_between_knots():
    rule = {
        "slope": None, "knot_log_odds": [-1.0, 0.0, 2.0, float("inf")],
        "knot_probabilities": [0.1, 0.2, 0.6, 0.6],
    }  # fmt: skip
    assert [probability(rule, x) for x in (-9, -1, -0.5, 1, 2, 9)] == pytest.approx(
        [0.1, 0.1, 0.15, 0.4, 0.6, 0.6]
    )


def test_a_base_is_found_without_contacts():
    rule = {"slope": 1.0, "intercept": 0.0}
    assert average_base(rule, {1: 0.0}, {}, 0.5) == pytest.approx(0, abs=1e-9)


# --- Charts, words, the form ---


@pytest.mark.parametrize(
    ("top", "marks"),
    [
        (0.04, 0.04),
        (0.07, 0.08),
        (0.15, 0.15),
        (0.33, 0.4),
        (0.72, 0.8),
        (0.93, 1),
        (1, 1),
    ],
)
def test_ticks_are_round_and_reach_the_top(top, marks):
    found = charts.ticks(top)
    assert found[0] == 0
    assert found[-1] == pytest.approx(marks)
    assert 3 <= len(found) <= 7


def test_a_name_in_a_chart_is_escaped():
    drawn = charts.bars("<b>", [("<script>", 0.5, 0.4, "", "<hint>")])
    for start in ("<script", "<b>", "<hint"):
        assert start not in drawn
    assert "&lt;script&gt;" in drawn


def test_numbers_are_said_as_people_do():
    assert words.percent(0.117) == "12\u202f%"
    assert words.percent(0.034) == "3.4\u202f%"
    assert words.percent(0.0999) == "10\u202f%"
    assert words.percent(None) == words.count(None) == words.decimal(None) == words.DASH
    assert words.count(45211) == "45,211"
    assert words.day(date(2008, 5, 5)) == "5 May 2008"
    assert words.day(None) == "not known"
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.listed(list("abcdef")) == "a, b, c, d and 2 more"
    assert words.listed([]) == ""


def test_code_in_a_sentence_is_escaped():
    assert words.coded("run `a<b` & go") == "run <code>a&lt;b</code> &amp; go"


def feature(kind, levels=(), lowest=None, highest=None):
    return {
        "kind": kind, "levels": list(levels), "lowest": lowest, "highest": highest,
        "missing": [],
    }  # fmt: skip


def test_a_feature_that_is_computed_is_looked_up(connection):
    inputs = {
        "month": {"expression": None, "kind": "category"},
        "day": {"expression": None, "kind": "integer"},
        "both": {
            "expression": "length(month_text) * 100 + day", "kind": "integer"
        },
    }  # fmt: skip
    features = {
        "month": feature("category", ["jan", "june"]),
        "day": feature("integer", [], 1, 2),
    }
    found = computed_values(connection, inputs["both"], inputs, features)
    assert found["inputs"] == ["month", "day"]
    assert found["values"]['["june",2]'] == 402
    assert found["values"]["[null,2]"] is None
    assert len(found["values"]) == 9


@pytest.mark.parametrize(
    ("expression", "kind", "highest"),
    [
        ("amount * 2", "number", 9.0),  # there is no end of numbers
        ("amount * 2", "integer", 10**9),  # nor of these
        ("1", "integer", 9),  # of nothing
        ("amount + other_derived", "integer", 9),  # no column of that name
    ],
)
def test_one_that_cannot_be_is_asked_for(connection, expression, kind, highest):
    inputs = {
        "amount": {"expression": None, "kind": kind},
        "twice": {"expression": expression, "kind": "number"},
    }
    features = {"amount": feature(kind, [], 0, highest)}
    assert computed_values(connection, inputs["twice"], inputs, features) is None


def test_terms_lie_one_after_another():
    terms = [
        {"term": "a", "feature_1": "a", "code_1": code, "feature_2": None,
         "code_2": None, "contribution": code}
        for code in range(3)
    ] + [
        {"term": "a:b", "feature_1": "a", "code_1": first, "feature_2": "b",
         "code_2": second, "contribution": 10 * first + second}
        for first in range(3)
        for second in range(2)
    ]  # fmt: skip
    arrays, contributions = term_arrays(terms)
    pair = arrays[1]
    assert pair == {"features": ["a", "b"], "size": 2, "offset": 3}
    assert contributions[pair["offset"] + 2 * pair["size"] + 1] == 21


def test_a_build_without_test_contacts_has_a_page(connection, facts):
    """The facts of a build that only scores: no metric, and still a light."""
    empty = replace(facts, metrics={}, calibration=[], groups=[])
    assert policy_table(empty)
