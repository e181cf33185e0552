"""What every file of the project keeps to, read from dbt's manifest and the database.

Each rule is a function that returns what breaks it, so that a planted fault can show
that it would be seen.
"""

import copy
import re

import pytest

from conftest import ROOT, project_vars

LAYERS = (
    "staging", "features", "training", "registry", "scoring", "segments", "evaluation",
    "monitoring", "report", "study",
)  # fmt: skip
CONTRACTED = LAYERS[3:]

#: What consumers rely on: more columns are welcome, renaming is not.
PUBLIC = {
    "staging.stg_contacts": "contact_id contacted_on is_subscriber",
    "staging.stg_rejected_contacts": "source_row raw_line reason",
    "features.int_contact_splits": "contact_id split",
    "features.int_feature_levels":
        "feature code level lower_bound upper_bound train_count",
    "training.balanced_training_rows": "is_subscriber is_synthetic",
    "registry.models":
        "model_id fingerprint algorithm trained_at parameters train_count"
        " synthetic_count library_versions",
    "registry.model_terms":
        "model_id term feature_1 code_1 feature_2 code_2 contribution",
    "registry.active_model": "model_id reason",
    "registry.decision_thresholds": "model_id policy threshold is_active",
    "registry.recalibrations":
        "model_id as_of shift contact_count observed_rate expected_rate is_applied"
        " reason",
    "scoring.predictions":
        "contact_id model_id log_odds subscription_probability threshold"
        " is_predicted_subscriber score_decile scored_at",
    "scoring.prediction_reasons":
        "contact_id model_id reason_rank feature contribution",
    "evaluation.model_metrics": "model_id split metric value",
    "evaluation.confusion_matrix":
        "model_id split true_positives false_positives true_negatives false_negatives",
    "evaluation.threshold_curve":
        "model_id split threshold true_positives false_positives true_negatives"
        " false_negatives precision recall f1 expected_profit",
    "evaluation.lift_by_decile": "model_id split decile lift",
    "evaluation.calibration_by_bin": "model_id split bin gap",
    "segments.customer_segments":
        "contact_id recency_score frequency_score monetary_score segment_id"
        " segment_name centroid_distance next_centroid_distance",
    "segments.segment_profiles":
        "segment_id segment_name customer_count customer_share recency frequency"
        " monetary observed_rate observed_rate_lower_95 observed_rate_upper_95"
        " predicted_rate lift stability stability_verdict",
    "segments.cluster_selection":
        "segment_count inertia silhouette davies_bouldin smallest_share stabilities"
        " is_chosen reason",
    "segments.rfm_cuts": "measure score lower_bound upper_bound",
    "segments.call_priority":
        "segment_id score_decile prospect_count expected_subscriptions"
        " calls_per_subscription cumulative_prospect_count",
    "segments.segment_migration":
        "method to_period from_segment_id to_segment_id from_share to_share",
    "monitoring.training_statistics": "feature code contact_count contact_share",
    "monitoring.feature_drift":
        "feature period compared_with psi psi_noise_floor js_distance missing_share"
        " unseen_share contact_count",
    "monitoring.score_drift":
        "period compared_with psi psi_noise_floor js_distance contact_count",
    "monitoring.performance_by_period":
        "period metric as_trained recalibrated is_ripe contact_count",
    "monitoring.expected_performance":
        "period probabilities metric expected_value lower_95 upper_95 realised_value",
    "monitoring.alerts": "check_name name period value limit_value sentence",
    "monitoring.scoring_runs":
        "invocation_id started_at model_id prospect_shift threshold scored_count",
    "report.call_list":
        "call_rank contact_id subscription_probability score_decile segment_name"
        " expected_value reasons reason_1 reason_2 reason_3",
    "report.calls_by_cut":
        "split called_count threshold expected_subscriber_count subscriber_count",
    "report.level_counts": "split feature code contact_count subscriber_count",
    "report.split_summary":
        "split contact_count subscriber_count called_count mean_probability",
}  # fmt: skip
KEY_TESTS = ("is_key", "unique", "is_one_row")
METRICS = {
    "accuracy", "precision", "recall", "f1", "specificity", "balanced_accuracy",
    "roc_auc", "average_precision", "log_loss", "brier", "ece", "alift",
}  # fmt: skip


