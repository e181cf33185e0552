"""The project as a package of another: `examples/shop` configures it by vars alone."""

import json
import re
import shutil
import subprocess

import pytest
import yaml

from conftest import DBT, ROOT, WITHOUT_TESTS, Run, Warehouse
from stub_programs import clean_environment

SHOP = ROOT / "examples" / "shop"
#: Where dbt puts the schemas of the package, which are plain where it is no package.
PREFIX = "main_customer_segmentation_"

OWN_SCHEMA = """\
  customer_segmentation:
    report: {+schema: marts}
  shop:"""
OWN_RULE = """
{% macro generate_schema_name(custom_schema_name, node) %}
    {{ "our_" ~ custom_schema_name if custom_schema_name else "ours" }}
{% endmacro %}
"""


class Shop(Warehouse):
    """A copy of the shop, with a model that has the name of one of the package."""

    def __init__(self, folder):
        super().__init__(folder, folder)
        shutil.copytree(
            SHOP,
            folder,
            dirs_exist_ok=True,
            ignore=shutil.ignore_patterns(
                "*.duckdb*", "dbt_packages", "target", "logs"
            ),
        )
        self.edit("packages.yml", "../..", str(ROOT))
        (folder / "models" / "predictions.sql").write_text("select 'sunny' as weather")

    def edit(self, name, old, new):
        path = self.folder / name
        text = path.read_text()
        assert text.count(old) == 1
        path.write_text(text.replace(old, new))

    def dbt(self, *arguments):
        """Run dbt as its analyst does."""
        finished = subprocess.run(
            [DBT, *arguments],
            cwd=self.folder,
            env=clean_environment(SHOP_DATABASE=str(self.database)),
            capture_output=True,
            text=True,
            check=False,
        )
        return Run(finished.returncode, finished.stdout, finished.stderr)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """The shop, built whole with all tests of the package and its own."""
    shop = Shop(tmp_path_factory.mktemp("shop"))
    assert shop.dbt("deps").code == 0
    shop.too_early = shop.dbt("run", "--select", "base_contact_rows")
    shop.run = shop.dbt("build")
    assert shop.run.code == 0, shop.run.output[-3000:] + shop.run.errors
    return shop


def test_the_whole_build_is_green(shop):
    assert " WARN=0 ERROR=0 SKIP=0 " in shop.run.output
    assert "WARNING" not in shop.run.output


def test_its_schemas_are_its_own(shop):
    schemas = shop.query("select distinct table_schema from information_schema.tables")
    layers = (
        "staging", "features", "training", "registry", "scoring", "evaluation",
        "segments", "monitoring", "report", "seeds",
    )  # fmt: skip
    assert {name for (name,) in schemas} == {
        "main",
        *(PREFIX + name for name in layers),
    }
    assert shop.value("select weather from predictions") == "sunny"


def schemas_named(text):
    """Where SQL or a macro spells the name of a layer, which is ours alone."""
    code = re.sub(r"(?s)\{#.*?#\}|--.*?\n", "\n", text)
    names = "staging|features|training|registry|scoring|evaluation|segments|monitoring"
    return re.findall(
        rf"schema\s*=\s*[\"']\w+|(?:from|into|join|table|exists) (?:{names})\.\w+", code
    )


def test_nothing_names_a_schema():
    found = {
        path.name: schemas_named(path.read_text())
        for folder in ("models", "macros", "python_models")
        for path in [*(ROOT / folder).rglob("*.sql"), *(ROOT / folder).rglob("*.py")]
    }
    assert {name: hits for name, hits in found.items() if hits} == {}
    assert schemas_named('get_relation(database=x, schema="registry", identifier=y)')
    assert schemas_named('run_query("select 1 from training.fitted_models")')


def test_what_the_shop_has_no_use_for_is_not_there(shop):
    seeds = shop.query(
        "select table_name from information_schema.tables"
        f" where table_schema = '{PREFIX}seeds'"
    )
    names = {name for (name,) in seeds}
    assert "segment_naming_rules" in names
    assert not names & {"sample_contacts", "sample_prospects", "published_results"}


@pytest.mark.parametrize("model", ["dim_customers", "orders"])
def test_lineage_leads_from_its_models_to_the_list(shop, model):
    children = shop.manifest()["child_map"]
    reached, found = [f"model.shop.{model}"], set()
    while reached:
        node = reached.pop()
        if node not in found:
            found.add(node)
            reached += children[node]
    name = "model.customer_segmentation."
    if model == "dim_customers":
        assert {name + "base_contact_rows", name + "predictions"} <= found
    assert {name + "segment_profiles", name + "call_list"} <= found
    assert "model.shop.predictions" not in found


def test_predictions_are_those_of_the_project_on_its_own(shop, tmp_path):
    alone = Warehouse(tmp_path / "alone")
    shutil.copy(shop.database, alone.database)
    given = yaml.safe_load((SHOP / "dbt_project.yml").read_text())["vars"]
    run = alone.dbt(
        "build", "--select", "+predictions", "+prediction_reasons", *WITHOUT_TESTS,
        **given["customer_segmentation"]
        | {"contacts": "relation:main.dim_customers", "segmentation": "none"},
    )  # fmt: skip
    assert run.code == 0, run.output[-3000:] + run.errors
    for rows in (
        "select * exclude (scored_at) from {}scoring.predictions order by contact_id",
        "from {}scoring.prediction_reasons order by contact_id, reason_rank",
        "from {}registry.model_terms order by all",
        "select model_id, fingerprint, train_count from {}registry.models",
    ):
        assert alone.query(rows.format("")) == alone.query(rows.format(PREFIX))
    assert alone.value("select count(*) from scoring.predictions") == 1500


def test_a_model_that_is_not_built_is_named(shop):
    assert shop.too_early.code == 1
    said = " ".join(shop.too_early.output.split())
    assert "Var `contacts` names the model dim_customers, but " in said


def test_a_model_of_the_same_name_is_named_where_dbt_would_take_it(shop):
    before = shop.query(f"from {PREFIX}scoring.predictions order by all")
    shop.edit("dbt_project.yml", "  require_ref_searches", "  # require_ref_searches")
    # Parsed on the way: its own rule for the names of schemas, and one that it sets.
    shop.edit("dbt_project.yml", "  shop:", OWN_SCHEMA)
    (shop.folder / "macros" / "generate_schema_name.sql").write_text(OWN_RULE)
    run = shop.dbt("run", "--vars", json.dumps({"a_var_of_the_shop": 1}))
    assert run.code == 2
    assert "has a model `predictions`, and so has shop, " in run.output
    assert shop.query(f"from {PREFIX}scoring.predictions order by all") == before
    nodes = shop.manifest()["nodes"]
    schemas = {
        name: nodes[f"model.{name}"]["schema"]
        for name in (
            "shop.orders",
            "customer_segmentation.predictions",
            "customer_segmentation.call_list",
        )
    }
    assert list(schemas.values()) == [
        "ours",
        "our_customer_segmentation_scoring",
        "our_marts",
    ]
