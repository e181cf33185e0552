"""Files and tables as people have them, down to `staging`: nothing is lost unsaid."""

import hashlib

import duckdb
import pytest

from conftest import ROOT, Warehouse, project_vars

CONTACTS = (
    "select * exclude (source_name, row_hash) from staging.stg_contacts"
    " order by contact_id"
)


def stage(warehouse, parsed, contacts, prospects="none", **variables):
    """Read contacts into `staging`."""
    run = warehouse.run_parsed(
        parsed, "run", "--select", "models/staging",
        contacts=str(contacts), prospects=str(prospects), **variables,
    )  # fmt: skip
    assert run.code == 0, run.errors


def read(warehouse, parsed, contacts, **variables):
    """Read contacts into `staging`, and return them."""
    stage(warehouse, parsed, contacts, **variables)
    return warehouse.query(CONTACTS)


@pytest.fixture(scope="module")
def lines(sample_lines):
    """A short file: header, a subscriber, and the first rows of the sample."""
    first = next(line for line in sample_lines if line.endswith(",yes"))
    return [sample_lines[0], first, *sample_lines[1:400]]


@pytest.fixture(scope="module")
def plain(parsed, lines, tmp_path_factory):
    """The contacts of a plain file of the first 100 of these lines."""
    folder = tmp_path_factory.mktemp("plain")
    warehouse = Warehouse(folder / "warehouse")
    return read(warehouse, parsed, write(folder / "plain.csv", lines[:101]))


def write(path, lines, end="\n", encoding="utf-8"):
    path.write_bytes((end.join(lines) + end).encode(encoding))
    return path


BAD_ROWS = {
    "unreadable number": ("age", "forty"),
    "fraction of a whole number": ("age", "40.5"),
    "bad flag": ("housing", "perhaps"),
    "infinite number": ("balance", "inf"),
    "too large a number": ("balance", "99999999999999999999"),
}


def test_single_bad_rows_are_set_aside(warehouse, parsed, lines, tmp_path):
    header = lines[0].split(",")
    written = [line.encode() for line in lines]
    faults = {}
    for row, (fault, (column, value)) in enumerate(BAD_ROWS.items(), start=10):
        values = lines[row].split(",")
        values[header.index(column)] = value
        written[row] = ",".join(values).encode()
        faults[row] = (fault, column, value)
    written[100] = b",".join(written[100].split(b",")[:-2])
    written[200] += b",one,more"
    written[300] = b"\xff\xfe" + written[300]
    path = tmp_path / "some_bad.csv"
    path.write_bytes(b"\n".join(written) + b"\n")

    stage(warehouse, parsed, path)

    rejected = {
        row: (reason, raw)
        for row, reason, raw in warehouse.query(
            "select source_row, reason, raw_line from staging.stg_rejected_contacts"
        )
    }
    assert sorted(rejected) == sorted([*faults, 100, 200, 300])
    for row, (fault, column, value) in faults.items():
        assert column in rejected[row][0], fault
        assert value in rejected[row][0], fault
        assert value in rejected[row][1], fault
    assert "missing columns" in rejected[100][0]
    assert "too many columns" in rejected[200][0]
    assert "encoding" in rejected[300][0]
    kept = [
        row for (row,) in warehouse.query(
            "select source_row from staging.stg_contacts order by contact_id"
        )
    ]  # fmt: skip
    assert kept == [row for row in range(1, len(lines)) if row not in rejected]
    # The row behind a broken line is the one it says it is.
    assert warehouse.value(
        "select age from staging.stg_contacts where source_row = 399"
    ) == int(lines[399].split(",")[0])


def test_broken_quote_is_set_aside(warehouse, parsed, lines, tmp_path):
    lines = list(lines[:200])
    values = lines[100].split(",")
    values[1] = '"broken" quote'
    lines[100] = ",".join(values)
    stage(warehouse, parsed, write(tmp_path / "quote.csv", lines))
    [(row, reason)] = warehouse.query(
        "select source_row, reason from staging.stg_rejected_contacts"
    )
    assert row == 100
    assert "quote" in reason
    assert warehouse.value("select count(*) from staging.stg_contacts") == 198