@pytest.fixture(scope="module")
def manifest(sample):
    return sample.manifest()


@pytest.fixture(scope="module")
def catalog(sample):
    """The columns of every table and view, by `schema.table`."""
    catalog = {}
    for schema, table, column in sample.query(
        "select schema_name, table_name, column_name from duckdb_columns()"
        " where not internal and database_name = current_database()"
    ):
        catalog.setdefault(f"{schema}.{table}", []).append(column)
    return catalog


def nodes_of(manifest, *kinds):
    return [
        node
        for node in [*manifest["nodes"].values(), *manifest["sources"].values()]
        if node["resource_type"] in kinds
    ]


def relation(node):
    return f"{node['schema']}.{node.get('alias') or node['name']}"


def code(node):
    return (ROOT / node["original_file_path"]).read_text(encoding="utf-8")


# --- Descriptions ---


def undescribed(manifest):
    return [
        node["unique_id"]
        for node in nodes_of(manifest, "model", "seed", "source", "snapshot")
        if not node["description"].strip()
    ]


def undescribed_macros(text):
    """The macros of a file without a comment above them that says what they are."""
    return re.findall(
        r"(?<!-#}\n){%-?\s*(?:macro|test|materialization) (?!default__)(\w+)", text
    )


#: What stands in the pattern of a column's name for the features of a kind.
KINDS = {
    "feature": ("category", "flag", "integer", "number"),
    "features": ("category", "flag", "integer", "number"),
    "category": ("category",),
    "flag": ("flag",),
    "integer": ("integer",),
    "number": ("integer", "number"),
}


def patterned(node, features):
    """What a column may be called by the patterns that a description gives.

    `<feature>_code` stands for one column per feature, `<features>_terms` for one per
    feature or features joined by two underscores, `<column>` for any of a source.
    """
    names = {
        word: "|".join(
            name
            for name, entry in features.items()
            if entry.get("kind", "category") in kinds
        )
        or "(?!)"
        for word, kinds in KINDS.items()
    }
    names["features"] = f"(?:{names['features']})(?:__(?:{names['features']}))*"
    names["column"] = ".+"
    return "|".join(
        re.sub(r"<(\w+)>", lambda found: f"(?:{names[found[1]]})", pattern)
        for pattern in re.findall(
            rf"`(\w*<(?:{'|'.join(names)})>\w*)`", node["description"]
        )
    )


def undescribed_columns(manifest, catalog, features=None):
    features = features or project_vars()["features"]
    found = []
    for node in nodes_of(manifest, "model", "seed", "source"):
        described = {
            name.lower()
            for name, column in node["columns"].items()
            if column["description"].strip()
        }
        pattern = patterned(node, features)
        for column in catalog.get(relation(node), ()):
            if column.lower() not in described and not re.fullmatch(pattern, column):
                found.append(f"{relation(node)}.{column}")
    return found


def described_but_absent(manifest, catalog):
    return [
        f"{relation(node)}.{name}"
        for node in nodes_of(manifest, "model", "seed")
        if relation(node) in catalog
        for name in node["columns"]
        if name.lower() not in [column.lower() for column in catalog[relation(node)]]
    ]


def test_every_table_is_described(manifest):
    assert undescribed(manifest) == []


def test_every_macro_is_described():
    """In the comment above it, which is where its reader looks."""
    undescribed = {
        str(path.relative_to(ROOT)): names
        for path in sql_files()
        if (names := undescribed_macros(path.read_text(encoding="utf-8")))
    }
    assert undescribed == {}


def test_a_macro_without_a_comment_is_seen():
    described = "{#- What it does. -#}\n{% macro here() %}{% endmacro %}\n"
    assert undescribed_macros(described + "\n{% macro other() %}") == ["other"]


def test_every_column_is_described(manifest, catalog):
    assert undescribed_columns(manifest, catalog) == []


def test_every_described_column_is_there(manifest, catalog):
    assert described_but_absent(manifest, catalog) == []


