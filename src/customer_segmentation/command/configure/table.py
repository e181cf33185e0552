"""What the columns of a table hold, by a few queries of DuckDB."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from customer_segmentation.errors import ConfigurationError
from customer_segmentation.reading.csv_file import read_csv_file

#: Rows that are looked at; the rest is only counted.
MOST_ROWS = 1_000_000
MOST_LEVELS = 300
#: Texts that mean "not known" wherever they stand, in lower case.
MISSING = ("", "unknown", "na", "n/a", "nan", "null", "?", "not available", "missing")
#: Texts that mean it only in a column that holds numbers otherwise.
MISSING_NUMBERS = (*MISSING, "none", "-", ".", "--", "#n/a", "nil", "n.a.")


@dataclass(frozen=True)
class Column:
    """What one column holds.

    Parameters
    ----------
    name : str
        As the source spells it.
    rows, known : int
        Rows looked at, and those of them with a value that may mean something.
    distinct : int
        Different known texts.
    levels : dict of str to int
        Rows by text, the most frequent first; empty beyond `MOST_LEVELS`.
    missing : dict of str to int
        Rows by text that means "not known", in lower case.
    is_number, is_whole, is_date, is_uuid, is_padded : bool
        Whether all known values are numbers, whole ones, dates, UUIDs; whether some
        start with a zero that a number would lose.
    quantiles : tuple of float
        Least, second least, second largest and largest number; empty where it is none.
    """

    name: str
    rows: int
    known: int
    distinct: int
    levels: dict[str, int] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)
    is_number: bool = False
    is_whole: bool = False
    is_date: bool = False
    is_uuid: bool = False
    is_padded: bool = False
    quantiles: tuple[float, ...] = ()


class Table:
    """A table as texts, in the order of its rows.

    Parameters
    ----------
    location : str
        A path or glob of CSV or Parquet, or ``relation:<table>``.
    database : Path, optional
        Where relations are.
    delimiter : str
        `auto`, or what stands between two values of a CSV file.
    """

    def __init__(
        self, location: str, database: Path | None = None, delimiter: str = "auto"
    ) -> None:
        self.location = location
        is_relation = location.startswith("relation:")
        try:
            if is_relation:
                self.connection = duckdb.connect(str(database), read_only=True)
                rows = location.removeprefix("relation:").strip()
            else:
                self.connection = duckdb.connect()
                rows = self._files(location, delimiter)
            names = [
                row[0]
                for row in self.connection.execute(f"describe from {rows}").fetchall()
            ]
            columns = ", ".join(
                f"cast({quoted(n)} as varchar) as {quoted(n)}" for n in names
            )
            [(self.count,)] = self.connection.execute(
                f"select count(*) from {rows}"  # noqa: S608
            ).fetchall()
            self.connection.execute(
                f"create temp table looked_at as select {columns} from {rows}"  # noqa: S608
                f" limit {MOST_ROWS}"
            )
            self.connection.execute(
                f"create temp view whole as select {columns} from {rows}"  # noqa: S608
            )
        except duckdb.Error as error:
            reason = str(error).split("\n")[0]
            raise ConfigurationError(f"{location} cannot be read: {reason}") from error
        if not self.count:
            raise ConfigurationError(f"{location} holds no rows.")
        self.names: list[str] = names

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """Return the rows of a query on the table `looked_at` or the view `whole`."""
        return self.connection.execute(sql).fetchall()

    def column(self, name: str) -> Column:
        """Find out what a column holds."""
        text = f"trim({quoted(name)})"
        low = f"lower({text})"
        levels = self.query(
            f"select coalesce({text}, ''), count(*) from looked_at"  # noqa: S608
            f" group by 1 order by 2 desc, 1 limit {MOST_LEVELS + 1}"
        )
        looked_for = ", ".join(literal(token) for token in MISSING_NUMBERS)
        missing = {
            str(token): int(str(count))
            for token, count in self.query(
                f"select coalesce({low}, ''), count(*) from looked_at"  # noqa: S608
                f" where coalesce({low}, '') in ({looked_for}) group by 1"
            )
        }
        number = f"try_cast({text} as double)"
        whole = f"try_cast({text} as bigint)"

        def facts(tokens: tuple[str, ...]) -> tuple[int, ...]:
            listed = ", ".join(literal(token) for token in tokens)
            [row] = self.query(
                f"""
                select
                    count(*),
                    count(distinct {text}),
                    count(*) filter (isfinite({number})),
                    count(*) filter ({number} = {whole}),
                    count(*) filter (try_cast({text} as date) is not null),
                    count(*) filter (try_cast({text} as uuid) is not null),
                    count(*) filter (regexp_matches({text}, '^0[0-9]+$'))
                from looked_at where {low} not in ({listed})
                """  # noqa: S608
            )
            return tuple(int(str(value)) for value in row)

        known, distinct, numbers, wholes, dates, uuids, padded = facts(MISSING_NUMBERS)
        is_number = known > 0 and numbers == known
        if not is_number:
            missing = {token: n for token, n in missing.items() if token in MISSING}
            known, distinct, numbers, wholes, dates, uuids, padded = facts(MISSING)
        edges: tuple[float, ...] = ()
        if is_number:
            [(low_two, high_two)] = self.query(
                f"""
                select list_sort(min(value, 2)), list_sort(max(value, 2))
                from (
                    select distinct {number} as value from looked_at
                    where isfinite({number})
                )
                """  # noqa: S608
            )
            edges = tuple(map(float, [*low_two, *high_two]))  # type: ignore[misc]
        return Column(
            name=name,
            rows=min(self.count, MOST_ROWS),
            known=known,
            distinct=distinct,
            levels={
                str(level): int(str(count))
                for level, count in levels
                if str(level).lower() not in missing
            }
            if len(levels) <= MOST_LEVELS
            else {},
            missing=missing,
            is_number=is_number,
            is_whole=is_number and wholes == known,
            is_date=known > 0 and dates == known and not is_number,
            is_uuid=known > 0 and uuids == known,
            is_padded=padded > 0,
            quantiles=edges,
        )

    def repeated(self, names: list[str], rows: str = "whole") -> int:
        """Count the rows that share these columns with another one before them."""
        columns = ", ".join(quoted(name) for name in names)
        [(count,)] = self.query(
            f"select count(*) - count(distinct ({columns})) from {rows}"  # noqa: S608
        )
        return int(str(count))

    def is_in_order(self, expression: str) -> bool:
        """Whether an expression never falls from row to row, as far as it is known."""
        return not self.query(
            f"""
            select 1 from (
                select {expression} as value, lag({expression}) over (order by rowid)
                    as before
                from looked_at where {expression} is not null
            ) where value < before limit 1
            """  # noqa: S608
        )

    def roc_auc(self, column: Column, outcome: str, positive: str) -> float:
        """Measure how well one column alone ranks the outcome: .5 chance, 1 certainty.

        Notes
        -----
        By levels of at least 20 rows, or 20 bins of as many rows; what is not known is
        one of them. Measured on the rows it is fitted on, so a little too good.
        """
        text = f"trim({quoted(column.name)})"
        if column.is_number and column.distinct > 20:
            number = f"try_cast({text} as double)"
            group = (
                f"case when {number} is not null then cast(20 * (rank() over (order by"
                f" {number} nulls last) - 1) // count({number}) over () as varchar) end"
            )
        else:
            group = text
        [(auc,)] = self.query(
            f"""
            with labelled as (
                select {group} as level, {_is(outcome, positive)} as is_positive
                from looked_at where trim({quoted(outcome)}) <> ''
            ),
            counted as (
                select
                    case when count(*) over (partition by level) >= 20 then level
                        else '(rare)' end as level,
                    is_positive
                from labelled
            ),
            rates as (
                select
                    count(*) filter (is_positive) as positives,
                    count(*) filter (not is_positive) as negatives
                from counted group by level
            ),
            ranked as (
                select positives, negatives, sum(negatives) over (
                    order by positives / (positives + negatives), positives, negatives
                    rows unbounded preceding
                ) - negatives / 2 as below
                from rates
            )
            select sum(positives * below) / (sum(positives) * sum(negatives))
            from ranked
            """  # noqa: S608
        )
        return float(str(auc)) if auc is not None else 0.5

    def _files(self, location: str, delimiter: str) -> str:
        if location.endswith((".parquet", ".pq")):
            return f"read_parquet({literal(location)})"
        files = self.connection.execute(
            f"select file from glob({literal(location)}) order by 1"  # noqa: S608
        ).fetchall()
        if not files:
            raise ConfigurationError(
                f"No file matches `{location}`; give a CSV or Parquet file, a glob of "
                "them, or relation:<table>."
            )
        parts = []
        for (path,) in files:
            file = read_csv_file(path, delimiter)
            columns = ", ".join(f"{literal(name)}: 'varchar'" for name in file.columns)
            parts.append(
                f"select * from read_csv({literal(path)}, auto_detect = false,"  # noqa: S608
                f" skip = {file.header_line}, delim = {literal(file.separator)},"
                f" quote = '\"', escape = '\"', columns = {{{columns}}},"
                " ignore_errors = true)"
            )
        return "(" + " union all by name ".join(parts) + ")"


def quoted(name: str) -> str:
    """Write a column name as SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Write a text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def _is(column: str, value: str) -> str:
    return f"(lower(trim({quoted(column)})) = {literal(value.lower())})"
