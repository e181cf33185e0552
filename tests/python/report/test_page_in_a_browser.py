"""The page as a person meets it: opened from disk in a browser, without a network."""

import csv
import io
import json
import random
import re

import duckdb
import pytest

from conftest import BROWSER, CHEAP
from customer_segmentation.report.__main__ import write_report
from customer_segmentation.report.words import DASH, likely_range

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium"),
]

HOSTILE = "</script><script>alert(1)</script>"
LABELS = """
    [...document.querySelectorAll('input, select, button, [role=region]')]
        .filter(it => !it.closest('[hidden]'))
        .filter(it => !(it.labels && it.labels.length) && !it.ariaLabel
            && !it.textContent.trim())
        .map(it => it.outerHTML)
"""


@pytest.fixture(scope="module")
def chromium():
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def files(sample, tmp_path_factory):
    """Page and list of the sample: without rows of customers, and with them."""
    folder = tmp_path_factory.mktemp("page")
    return {
        shown: write_report(sample.database, folder / shown, shown)
        for shown in ("none", "called")
    }


class Visit:
    """A page that is open, and what went wrong on it."""

    def __init__(self, browser, file, script=None, **options):
        self.faults = []
        self.context = browser.new_context(accept_downloads=True, **options)
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", lambda dialog: self.note_dialog(dialog))
        self.page.on("console", lambda message: self.note_message(message))
        self.page.on("request", lambda request: self.note_request(request))
        if script:
            self.page.add_init_script(script)
        self.page.goto(f"file://{file}")

    def note_message(self, message):
        if message.type in ("error", "warning"):
            self.faults.append(message.text)

    def note_dialog(self, dialog):
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def note_request(self, request):
        if not request.url.startswith(("file:", "data:", "blob:")):
            self.faults.append(f"request: {request.url}")

    def number(self, selector):
        """The first number of an element."""
        text = self.page.inner_text(selector).replace(",", "")
        return float(re.search(r"-?\d+(\.\d+)?", text)[0])

    def slide(self, number):
        """Type a number beside the slider."""
        self.page.fill("#amount", str(number))


@pytest.fixture
def open_page(chromium):
    visits = []

    def visit(file, **options):
        visits.append(Visit(chromium, file, **options))
        return visits[-1]

    yield visit
    for opened in visits:
        opened.context.close()
    assert [fault for opened in visits for fault in opened.faults] == []


@pytest.fixture
def visit(open_page, files):
    return open_page(files["none"][0])


@pytest.fixture
def listed(open_page, files):
    return open_page(files["called"][0])


def test_it_asks_no_network_and_raises_nothing(visit, files):
    """What the fixture asserts at its end, of a page that was used all over."""
    page = visit.page
    for button in page.locator("#slider-form button").all():
        button.click()
    page.fill("#field-age", "44")
    for summary in page.locator("summary").all():
        summary.click()
    assert files["none"][0].stat().st_size < 2_000_000


def test_a_request_or_an_error_would_be_seen(chromium, tmp_path):
    (tmp_path / "planted.html").write_text(
        "<img src='http://localhost:9/x.png'><script>throw Error('planted')</script>"
    )
    visit = Visit(chromium, tmp_path / "planted.html")
    visit.page.wait_for_load_state("load")
    visit.context.close()
    assert {"planted", "request: http://localhost:9/x.png"} <= set(visit.faults)


def test_the_headline_says_whom_to_call(sample, visit):
    [(prospects, called, expected)] = sample.query(
        "select count(*), count(*) filter (where is_predicted_subscriber),"
        " sum(subscription_probability) filter (where is_predicted_subscriber)"
        " from scoring.predictions where split = 'score'"
    )
    assert visit.page.inner_text("h1") == f"Call {called:,} of {prospects:,}"
    assert f"about {expected:,.0f} to subscribe" in visit.page.inner_text(".lead")
    assert "Invented data" in visit.page.inner_text(".banner")
    assert visit.number("#out-calls") == called