def test_every_feature_is_described():
    assert [
        name
        for name, entry in project_vars()["features"].items()
        if not entry.get("description")
    ] == []


def test_a_description_that_is_missing_is_seen(manifest, catalog):
    planted = copy.deepcopy(manifest)
    node = planted["nodes"]["model.customer_segmentation.predictions"]
    node["description"] = " "
    node["columns"]["log_odds"]["description"] = ""
    assert undescribed(planted) == ["model.customer_segmentation.predictions"]
    assert "scoring.predictions.log_odds" in undescribed_columns(planted, catalog)


def test_a_column_that_no_pattern_names_is_seen(manifest, catalog):
    """Nor does a pattern of one kind of feature name columns of another."""
    planted = copy.deepcopy(manifest)
    node = planted["nodes"]["model.customer_segmentation.int_scoring_codes"]
    node["description"] = node["description"].replace("<feature>_code", "<flag>_code")
    found = undescribed_columns(planted, catalog)
    assert "scoring.int_scoring_codes.age_code" in found
    assert "scoring.int_scoring_codes.has_housing_loan_code" not in found
    table = "scoring.int_scoring_codes"
    strange = catalog | {table: [*catalog[table], "shoe_size_code"]}
    assert undescribed_columns(manifest, strange) == [f"{table}.shoe_size_code"]


# --- The head of a model ---


def head(node):
    """The sentence that says what a row is, and the key."""
    if node["language"] == "python":
        text = code(node).split('"""')[1]
    else:
        comment = re.match(r"(--[^\n]*\n)+", code(node))
        text = re.sub(r"^-- ?", "", comment[0], flags=re.M) if comment else ""
    sentence, _, rest = text.partition("\nkey:")
    return " ".join(sentence.split()), rest.split("\n")[0].strip()


def without_head(manifest):
    found = []
    for node in nodes_of(manifest, "model"):
        sentence, key = head(node)
        if not re.match(r"(One row|Table function)", sentence) or not key:
            found.append(node["original_file_path"])
    return found


def with_another_grain(manifest):
    """The YAML description opens with the sentence at the head of the model."""
    found = []
    for node in nodes_of(manifest, "model"):
        sentence, _ = head(node)
        said = " ".join(node["description"].split())
        grain = re.split(r"[.:;,]", sentence)[0]
        if not said.startswith(grain):
            found.append((node["name"], grain, said[:60]))
    return found


def keys_under_test(manifest):
    """The columns that the tests of each model hold to be a key."""
    tested = {}
    for test in nodes_of(manifest, "test"):
        if test.get("attached_node") and test["test_metadata"]["name"] in KEY_TESTS:
            given = test["test_metadata"]["kwargs"]
            columns = given.get("columns") or [given.get("column_name") or "one row"]
            tested.setdefault(test["attached_node"], []).append(
                set(re.findall(r"\w+", " ".join(map(str, columns))))
            )
    return tested


def without_key_test(manifest):
    """Models whose key no test holds, on their own rows or one step further on."""
    tested = keys_under_test(manifest)
    keys = {node["unique_id"]: head(node)[1] for node in nodes_of(manifest, "model")}
    found = []
    for node in nodes_of(manifest, "model"):
        key = keys[node["unique_id"]]
        is_inner = re.match("(int|base)_", node["name"]) or node["language"] == "python"
        if node["config"]["materialized"] == "table_function":
            continue  # it has no rows of its own
        if key.startswith("none"):
            if is_inner:
                continue
            columns = {"one", "row"}
        else:
            columns = set(re.findall(r"\w+", key))
        heirs = [
            name
            for name in manifest["child_map"][node["unique_id"]]
            if is_inner and keys.get(name) == key
        ]
        if not any(
            columns <= held
            for name in [node["unique_id"], *heirs]
            for held in tested.get(name, ())
        ):
            found.append(f"{node['name']}: {key}")
    return found


def test_every_model_says_what_a_row_is_and_its_key(manifest):
    assert without_head(manifest) == []


def test_yaml_and_sql_say_the_same(manifest):
    assert with_another_grain(manifest) == []


def test_every_key_is_tested(manifest):
    assert without_key_test(manifest) == []


