"""What `make study` prints and draws is what the tables say."""

import duckdb
import pytest

from customer_segmentation.command.study_summary import summarise_study
from customer_segmentation.study.plot import plot_protocols, plot_replay

TABLES = """
create schema evaluation;
create schema seeds;
create table study.published_protocols as
select * from (
    values
    (
        1, 'without_duration', 'customer_segmentation', true, 'fold', 2::bigint,
        0.8, [0.79, 0.81], true, 'CatBoost', 0.801, 'Somebody 2024', -0.001
    ),
    (
        2, 'rolling_windows', 'random_forest', true, 'fold', 2::bigint,
        0.6, [0.55, 0.65], false, null, null, null, null
    ),
    (
        2, 'rolling_windows', 'random_forest', true, 'pooled', 1::bigint,
        0.75, [0.75], false, null, null, null, null
    ),
    (
        2, 'rolling_windows', 'customer_segmentation', false, 'pooled', 1::bigint,
        0.76, [0.76], true, null, null, null, null
    )
) as figures (
    protocol_rank, protocol, model, uses_calendar, scope, fold_count, roc_auc,
    fold_roc_aucs, is_default, published_model, published_roc_auc, published_source,
    difference
);
create table seeds.published_results as
select
    'without_duration' as protocol, 'CatBoost' as model, 'roc_auc' as metric,
    0.801 as value, true as is_same_data;
create table study.interaction_strength as
select
    1 as strength_rank, 'age' as feature_1, 'job' as feature_2,
    1.25 as interaction_gain, true as is_declared;
create table study.oversampling_ablation as
select
    'none' as method, null::double as ratio, 0.8041 as roc_auc,
    0.46 as average_precision, 0.01 as ece_uncalibrated, 0.02 as ece_calibrated,
    0.64 as recall;
create table study.prequential_replay as
select
    'customer_segmentation' as model, 'monthly' as training, true as absorbs_period,
    true as is_recalibrated, month, 100::bigint as contact_count, 0.781 as roc_auc,
    0.612 as roc_auc_within, 0.1134 as brier, 0.4 as log_loss, 0.7 as recall,
    0.3 as precision, 50::bigint as called_count, 1234.0 as profit
from (values (null), ('2010-01'), ('2010-02')) as months (month);
"""


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "study.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES)
    return path


def test_the_summary_has_every_figure_in_its_column(database):
    text = summarise_study(database)
    [ours] = [line for line in text.split("\n") if "0.7900 0.8100" in line]
    assert ours.split() == [
        "this", "project", "yes", "0.8000", "0.8010", "-0.0010", "0.7900", "0.8100"
    ]  # fmt: skip
    assert "CatBoost, Somebody 2024" in text
    assert "windows ranked together" in text
    assert "age x job" in text
    assert "0.8041" in text
    [replayed] = [line for line in text.split("\n") if "recalibrated" in line]
    assert replayed.split()[-8:-4] == ["0.7810", "0.6120", "0.1134", "0.4000"]


def test_the_replay_is_drawn_by_month(database, tmp_path):
    page, picture = plot_replay(database, tmp_path / "plots")
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert "monthly, month absorbed, recalibrated" in page.read_text(encoding="utf-8")


def test_the_chart_has_a_panel_per_protocol(database, tmp_path):
    page, picture = plot_protocols(database, tmp_path / "plots")
    assert picture.read_bytes().startswith(b"\x89PNG")
    text = page.read_text(encoding="utf-8")
    for said in (
        "5 random folds",
        "Rolling windows",
        "CatBoost",
        "this project, without",
    ):
        assert said in text