# --- The slider ---


def best(sample, calls):
    """What the best prospects bring, summed up in the database."""
    return sample.value(
        "select coalesce(sum(subscription_probability), 0) from ("
        "  select subscription_probability from scoring.predictions"
        "  where split = 'score' order by log_odds desc, contact_id"
        f" limit {calls})"
    )


@pytest.mark.parametrize("calls", [0, 3, 100, 433, 500])
def test_the_slider_says_how_sure_that_is(sample, visit, calls):
    """The range of the very contacts, summed up in the database."""
    visit.slide(calls)
    variance = sample.value(
        "select coalesce(sum(p * (1 - p)), 0) from ("
        "  select subscription_probability as p from scoring.predictions"
        "  where split = 'score' order by log_odds desc, contact_id"
        f" limit {calls})"
    )
    wanted = likely_range(best(sample, calls), variance, calls)
    said = visit.page.inner_text("#out-between")
    found = re.fullmatch(r"(\d+) to (\d+), if calibration holds", said)
    # Between two cuts of equal scores, in proportion.
    assert [int(part) for part in found.groups()] == pytest.approx(wanted, abs=1)


@pytest.mark.parametrize("calls", [0, 1, 100, 333, 500])
def test_the_slider_adds_up_what_is_expected(sample, visit, calls):
    visit.slide(calls)
    found, everyone = best(sample, calls), best(sample, 500)
    assert visit.number("#out-calls") == calls
    # Between two cuts of equal scores, in proportion.
    assert visit.number("#out-found") == pytest.approx(found, abs=1)
    assert visit.number("#out-missed") == pytest.approx(everyone - found, abs=1)
    assert visit.number("#out-random") == pytest.approx(everyone * calls / 500, abs=1)
    assert visit.number("#out-profit") == pytest.approx(
        100 * found - 10 * calls, abs=60
    )
    if calls:
        assert visit.number("#out-precision") == pytest.approx(
            100 * found / calls, abs=1
        )


def test_it_moves_by_keyboard(visit):
    visit.slide(100)
    visit.page.focus("#slider")
    visit.page.keyboard.press("ArrowRight")
    assert visit.number("#out-calls") == 101
    visit.page.keyboard.press("Home")
    assert visit.number("#out-calls") == 0
    assert visit.page.input_value("#amount") == "0"
    visit.page.keyboard.press("End")
    assert visit.number("#out-calls") == 500


def test_it_moves_by_budget(visit):
    visit.page.check("[value=budget]")
    visit.page.fill("#cost", "7")
    visit.slide(705)
    assert visit.number("#out-calls") == 100
    assert visit.page.inner_text("#slider-label") == "Budget"
    visit.page.fill("#cost", "0")
    visit.slide(0)
    assert visit.number("#out-calls") == 500  # what costs nothing is done for all


def test_it_moves_by_chance(sample, visit):
    visit.page.check("[value=chance]")
    visit.slide(40)
    called = sample.value(
        "select count(*) from scoring.predictions"
        " where split = 'score' and subscription_probability >= 0.4"
    )
    # A cut holds scores of a thousandth of log-odds.
    assert visit.number("#out-calls") == pytest.approx(called, abs=2)
    visit.slide(100)
    assert visit.number("#out-calls") == 0


def test_values_change_the_profit_and_nothing_else(sample, visit):
    visit.slide(100)
    found = visit.number("#out-found")
    visit.page.fill("#value", "50")
    visit.page.fill("#cost", "1")
    assert visit.number("#out-found") == found
    assert visit.number("#out-profit") == pytest.approx(
        50 * best(sample, 100) - 100, abs=30
    )
    assert visit.number("#out-calls") == 100


