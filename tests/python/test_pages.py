"""What the pages say is there: statements run, links lead somewhere."""

import duckdb
import pytest

from conftest import ROOT
from pages import LANGUAGES, PAGES, Page, read_page

#: Statements that find nothing on the sample, and why that is right.
MAY_BE_EMPTY = {"staging.stg_rejected_contacts": "every row of the sample can be read"}
STATEMENTS = [
    pytest.param(statement, id=f"{page.name}: {' '.join(statement.split())}")
    for page in PAGES
    for statement in page.statements()
]


def rows(database, statement):
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(statement).fetchall()


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_answers(sample, statement):
    found = rows(sample.database, statement)
    assert found or any(table in statement for table in MAY_BE_EMPTY)


def test_a_wrong_statement_is_seen(sample):
    page = Page(
        "planted.md",
        "Ask `select * from scoring.predict_by('capacity')`.\n```sql\n"
        "select 1;  -- a ; here\nfrom scoring.score_customer(ages := 70);\n```\n",
    )
    wrong, good = [], []
    for statement in page.statements():
        try:
            good.append(rows(sample.database, statement))
        except duckdb.Error:
            wrong.append(statement)
    assert wrong == ["from scoring.score_customer(ages := 70);"]
    assert len(good) == 2


def test_every_block_says_what_it_is():
    for page in PAGES:
        assert set(page.languages()) <= LANGUAGES, page.name
        assert page.text.count("\n```") == 2 * len(page.languages()), page.name


def test_the_readme_is_a_door():
    assert len(read_page(ROOT / "README.md").text.split()) <= 1000


def lost(page):
    """The links of a page that lead nowhere."""
    found = []
    for link in page.links():
        path, _, anchor = link.partition("#")
        target = (ROOT / page.name).parent / path if path else ROOT / page.name
        if not target.exists() or (
            anchor and anchor not in read_page(target.resolve()).anchors()
        ):
            found.append(link)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    assert lost(page) == []


def test_a_link_that_leads_nowhere_is_seen():
    text = "[a](design.md) [b](none.md) [c](cost.md#training) [d](cost.md#no) [e](#no)"
    assert lost(Page("docs/cost.md", text)) == ["none.md", "cost.md#no", "#no"]


def test_the_readme_leads_to_every_page():
    links = read_page(ROOT / "README.md").links()
    names = [page.name for page in PAGES if page.name.startswith(("docs/", "CONTR"))]
    assert [name for name in names if name not in links] == []