@pytest.mark.parametrize(
    ("end", "encoding", "separator"),
    [("\r\n", "utf-8", ","), ("\n", "utf-8-sig", ";"), ("\n", "utf-8", "\t"),
     ("\r\n", "utf-8-sig", "|")],
    ids=["CRLF", "BOM and semicolons", "tabs", "CRLF, BOM and bars"],
)  # fmt: skip
def test_csv_dialects_read_the_same(
    plain, warehouse, parsed, lines, tmp_path, end, encoding, separator
):
    cut = [line.replace(",", separator) for line in lines[:101]]
    path = write(tmp_path / "dialect.csv", cut, end, encoding)
    assert read(warehouse, parsed, path) == plain


def test_a_boolean_outcome_needs_no_words(warehouse, parsed, lines, tmp_path):
    csv = write(tmp_path / "words.csv", lines[:101])
    path = tmp_path / "boolean.parquet"
    duckdb.sql(
        f"select * replace (y = 'yes' as y) from read_csv('{csv}', all_varchar=true)"
    ).write_parquet(str(path))
    labels = "select is_subscriber from staging.stg_contacts order by contact_id"
    stage(warehouse, parsed, csv)
    expected = warehouse.query(labels)
    assert {(True,), (False,)} == set(expected)
    stage(warehouse, parsed, path)
    assert warehouse.query(labels) == expected
    stage(
        warehouse, parsed, path,
        outcome={"column": "y", "positive": "False", "negative": "True"},
    )  # fmt: skip
    assert warehouse.query(labels) == [(not label,) for (label,) in expected]


def test_shuffled_prospects_have_no_invented_dates(
    warehouse, parsed, sample_lines, tmp_path
):
    contacts = write(tmp_path / "contacts.csv", sample_lines)
    path = ROOT / "seeds" / "sample_prospects.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    dates = (
        "select split_part(source_name, '/', -1) = 'contacts.csv', count(contacted_on),"
        " max(contacted_on) from staging.stg_contacts group by 1 order by 1"
    )
    stage(warehouse, parsed, contacts, write(tmp_path / "ordered.csv", [header, *rows]))
    [(_, dated, latest), before] = warehouse.query(dates)
    assert dated == len(rows)
    assert latest.year <= 2011
    shuffled = sorted(rows, key=lambda row: hashlib.md5(row.encode()).digest())  # noqa: S324
    stage(warehouse, parsed, contacts, write(tmp_path / "new.csv", [header, *shuffled]))
    assert warehouse.query(dates) == [(False, 0, None), before]


def test_named_separator(plain, warehouse, parsed, lines, tmp_path):
    cut = [line.replace(",", "~") for line in lines[:101]]
    path = write(tmp_path / "tildes.csv", cut)
    assert read(warehouse, parsed, path, csv_delimiter="~") == plain


def test_all_values_quoted_and_a_last_line_without_an_end(
    plain, warehouse, parsed, lines, tmp_path
):
    path = tmp_path / "quoted.csv"
    quoted = ['"' + line.replace(",", '";"') + '"' for line in lines[:101]]
    path.write_text("\n".join(quoted), encoding="utf-8")
    assert read(warehouse, parsed, path) == plain


def test_quoted_separator_is_no_separator(warehouse, parsed, lines, tmp_path):
    changed = [lines[0]]
    for line in lines[1:51]:
        values = line.split(",")
        values[1] = '"chief, of "" all"'
        changed.append(",".join(values))
    stage(warehouse, parsed, write(tmp_path / "quoted.csv", changed))
    assert warehouse.query(
        "select job, count(*) from staging.stg_contacts group by job"
    ) == [('chief, of " all', 50)]


def test_glob_of_files_with_their_own_columns_and_separators(
    plain, warehouse, parsed, lines, tmp_path
):
    write(tmp_path / "part_1.csv", lines[:61])
    turned = [";".join(reversed(line.split(","))) for line in lines]
    write(tmp_path / "part_2.csv", [turned[0], *turned[61:101]])
    rows = read(warehouse, parsed, tmp_path / "part_*.csv")
    assert [row[:-1] for row in rows] == [row[:-1] for row in plain]
    assert [row[-1] for row in rows] == [*range(1, 61), *range(1, 41)]


def test_parquet_of_text(plain, warehouse, parsed, lines, tmp_path):
    csv = write(tmp_path / "contacts.csv", lines[:101])
    path = tmp_path / "contacts.parquet"
    duckdb.sql(
        f"copy (from read_csv('{csv}', all_varchar = true))"
        f" to '{path}' (format parquet)"
    )
    assert read(warehouse, parsed, path) == plain