def test_each_policy_calls_what_the_database_would(sample, visit):
    policies = sample.query(
        "select policy, prospect_threshold_log_odds from registry.decision_thresholds"
        " where is_possible and model_id = (select model_id from registry.active_model)"
    )
    assert len(policies) > 3
    for policy, bound in policies:
        visit.page.click(f"[data-policy={policy}]")
        called = sample.value(
            "select count(*) from scoring.predictions"
            f" where split = 'score' and log_odds >= {bound!r}::double"
        )
        assert visit.number("#out-calls") == called, policy
        pressed = visit.page.locator("#slider-form [aria-pressed=true]")
        assert pressed.get_attribute("data-policy") == policy


def test_the_most_profit_is_the_most(visit):
    visit.page.fill("#cost", "30")
    visit.page.click("#best-profit")
    calls, profit = visit.number("#out-calls"), visit.number("#out-profit")
    assert 0 < calls < 500
    for other in (calls - 40, calls - 5, calls + 5, calls + 40):
        visit.slide(other)
        assert visit.number("#out-profit") <= profit
    visit.page.fill("#cost", "1000")
    visit.page.click("#best-profit")
    assert visit.number("#out-calls") == 0


def test_the_evidence_is_what_came_true(sample, visit):
    text = visit.page.inner_text("#out-evidence").replace(",", "")
    [(called, found)] = sample.query(
        "select count(*), count(*) filter (where is_subscriber)"
        " from scoring.predictions where split = 'test' and log_odds >= ("
        " select min(log_odds) from scoring.predictions"
        " where split = 'score' and is_predicted_subscriber)"
    )
    said, subscribed = re.search(
        r"contacts (\d+) have .*?; (\d+) of them", text
    ).groups()
    # The chance from which prospects are called, asked of contacts with an outcome.
    assert (int(said), int(subscribed)) == (called, found)


# --- The list ---


def rows_of(visit):
    return [
        row.split("\t")
        for row in visit.page.inner_text("#list-table tbody").splitlines()
        if row.strip()
    ]


def test_no_row_of_a_customer_is_in_the_page_unless_asked_for(files):
    without, with_rows = (files[shown][0].read_text() for shown in ("none", "called"))
    assert "Speaks for a call: " in with_rows
    assert "Speaks for a call: " not in without
    assert '"list":null' in without


def test_the_list_has_what_the_slider_selects(sample, listed):
    listed.slide(100)
    assert "100 of " in listed.page.inner_text("#list-count")
    keys = sample.query(
        "select contact_id from report.call_list order by call_rank limit 50"
    )
    assert [row[1] for row in rows_of(listed)] == [str(key) for (key,) in keys]
    listed.page.click("#more")
    assert len(rows_of(listed)) == 100
    listed.page.uncheck("#only-slider")
    called = sample.value("select count(*) from report.call_list")
    assert f"{called} of {called} rows" in listed.page.inner_text("#list-count")


def test_it_sorts_by_each_column(listed):
    head = "#list-table thead th:nth-child(2) button"
    listed.page.click(head)
    keys = [int(row[1]) for row in rows_of(listed)]
    assert keys == sorted(keys)
    listed.page.click(head)
    keys = [int(row[1]) for row in rows_of(listed)]
    assert keys == sorted(keys, reverse=True)
    column = listed.page.locator("#list-table thead th").nth(1)
    assert column.get_attribute("aria-sort") == "descending"


def test_it_searches_and_filters(sample, listed):
    [(key, reasons)] = sample.query(
        "select contact_id, reasons from report.call_list where call_rank = 7"
    )
    listed.page.fill("#search", str(key))
    assert [row[1] for row in rows_of(listed)] == [str(key)]
    assert rows_of(listed)[0][-1] == reasons
    listed.page.fill("#search", "")
    listed.page.select_option("#decile", "1")
    best = sample.value("select count(*) from report.call_list where score_decile = 1")
    assert listed.page.inner_text("#list-count").startswith(f"{best} of")
    listed.page.fill("#search", "no such words")
    assert rows_of(listed) == []