def test_a_key_without_a_test_is_seen(manifest):
    planted = copy.deepcopy(manifest)
    for test in nodes_of(planted, "test"):
        if test.get("attached_node", "").endswith(".predictions"):
            test["attached_node"] = None
    assert "predictions: contact_id" in without_key_test(planted)


# --- Public tables and layers ---


@pytest.mark.parametrize("table", PUBLIC)
def test_public_table_has_its_columns(catalog, table):
    assert [name for name in PUBLIC[table].split() if name not in catalog[table]] == []


def test_public_tables_follow_the_features(catalog):
    features = project_vars()["features"]
    for name, entry in features.items():
        assert name in catalog["staging.stg_contacts"]
        if entry.get("known_at") != "after_contact":
            assert f"{name}_code" in catalog["training.int_training_rows"]


def test_every_metric_is_there(sample):
    found = {
        name
        for (name,) in sample.query(
            "select distinct metric from evaluation.model_metrics"
        )
    }
    assert found >= METRICS


def without_contract(manifest):
    return [
        node["name"]
        for node in nodes_of(manifest, "model")
        if node["schema"] in CONTRACTED
        and node["language"] == "sql"
        and not node["name"].startswith("int_")
        and node["config"]["materialized"] in ("table", "view", "incremental")
        and not node["config"]["contract"]["enforced"]
    ]


def test_public_tables_keep_a_contract(manifest):
    assert without_contract(manifest) == []


def layer(node):
    return LAYERS.index(node["schema"]) if node["schema"] in LAYERS else -1


def backward_arrows(manifest):
    nodes = {node["unique_id"]: node for node in nodes_of(manifest, "model", "seed")}
    return [
        f"{nodes[name]['name']} -> {node['name']}"
        for node in nodes.values()
        for name in node.get("depends_on", {}).get("nodes", ())
        if name in nodes and layer(nodes[name]) > layer(node)
    ]


def test_layers_point_one_way(manifest):
    assert backward_arrows(manifest) == []


def test_an_arrow_backward_is_seen(manifest):
    planted = copy.deepcopy(manifest)
    planted["nodes"]["model.customer_segmentation.stg_contacts"]["depends_on"][
        "nodes"
    ].append("model.customer_segmentation.predictions")
    assert "predictions -> stg_contacts" in backward_arrows(planted)


def never_asked_for(manifest):
    """What a selection from `stg_contacts` on reads, but does not build."""
    nodes = {node["unique_id"]: node for node in nodes_of(manifest, "model")}
    selected = {"model.customer_segmentation.stg_contacts"}
    while grown := {
        name
        for name, node in nodes.items()
        if name not in selected and selected & set(node["depends_on"]["nodes"])
    }:
        selected |= grown
    return sorted(
        nodes[name]["name"]
        for selection in selected
        for name in nodes[selection]["depends_on"]["nodes"]
        if name in nodes and name not in selected
        if nodes[name]["schema"] not in ("staging", "features")
    )


def test_a_selection_from_the_contacts_on_has_what_it_reads(manifest):
    """So that a database in which a layer was switched off takes it up."""
    assert never_asked_for(manifest) == []


def test_every_model_is_in_the_folder_of_its_schema(manifest):
    wrong = [
        node["original_file_path"]
        for node in nodes_of(manifest, "model")
        if node["original_file_path"].split("/")[1] != node["schema"]
    ]
    assert wrong == []


def lost_in_lineage(manifest, text):
    """What the links to parts of the lineage select that is not there."""
    nodes = nodes_of(manifest, "model")
    known = {node["name"] for node in nodes}
    known |= {f"path:models/{node['schema']}" for node in nodes}
    selections = re.findall(r"\(#!/overview\?g_v=1&g_i=([^)]+)\)", text)
    assert selections
    return [
        name
        for selection in selections
        for name in selection.split("%20")
        if name not in known
    ]


def test_links_to_the_lineage_select_what_is_there(manifest):
    text = (ROOT / "models" / "overview.md").read_text(encoding="utf-8")
    assert lost_in_lineage(manifest, text) == []
    planted = text.replace("path:models/scoring", "path:models/scores")
    assert lost_in_lineage(manifest, planted) == ["path:models/scores"]


