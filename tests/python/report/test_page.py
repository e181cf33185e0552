"""What the page is made of, without a browser."""

import json
import uuid
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import duckdb
import pytest

from customer_segmentation.report import charts, words
from customer_segmentation.report.effects import (
    PairEffect,
    average_base,
    probability,
    strongest_effects,
    strongest_pairs,
)
from customer_segmentation.report.facts import read_facts
from customer_segmentation.report.page import (
    page_data,
    plain_values,
    policy_table,
    render_page,
)
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


class Words(Tags):
    """What a person reads or hears: texts and attributes, without names in code."""

    def __init__(self, page):
        super().__init__()
        self.heard = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        super().handle_starttag(tag, attributes)
        self.heard += [text for name, text in attributes if name not in ("id", "class")]

    def handle_data(self, text):
        if not {"code", "script", "style"} & set(self.open):
            self.heard.append(text)

    def about(self, part):
        """Those texts in which a part of a word stands."""
        return [text for text in self.heard if part in (text or "").lower()]


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


@pytest.mark.parametrize("word", ["churned", "took out an insurance"])
def test_another_outcome_has_its_own_words(copy_of_sample, page, word):
    """In no sentence, label or title is the word of the sample left."""
    assert len(Words(page).about("subscri")) > 40
    with duckdb.connect(str(copy_of_sample.database)) as connection:
        connection.execute(
            "update report.int_report_facts set outcome_word = ?", [word]
        )
        text = render_page(connection)
        data = page_data(connection, read_facts(connection), "called")
    read = Words(text)
    assert read.about("subscri") == []
    assert len(read.about(word)) > 40
    assert f"</strong> to be among those who {word}: one in" in text
    assert f"<label>One who {word} is worth" in text
    # What the script says is looked at in the browser; here, what it is given.
    assert "subscri" not in json.dumps(data["outcome"])


def test_the_word_of_the_sample_has_all_its_forms(page):
    for sentence in (
        "</strong> to subscribe: one in",
        "<label>A subscription is worth",
        "<span>Subscribers found</span>",
        '<h2 id="who-head">Who says yes?</h2>',
        "with that trait who did subscribe.",
        "Of a subscriber and another contact, it ranks the subscriber first",
        "Chance to subscribe by segment",
        "Most subscribe among",
        "without looking at who subscribes.",
        "The share of each group's subscribers whom the policy in use would have",
        "a contact subscribes, if called.",
        "Those who would have subscribed, and are not called.",
        "How often a subscriber is ranked before",
        "Those who subscribe for one who does not.",
        "telling what makes somebody subscribe: traits",
        "of subscribers</button>",
        '"did":"did subscribe","found":"Subscribers found","people":"subscribers"',
    ):
        assert sentence in page, sentence


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
            "create schema if not exists monitoring",
            """
            create table segments.segment_profiles as
            select
                'champions' as segment_name, 90 as customer_count,
                1e-1 as customer_share, 33e-2 as observed_rate, 31e-2 as predicted_rate
            """,
            "create or replace table monitoring.alerts (sentence varchar)",
        ):
            connection.execute(statement)
        page = render_page(connection)
    assert "champions" in page
    assert "There are no segments" not in page
    assert "monitoring has no alert" in page


def test_policies_count_what_the_table_counts(sample, facts):
    active = next(row for row in policy_table(facts) if row["is_active"])
    assert active["calls"] == sample.value("select count(*) from report.call_list")


# --- How many come true ---


def exact(chances):
    """The distribution of how many come true: the convolution of all chances."""
    masses = [1.0]
    for p in chances:
        masses = [
            (1 - p) * here + p * below
            for here, below in zip([*masses, 0.0], [0.0, *masses], strict=True)
        ]
    return masses


CHANCES = {
    "one": [0.3],
    "a few that hardly do": [0.01] * 5,
    "many that hardly do": [0.005] * 200,
    "a few that nearly all do": [0.98] * 12,
    "half and half": [0.5] * 40,
    "all sorts": [(k + 0.5) / 300 for k in range(300)],
    "the best of a campaign": [0.05 + 0.6 * (k / 150) ** 2 for k in range(150)],
}


@pytest.mark.parametrize("chances", CHANCES.values(), ids=CHANCES)
def test_a_range_holds_nineteen_times_in_twenty(chances):
    """Exactly, by all outcomes there are; and it is not much too wide."""
    expected = sum(chances)
    variance = sum(p * (1 - p) for p in chances)
    lowest, highest = words.likely_range(expected, variance, len(chances))
    masses = exact(chances)
    assert sum(masses) == pytest.approx(1)
    assert sum(masses[lowest : highest + 1]) >= 0.95
    assert highest - lowest <= 2 * 1.96 * variance**0.5 + 2
    assert 0 <= lowest <= highest <= len(chances)


def test_ranges_are_those_of_the_contacts_called(sample, page):
    [(found, variance, calls)] = sample.query(
        "select sum(p), sum(p * (1 - p)), count(*) from ("
        "  select subscription_probability as p from scoring.predictions"
        "  where split = 'score' and is_predicted_subscriber)"
    )
    lowest, highest = words.likely_range(found, variance, calls)
    assert lowest < found < highest
    assert f"it is {lowest} to {highest}, if calibration still holds." in page


def test_a_variance_below_nothing_is_nothing():
    assert words.likely_range(3.0, -1e-12, 3) == (3, 3)


# --- The list ---


def test_a_browser_gets_numbers_that_it_has_exactly():
    assert plain_values([1, None, 2.5]) == [1, None, 2.5]
    assert plain_values([0.1234567, None], 3) == [0.123, None]
    assert plain_values([2**53 + 1, 1]) == ["9007199254740993", "1"]
    assert plain_values([float("nan"), 1.0]) == ["nan", "1.0"]
    assert plain_values([True, None]) == ["True", None]
    assert plain_values([date(2010, 1, 5)]) == ["2010-01-05"]
    assert plain_values([uuid.UUID(int=7)]) == [str(uuid.UUID(int=7))]


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


def pair_of(rows, columns):
    contributions = [
        [(-1) ** (row + column) * 0.5 for column in range(columns)]
        for row in range(rows)
    ]
    contributions[0][0] = 0.0
    names = [[str(place) for place in range(size)] for size in (rows, columns)]
    return PairEffect("a", "b", *names, contributions)


def test_no_cell_of_a_pair_speaks_by_colour_alone():
    """The factor on the odds where it fits, else a stroke where it is less."""
    wide = charts.heat_map(pair_of(3, 4))
    assert wide.count("\N{MULTIPLICATION SIGN}0.61") == 6
    assert wide.count("\N{MULTIPLICATION SIGN}1.65") == 5
    assert 'class="less"' not in wide
    narrow = charts.heat_map(pair_of(3, 40))
    assert "\N{MULTIPLICATION SIGN}" not in narrow
    strokes = narrow.partition('" class="less"')[0].rpartition('d="')[2]
    assert strokes.count("M") == 60


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