def downloaded(visit):
    with visit.page.expect_download() as started:
        visit.page.click("#download")
    text = started.value.path().read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def test_it_downloads_what_is_selected(sample, listed):
    listed.slide(60)
    rows = downloaded(listed)
    keys = sample.query(
        "select contact_id, reasons from report.call_list order by call_rank limit 60"
    )
    assert [(int(row["contact_id"]), row["reasons"]) for row in rows] == keys


def test_a_download_holds_no_formula(open_page, files, tmp_path):
    page = tmp_path / "report.html"
    text = files["called"][0].read_text()
    page.write_text(re.sub(r'"Speaks for a call: [^"]*"', '"=1+cmd|x"', text, count=1))
    opened = open_page(page)
    assert downloaded(opened)[0]["reasons"] == "'=1+cmd|x"
    for sign in "=+-@\t":
        assert opened.page.evaluate("text => csvCell(text)", f"{sign}1") == f"'{sign}1"
    for sign in "\r\n":
        cell = opened.page.evaluate("text => csvCell(text)", f"{sign}=1")
        assert cell == f'"\'{sign}=1"'
    assert opened.page.evaluate("csvCell(-5)") == "-5"  # a number
    assert opened.page.evaluate("csvCell('1-1')") == "1-1"


CARRY = """
create or replace view staging.stg_carried_columns as
select
    contact_id,
    case call_rank when 3 then '</td><script>alert(1)</script>'
        else '+49 ' || call_rank end as "Phone No",
    call_rank * 7 % 1000 as visits,
    date '2026-01-31' as "constructor",
    'earlier ' || call_rank as reasons
from report.call_list
"""


def test_columns_that_are_carried_are_in_the_list(copy_of_sample, open_page, tmp_path):
    """Shown before the reasons, searched, sorted and downloaded; text, no formula."""
    with duckdb.connect(str(copy_of_sample.database)) as connection:
        [(kind,)] = connection.sql(
            "select table_type from information_schema.tables"
            " where table_name = 'stg_carried_columns'"
        ).fetchall()
        kind = kind.removeprefix("BASE ")
        connection.execute(f"drop {kind} staging.stg_carried_columns; {CARRY}")
    page, _ = write_report(copy_of_sample.database, tmp_path, "called")
    opened = open_page(page)
    names = ["Phone No", "visits", "constructor", "reasons (carried)"]
    heads = opened.page.locator("#list-table thead th").all_inner_texts()
    assert heads[-5:] == [*names, "Why"]
    assert rows_of(opened)[2][-5] == "</td><script>alert(1)</script>"
    assert rows_of(opened)[0][-5:-1] == ["+49 1", "7", "2026-01-31", "earlier 1"]
    opened.page.fill("#search", "+49 12")
    assert [row[0] for row in rows_of(opened)][:3] == ["12", "120", "121"]
    [first, *_] = downloaded(opened)
    assert [first[name] for name in names] == [
        "'+49 12", "84", "2026-01-31", "earlier 12"
    ]  # fmt: skip
    opened.page.fill("#search", "")
    opened.page.uncheck("#only-slider")
    for column, sign in (("visits", 1), ("Phone No", 4)):
        opened.page.click(f"#list-table thead button:text-is('{column}')")
        place = heads.index(column)
        cells = [row[place] for row in rows_of(opened) if "<" not in row[place]]
        numbers = [int(cell[sign if sign > 1 else 0 :]) for cell in cells]
        assert numbers == sorted(numbers), column


def test_the_list_opens_from_its_file(sample, visit, files):
    visit.page.set_input_files("#list-file", files["none"][1][0])
    visit.page.wait_for_selector("#list-table tbody tr")
    visit.slide(30)
    assert len(rows_of(visit)) == 30
    rows = downloaded(visit)
    keys = sample.query(
        "select contact_id, reasons from report.call_list order by call_rank limit 30"
    )
    assert [(int(row["contact_id"]), row["reasons"]) for row in rows] == keys