def test_parquet_with_types(plain, warehouse, parsed, lines, tmp_path):
    csv = write(tmp_path / "contacts.csv", lines[:101])
    path = tmp_path / "contacts.parquet"
    # `yes` and `no` become booleans, digits numbers.
    duckdb.sql(f"copy (from read_csv('{csv}')) to '{path}' (format parquet)")
    outcome = {"column": "y", "positive": True, "negative": False}
    assert read(warehouse, parsed, path, outcome=outcome) == plain


def make_table(database, schema, lines, folder):
    csv = write(folder / "contacts.csv", lines[:101])
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"create schema {schema}")
        connection.execute(
            f"create table {schema}.contacts as"
            f" from read_csv('{csv}', all_varchar = true)"
        )


def test_table_of_the_same_database(plain, warehouse, lines, tmp_path):
    make_table(warehouse.database, "crm", lines, tmp_path)
    relation = "relation:crm.contacts"
    parsed = warehouse.parse(contacts=relation)
    assert read(warehouse, parsed, relation) == plain


def test_table_of_an_attached_database(plain, warehouse, lines, tmp_path):
    make_table(tmp_path / "crm.duckdb", "sales", lines, tmp_path)
    relation = "relation:crm.sales.contacts"
    attach = [{"path": str(tmp_path / "crm.duckdb"), "alias": "crm"}]
    parsed = warehouse.parse(contacts=relation, attach=attach)
    stage(warehouse, parsed, relation, attach=attach)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{tmp_path / 'crm.duckdb'}' as crm (read_only)")
        connection.execute(f"attach '{warehouse.database}' as warehouse (read_only)")
        connection.execute("use warehouse")
        assert connection.execute(CONTACTS).fetchall() == plain


def test_prospects_need_no_outcome_and_no_duration(
    plain, warehouse, parsed, lines, tmp_path
):
    contacts = write(tmp_path / "contacts.csv", lines[:101])
    known_before = [
        ",".join(line.split(",")[:11] + line.split(",")[12:16]) for line in lines
    ]
    prospects = write(
        tmp_path / "prospects.csv", [known_before[0], *known_before[101:121]]
    )
    stage(warehouse, parsed, contacts, prospects)
    assert warehouse.query(CONTACTS)[:100] == plain
    assert warehouse.query(
        "select count(*), count(is_subscriber), count(duration_seconds), count(age)"
        " from staging.stg_contacts where contact_id > 100"
    ) == [(20, 0, 0, 20)]


def test_odd_column_names(warehouse, parsed, lines, tmp_path):
    names = {"job": "job.title", "marital": "order", "education": "l'école"}
    header = ",".join(names.get(name, name) for name in lines[0].split(","))
    path = write(tmp_path / "names.csv", [header, *lines[1:51]])
    features = {
        feature: entry | {"column": names.get(entry.get("column"), entry.get("column"))}
        if "column" in entry else entry
        for feature, entry in project_vars()["features"].items()
    }  # fmt: skip
    stage(warehouse, parsed, path, features=features)
    for feature, column in [("job", 1), ("marital_status", 2), ("education", 3)]:
        values = [line.split(",")[column] for line in lines[1:51]]
        assert warehouse.query(
            f"select {feature} from staging.stg_contacts order by contact_id"
        ) == [(None if value == "unknown" else value,) for value in values]


def test_key_names_the_contact(warehouse, parsed, lines, tmp_path):
    keyed = [f"customer,{lines[0]}"]
    keyed += [f"{9000 - row},{line}" for row, line in enumerate(lines[1:51])]
    path = write(tmp_path / "keyed.csv", [*keyed, f"nobody,{lines[60]}"])
    stage(warehouse, parsed, path, contact_key="customer")
    assert warehouse.query(
        "select min(contact_id), max(contact_id), count(*) from staging.stg_contacts"
    ) == [(8951, 9000, 50)]
    [(row, reason)] = warehouse.query(
        "select source_row, reason from staging.stg_rejected_contacts"
    )
    assert row == 51
    assert "customer" in reason


def test_blank_lines_are_no_contacts(warehouse, parsed, lines, tmp_path):
    path = write(tmp_path / "blank.csv", [*lines[:51], "", *lines[51:101], "", ""])
    stage(warehouse, parsed, path)
    assert warehouse.value("select count(*) from staging.stg_contacts") == 100
