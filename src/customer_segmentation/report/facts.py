"""What the page says, read from the tables of a build: counts, never customers."""

from dataclasses import dataclass
from typing import Any

import duckdb

from customer_segmentation.errors import UserError
from customer_segmentation.report.words import Outcome

Row = dict[str, Any]

#: What every page needs, by the name of the fact.
QUERIES = {
    "build": "from report.int_report_facts",
    "splits": "from report.split_summary",
    "cuts": """
        select
            split, called_count, lowest_log_odds, threshold, expected_subscriber_count,
            subscriber_count_variance, subscriber_count
        from report.calls_by_cut
        order by split, called_count
    """,
    "model": """
        select models.*, active_model.reason, active_model.trained_on
        from registry.active_model as active_model
        inner join registry.models as models using (model_id)
    """,
    "policies": """
        select *
        from registry.decision_thresholds
        where model_id = (select model_id from registry.active_model)
        order by expected_called_share nulls last, policy
    """,
    "metrics": "from evaluation.model_metrics where split = 'test'",
    "calibration": """
        from evaluation.calibration_by_bin where split = 'test' order by bin
    """,
    "groups": """
        from evaluation.metrics_by_group where split = 'test'
        order by grouping_name, group_value
    """,
    "features": "from features.int_features order by feature_rank",
    "importance": "from evaluation.term_importance order by importance_rank",
    "terms": """
        select term, feature_1, code_1, feature_2, code_2, contribution
        from registry.model_terms
        where
            model_id = (select model_id from registry.active_model)
            -- What training absorbed takes no part in scoring.
            and feature_1 in (select feature from features.int_features)
        order by term, code_1, code_2
    """,
    "levels": """
        select feature, code, level, lower_bound, upper_bound
        from registry.model_levels
        where model_id = (select model_id from registry.active_model)
        order by feature, code
    """,
    "phrases": """
        select feature, code, phrase
        from registry.int_code_phrases
        where model_id = (select model_id from registry.active_model)
    """,
    "level_counts": "from report.level_counts",
    "inputs": "from report.int_what_if_inputs order by input_rank",
    "rule": "from registry.int_active_decision_rule",
}
#: What is used where it is there: the table, and what is asked of it.
WHERE_THERE = {
    "segments": (
        "segments.segment_profiles",
        """
        from segments.segment_profiles
        where (select has_segments from report.int_report_facts)
        order by observed_rate desc nulls last
        """,
    ),
    "alerts": ("monitoring.alerts", "from monitoring.alerts"),
    "protocols": (
        "study.published_protocols",
        """
        from study.published_protocols
        where protocol = 'oldest_70_percent' and model = 'customer_segmentation'
            and is_default
        """,
    ),
}


@dataclass(frozen=True)
class Facts:
    """The rows behind a page, by table; None where a table is not there."""

    build: Row
    splits: dict[str, Row]
    cuts: dict[str, list[Row]]
    model: Row
    policies: list[Row]
    metrics: dict[str, Row]
    calibration: list[Row]
    groups: list[Row]
    features: list[Row]
    importance: list[Row]
    terms: list[Row]
    levels: list[Row]
    phrases: dict[tuple[str, int], str]
    level_counts: list[Row]
    inputs: list[Row]
    rule: Row
    segments: list[Row] | None
    alerts: list[Row] | None
    protocols: list[Row] | None

    @property
    def has_prospects(self) -> bool:
        """Whether there is anybody to call."""
        return "score" in self.splits

    @property
    def shown_split(self) -> str:
        """The contacts that slider and headline speak of: prospects, if any."""
        return "score" if self.has_prospects else "test"

    @property
    def policy(self) -> Row:
        """The policy that decides."""
        return next(row for row in self.policies if row["is_active"])

    @property
    def outcome(self) -> Outcome:
        """How to say what contacts with the outcome did."""
        return Outcome.of(self.build["outcome_word"])

    def metric(self, name: str) -> float | None:
        """Look up a metric of the test contacts."""
        value: float | None = self.metrics.get(name, {}).get("value")
        return value


def read_facts(connection: duckdb.DuckDBPyConnection) -> Facts:
    """Read what a page says.

    Parameters
    ----------
    connection : DuckDB connection
        To a database in which the whole project was built.

    Returns
    -------
    Facts

    Raises
    ------
    UserError
        If a table or column is missing, because nothing was built there yet, or by an
        earlier version.
    """
    try:
        read = {name: rows(connection, query) for name, query in QUERIES.items()}
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        reason = str(error).partition("\n")[0]
        raise UserError(
            f"The database holds no whole build to report on ({reason}); run `make run`"
            " or `dbt build` first."
        ) from error
    for name in ("build", "model", "rule"):
        if not read[name]:
            raise UserError(f"The last build left no {name} to report on; build again.")
    tables = {
        f"{schema}.{table}"
        for schema, table in connection.execute(
            "select table_schema, table_name from information_schema.tables"
        ).fetchall()
    }
    optional = {
        name: rows(connection, query) if table in tables else None
        for name, (table, query) in WHERE_THERE.items()
    }
    cuts: dict[str, list[Row]] = {}
    for row in read["cuts"]:
        cuts.setdefault(row["split"], []).append(row)
    splits = {row["split"]: row for row in read["splits"]}
    if not {"score", "test"} & set(splits):
        raise UserError(
            "There are neither prospects nor test contacts to report on; give more"
            " contacts, or prospects."
        )
    found: dict[str, Any] = {
        **read,
        "build": read["build"][0],
        "model": read["model"][0],
        "rule": read["rule"][0],
        "splits": splits,
        "cuts": cuts,
        "metrics": {row["metric"]: row for row in read["metrics"]},
        "phrases": {
            (row["feature"], row["code"]): row["phrase"] for row in read["phrases"]
        },
        **optional,
    }
    return Facts(**found)


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    """Return the rows of a query by column.

    Parameters
    ----------
    connection : DuckDB connection
    query : str

    Returns
    -------
    list of dict
    """
    result = connection.execute(query)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