def test_another_file_is_not_taken_for_it(visit, tmp_path):
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    visit.page.set_input_files("#list-file", tmp_path / "other.csv")
    visit.page.wait_for_function(
        "document.getElementById('list-count').textContent.includes('no call list')"
    )


# --- What if? ---


def customers(sample, how_many=80):
    """Customers nobody would choose: known, unknown, never seen, at the edges."""
    draw = random.Random(7)  # noqa: S311
    inputs = sample.query(
        "select feature, kind, lowest, highest, missing_numbers"
        " from report.int_what_if_inputs where expression is null"
    )
    levels = {}
    for feature, level in sample.query(
        "select feature, level from registry.model_levels where level is not null"
    ):
        levels.setdefault(feature, []).append(level)
    bounds = {}
    for feature, bound in sample.query(
        "select feature, lower_bound from registry.model_levels"
        " where lower_bound is not null"
    ):
        bounds.setdefault(feature, []).append(bound)

    def value(feature, kind, lowest, highest, missing):
        if draw.random() < 0.15:
            return None
        if kind == "flag":
            return draw.random() < 0.5
        if kind == "category":
            return draw.choice([*levels[feature], *levels[feature], "never seen"])
        asked_within = (
            feature == "day_of_month"
        )  # what another feature is computed from
        numbers = [draw.randint(int(lowest), int(highest)), int(lowest), int(highest)]
        edges = [int(bound) + step for bound in bounds[feature] for step in (-1, 0)]
        numbers += draw.sample(edges, 2)
        if not asked_within:
            numbers += [*json.loads(missing), int(highest) + 10_000, -10_000]
        number = draw.choice(numbers)
        return min(max(number, lowest), highest) if asked_within else number

    return [{row[0]: value(*row) for row in inputs} for _ in range(how_many)]


def scored_in_database(database, customer):
    """What `scoring.score_customer` says."""
    arguments = ", ".join(
        f"{name} := " + ("null" if value is None else repr(value))
        for name, value in customer.items()
    )
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(
            "select log_odds, subscription_probability, is_predicted_subscriber,"
            f" score_decile from scoring.score_customer({arguments})"
        ).fetchone()


def assert_same_scores(warehouse, visit):
    probabilities = set()
    for customer in customers(warehouse):
        here = visit.page.evaluate("customer => scoreCustomer(customer)", customer)
        log_odds, probability, is_called, decile = scored_in_database(
            warehouse.database, customer
        )
        assert here["logOdds"] == log_odds, customer
        assert abs(here["probability"] - probability) <= 1e-12, customer
        assert (here["isCalled"], here["decile"]) == (is_called, decile), customer
        probabilities.add(probability)
    assert len(probabilities) > 40


def test_it_scores_as_the_database_does(sample, visit):
    assert_same_scores(sample, visit)


def test_also_where_probabilities_are_isotonic(copy_of_sample, open_page, tmp_path):
    run = copy_of_sample.dbt(
        "run", "--select", "model_calibrations+", "--exclude", "path:models/evaluation",
        **CHEAP, calibration="isotonic",
    )  # fmt: skip
    assert run.code == 0, run.output
    page, _ = write_report(copy_of_sample.database, tmp_path)
    assert_same_scores(copy_of_sample, open_page(page))


def test_a_term_that_is_off_by_one_is_seen(sample, open_page, files, tmp_path):
    """The comparison can fail: one contribution less by the smallest step."""
    page = tmp_path / "report.html"
    text = files["none"][0].read_text()
    intercept = re.search(r'"intercept":(-?[\d.e-]+),"rule"', text)[1]
    shifted = float(intercept) + 2**-40
    page.write_text(
        text.replace(
            f'"intercept":{intercept},"rule"', f'"intercept":{shifted!r},"rule"'
        )
    )
    with pytest.raises(AssertionError):
        assert_same_scores(sample, open_page(page))