def test_the_figure_has_every_layer(manifest):
    figure = (ROOT / "docs" / "layers.svg").read_text(encoding="utf-8")
    layers = {node["schema"] for node in nodes_of(manifest, "model")} - {"study"}
    assert [name for name in layers if f">{name}<" not in figure] == []


# --- Leakage ---


def known_after_contact():
    return [
        name
        for name, entry in project_vars()["features"].items()
        if entry.get("known_at") == "after_contact"
    ]


def test_what_is_known_after_the_contact_is_declared_so_in_both_places(manifest):
    """Removing it from the vars alone, by mistake, does not make it a feature."""
    node = manifest["nodes"]["model.customer_segmentation.stg_contacts"]
    described = [
        name
        for name, column in node["columns"].items()
        if "after_contact"
        in (column.get("meta", {}) | column.get("config", {}).get("meta", {})).values()
    ]
    assert described == known_after_contact() == ["duration_seconds"]


def compiled_code(manifest, folder):
    """What dbt ran, by model: a loop over features names them only here."""
    files = {path.stem: path for path in (folder / "compiled").rglob("*.sql")}
    return {
        node["unique_id"]: files[node["name"]].read_text(encoding="utf-8")
        if node["language"] == "sql"
        else code(node)
        for node in nodes_of(manifest, "model")
    }


def after_contact_readers(manifest, compiled):
    """Models beyond the splits that read a column known only after the contact."""
    words = "|".join(known_after_contact())
    carries = {"int_contact_splits"}  # as staging does; what is fitted takes columns
    return {
        node["name"]
        for node in nodes_of(manifest, "model")
        if node["schema"] not in ("staging", "study")
        and node["name"] not in carries
        and re.search(rf"\b(?:{words})\b", compiled[node["unique_id"]])
    }


@pytest.fixture(scope="module")
def compiled(sample, manifest):
    return compiled_code(manifest, sample.target)


def test_a_reader_of_it_is_seen_where_only_a_loop_names_it(manifest, compiled):
    name = "model.customer_segmentation.int_training_contacts"
    assert "age," in compiled[name]
    assert "age" not in code(manifest["nodes"][name]).split()
    planted = compiled | {name: compiled[name].replace("age,", "duration_seconds,", 1)}
    assert after_contact_readers(manifest, planted) == {"int_training_contacts"}


def test_no_model_reads_what_is_known_after_the_contact(manifest, compiled):
    assert after_contact_readers(manifest, compiled) == set()


def test_no_table_after_the_splits_carries_it(catalog):
    carriers = [
        table
        for table, columns in catalog.items()
        if table.split(".")[0] in LAYERS[2:5]
        for name in known_after_contact()
        if any(column.startswith(name) for column in columns)
    ]
    assert carriers == []


def test_a_feature_that_tells_the_outcome_turns_a_test_red(sample, tmp_path):
    """The length of the call under another name, said to be known before it."""
    leaking = sample.copy(tmp_path)
    features = project_vars()["features"]
    features["call_length"] = {"column": "duration", "kind": "integer"}
    parsed = leaking.parse(features=features)
    run = leaking.run_parsed(
        parsed, "build", "--select", "models/staging", "models/features",
        "--exclude", "resource_type:unit_test", features=features,
    )  # fmt: skip
    assert run.code == 1
    assert "after_contact" in run.errors


# --- Files ---


def test_python_models_are_thin(manifest):
    for node in nodes_of(manifest, "model"):
        if node["language"] == "python":
            text = code(node)
            assert text.count("\n") <= 60, node["name"]
            assert not re.search(r"import (numpy|sklearn|pandas)|from sklearn", text)


def sql_files():
    return [
        path
        for folder in ("models", "macros", "tests")
        for path in sorted((ROOT / folder).rglob("*.sql"))
    ]


def oddly_indented(text):
    """The lines of SQL that begin at no multiple of four blanks."""
    # Within Jinja, a condition may stand under the one above it.
    text = re.sub(
        r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}",
        lambda found: "x" + "\nx" * found[0].count("\n"),
        text,
        flags=re.S,
    )
    return [
        number
        for number, line in enumerate(text.splitlines(), 1)
        if "\t" in line or (len(line) - len(line.lstrip(" "))) % 4
    ]