def test_the_form_scores_what_it_holds(sample, visit):
    page = visit.page
    customer = {
        name: None
        for (name,) in sample.query(
            "select feature from report.int_what_if_inputs where expression is null"
        )
    } | {"age": 66, "job": "retired", "contact_month": "oct", "day_of_month": 12,
         "previous_outcome": "success", "has_housing_loan": False}  # fmt: skip
    for field in page.locator("#form input").all():
        field.fill("")
    for field in page.locator("#form select").all():
        field.select_option("")
    page.fill("#field-age", "66")
    page.fill("#field-day_of_month", "12")
    for name, label in [
        ("job", "retired"), ("contact_month", "oct"), ("previous_outcome", "success"),
        ("has_housing_loan", "no"),
    ]:  # fmt: skip
        page.select_option(f"#field-{name}", label=label)
    _, probability, is_called, _ = scored_in_database(sample.database, customer)
    assert visit.number("#form-chance") == pytest.approx(100 * probability, abs=0.51)
    assert ("worth a call" in page.inner_text("#form-call")) == is_called
    assert "not known" not in page.inner_text("#form-for")


def test_the_form_says_what_it_cannot_take(visit):
    visit.page.fill("#field-day_of_month", "45")
    assert "day of month" in visit.page.inner_text("#form-problem")
    assert visit.page.inner_text("#form-chance") == DASH
    visit.page.fill("#field-day_of_month", "4")
    assert visit.page.is_hidden("#form-problem")
    visit.page.fill("#field-age", "40.5")
    assert "age" in visit.page.inner_text("#form-problem")


# --- For everybody ---


@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_nothing_is_wider_than_the_screen(open_page, files, width):
    for shown in files:
        opened = open_page(files[shown][0], viewport={"width": width, "height": 800})
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_input_has_a_name(visit):
    assert visit.page.evaluate(LABELS) == []
    visit.page.evaluate("document.body.append(document.createElement('input'))")
    assert len(visit.page.evaluate(LABELS)) == 1


def test_every_chart_has_words_and_a_table(visit):
    missing = visit.page.evaluate(
        "[...document.querySelectorAll('main svg')].filter(it => !it.ariaLabel"
        " || !it.closest('section').querySelector('details table')).length"
    )
    assert missing == 0
    figures = visit.page.locator("figure.card")
    assert figures.count() > 10
    for figure in figures.all():
        assert figure.locator("details table").count() == 1


def test_ids_are_used_once(visit):
    ids = visit.page.evaluate("[...document.querySelectorAll('[id]')].map(it => it.id)")
    assert len(ids) == len(set(ids))
    for link in visit.page.locator("nav a").all():
        assert link.get_attribute("href").removeprefix("#") in ids


def luminance(color):
    channels = [int(part) / 255 for part in re.findall(r"\d+", color)[:3]]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "selector",
    ["h1", ".note", ".facts dt", ".word", "figcaption", "button", ".eyebrow"],
)
def test_words_stand_out_in_light_and_dark(open_page, files, scheme, selector):
    """A contrast of 4.5 to 1 at least, as WCAG 2.1 AA asks for."""
    opened = open_page(files["called"][0], color_scheme=scheme)
    pairs = opened.page.evaluate(
        """selector => [...document.querySelectorAll(selector)].map(it => {
            let behind = it;
            const paint = node => getComputedStyle(node).backgroundColor;
            while (behind && /, 0\\)$|transparent/.test(paint(behind)))
                behind = behind.parentElement;
            return [getComputedStyle(it).color, paint(behind || document.body)];
        })""",
        selector,
    )
    assert pairs
    for ink, paper in pairs:
        high, low = sorted([luminance(ink), luminance(paper)], reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, (ink, paper)


def test_paper_is_white_and_has_no_buttons(open_page, files):
    opened = open_page(files["none"][0], color_scheme="dark")
    opened.page.emulate_media(media="print", color_scheme="dark")
    paper = "getComputedStyle(document.body).backgroundColor"
    assert opened.page.evaluate(paper) == "rgb(255, 255, 255)"
    assert opened.page.is_hidden("#slider-form")
    assert opened.page.is_visible("#out-calls")


def test_without_scripts_the_numbers_are_there(open_page, files, sample):
    opened = open_page(files["none"][0], java_script_enabled=False)
    assert opened.page.inner_text("h1").startswith("Call ")
    assert opened.number("#out-calls") == sample.value(
        "select count(*) from report.call_list"
    )
    assert opened.page.locator("figure svg").count() > 10


def test_where_a_chart_fails_numbers_and_slider_go_on(open_page, files, sample):
    opened = open_page(
        files["none"][0],
        script="document.createElementNS = () => { throw Error('no chart'); };",
    )
    opened.slide(100)
    assert opened.number("#out-found") == pytest.approx(best(sample, 100), abs=1)
    assert opened.page.is_hidden("#slider-charts")
    assert opened.number("#form-chance") > 0


def test_another_outcome_has_its_own_words(copy_of_sample, open_page, tmp_path):
    """In what the script writes as well, wherever the page is used."""
    with duckdb.connect(str(copy_of_sample.database)) as connection:
        connection.execute("update report.int_report_facts set outcome_word = 'left'")
    page, _ = write_report(copy_of_sample.database, tmp_path, "called")
    opened = open_page(page)
    for button in opened.page.locator("#slider-form button").all():
        button.click()
    for summary in opened.page.locator("summary").all():
        summary.click()
    said = opened.page.evaluate(
        """document.body.innerText + [...document.querySelectorAll('*')].flatMap(
            it => [...it.attributes].filter(a => !['id', 'class'].includes(a.name))
                .map(a => a.value)).join(' ')"""
    )
    assert "subscri" not in said.lower()
    assert "of them left (" in said
    assert "customers who left would have been missed" in said
    assert "Customers found who left: " in said


def test_a_level_of_the_data_is_text(copy_of_sample, open_page, tmp_path):
    with duckdb.connect(str(copy_of_sample.database)) as connection:
        for statement in (
            "update registry.model_levels set level = ? where level = 'success'",
            "update registry.int_code_phrases set phrase = 'previous outcome ' || ?"
            " where phrase = 'previous outcome success'",
            "update evaluation.metrics_by_group set group_value = ?"
            " where group_value = 'retired'",
            "update report.int_report_facts set contacts_source = ?",
            "update report.int_report_facts set outcome_word = ?",
        ):
            connection.execute(statement, [HOSTILE])
    page, lists = write_report(copy_of_sample.database, tmp_path, "called")
    assert "<script>alert(1)" not in page.read_text()
    opened = open_page(page)
    assert opened.page.inner_text(".eyebrow").startswith(HOSTILE)
    opened.page.select_option("#field-previous_outcome", label=HOSTILE)
    opened.page.fill("#field-age", "70")
    assert HOSTILE in opened.page.inner_text("#list-table tbody")
    assert HOSTILE in opened.page.locator("#who").text_content()
    page, _ = write_report(copy_of_sample.database, tmp_path / "other", "none")
    opened = open_page(page)
    opened.page.set_input_files("#list-file", lists[0])
    opened.page.wait_for_selector("#list-table tbody tr")
    assert HOSTILE in opened.page.inner_text("#list-table tbody")


def test_without_prospects_it_shows_what_would_have_been(
    copy_of_sample, open_page, tmp_path
):
    with duckdb.connect(str(copy_of_sample.database)) as connection:
        for table in ("split_summary", "calls_by_cut", "level_counts"):
            connection.execute(f"delete from report.{table} where split = 'score'")
        connection.execute("delete from scoring.predictions where split = 'score'")
    page, lists = write_report(copy_of_sample.database, tmp_path)
    opened = open_page(page)
    assert opened.page.inner_text("h1") == "Nobody to call yet"
    opened.slide(100)
    assert opened.number("#out-calls") == 100
    assert lists[0].read_text().count("\n") == 1