def test_sql_is_indented_by_four_spaces():
    """What sqlfluff leaves out, as loops and branches of Jinja confuse it."""
    odd = {
        str(path.relative_to(ROOT)): lines
        for path in sql_files()
        if (lines := oddly_indented(path.read_text(encoding="utf-8")))
    }
    assert odd == {}


def test_an_odd_indent_is_seen():
    assert oddly_indented("select\n    a,\n   b\n{{ x(\n  1) }}\n") == [3]


#: What one engine spells in its own way; `macros/engines/` is the only place for it.
ENGINE_SPELLINGS = re.compile(
    r"""\[ | -> | :: | // | \s\^\s
    | \b(?:list|array|json|read|generate)_\w+\( | \bquantile_\w+\(
    | \b(?:list|len|unnest|range|hash|random|glob|enum|printf|format|isfinite|isnan
        |nextafter|string_agg|starts_with|contains|to_json|from_json|error|strftime)\(
    | \b(?:lambda|try_cast|varchar|qualify|anti\ join|ignore\ nulls)\b
    | \b(?:exclude\ \(|by\ name\b)""",
    re.X,
)


def engine_spellings(text):
    """What a file of SQL and Jinja says in the words of one engine."""

    def texts_of(jinja):
        """SQL that Jinja puts together; there, a bracket means something else."""
        texts = re.findall(r'"((?:[^"\\]|\\.)*)"', jinja[0], flags=re.S)
        found = [word for part in texts for word in ENGINE_SPELLINGS.findall(part)]
        return " ".join(word for word in found if re.search(r"\w|\^", word))

    text = re.sub(r"\{#.*?#\}|--[^\n]*", "", text, flags=re.S)
    text = re.sub(r"\{\{\s*config\(.*?\n?\s*\)\s*\}\}\n", "", text, flags=re.S)
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", texts_of, text, flags=re.S)
    return ENGINE_SPELLINGS.findall(re.sub(r"'(?:[^']|'')*'", "", text))


def test_only_one_folder_spells_what_an_engine_does():
    found = {
        str(path.relative_to(ROOT)): words
        for path in sql_files()
        if "engines" not in path.parts
        and (words := engine_spellings(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        "select arrays.age_terms[codes.age_code + 1]",
        "select {{ arrays }}.terms[1]",
        "select [1, 2] as steps",
        "select list_transform(steps, lambda step: step + 1)",
        "select transform(steps, customer -> customer + 1)",
        "select cast(age as varchar)",
        "select age::int",
        "select beta ^ 2",
        "select {{ share('tp', \"beta ^ 2\") }}",
        'select {{ mapped("list_position(levels, job)") }}',
        "select try_cast(age as bigint)",
        "select hash(age)",
        "select random()",
    ],
)
def test_a_spelling_of_one_engine_is_seen(text):
    assert engine_spellings(text)
    assert not engine_spellings(
        f"-- {text}\nselect md5(age) || 'a[1]' as key {{{{ x[0] }}}}"
    )


def test_every_file_ends_in_one_line_end():
    for path in sql_files() + sorted((ROOT / "models").rglob("*.yml")):
        text = path.read_text(encoding="utf-8")
        assert text.endswith("\n"), path
        assert not text.endswith("\n\n"), path
        assert "\r" not in text, path


def test_every_model_has_a_yaml_file_beside_it(manifest):
    missing = [
        node["original_file_path"]
        for node in nodes_of(manifest, "model")
        if not (node.get("patch_path") or "").endswith(f"{node['name']}.yml")
    ]
    assert missing == []


def test_singular_tests_mirror_the_models(manifest):
    models = {node["name"]: node for node in nodes_of(manifest, "model")}
    wrong = []
    for test in nodes_of(manifest, "test"):
        if test.get("test_metadata") is None:
            model = test["name"].partition("__")[0]
            folder = test["original_file_path"].split("/")[1]
            if model not in models or models[model]["schema"] != folder:
                wrong.append(test["original_file_path"])
    assert wrong == []
