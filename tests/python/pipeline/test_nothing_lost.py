"""A row of the file is loaded, or set aside with its reason, or the build stops.

Beside each planted fault stands what a person would expect of it. Files whose values
are drawn at random are compared with what Python's `csv` wrote, many at a time in one
glob, as a build takes a second and a file a millisecond.
"""

import csv
import gzip
import io
import os
import unicodedata

import pyarrow
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from conftest import Warehouse

ROWS = 60
BLANKS = "".join(
    filter(lambda sign: unicodedata.category(sign) == "Zs", map(chr, range(0x3001)))
)


@pytest.fixture(scope="module")
def lines(sample_lines):
    """A header and some rows without a quote, bytes."""
    return [line.encode() for line in sample_lines[: ROWS + 1]]


def stage(warehouse, parsed, contacts, prospects="none", **variables):
    """Read a file into `staging`; with a saved model, one outcome alone is enough."""
    return warehouse.run_parsed(
        parsed, "run", "--select", "models/staging", contacts=str(contacts),
        prospects=prospects, model="abcdef123456", **variables,
    )  # fmt: skip


def contacts_of(warehouse, file="%"):
    """The jobs of a file, by row."""
    return dict(
        warehouse.query(
            "select source_row, job from staging.stg_contacts"
            f" where source_name like '%/{file}.%'"
        )
    )


def rejects_of(warehouse, file="%"):
    """The reasons of a file, by row."""
    return dict(
        warehouse.query(
            "select source_row, reason from staging.stg_rejected_contacts"
            f" where source_name like '%/{file}.%'"
        )
    )


def known(text):
    """A category as staging has it: `trim` takes every blank of Unicode."""
    text = text.strip(BLANKS)
    return None if text.lower() in ("", "unknown") else text


def quoted(line):
    return b'"' + line.replace(b",", b'","') + b'"'


def put(line, place, value):
    values = line.split(b",")
    values[place] = value
    return b",".join(values)


def job(line):
    return line.split(b",")[1]


def joined(lines, end=b"\n"):
    return end.join(lines) + end


def stray_quote(lines):
    lines[20] = put(lines[20], 1, b'"' + job(lines[20]))
    return joined(lines), {20: "quote"}


def stray_quote_at_the_start(lines):
    lines[20] = b'"' + lines[20]
    return joined(lines), {20: "quote"}


def stray_quote_in_the_last_row(lines):
    lines[-1] = put(lines[-1], 1, b'"' + job(lines[-1]))
    return joined(lines), {ROWS: "quote"}


def two_stray_quotes(lines):
    lines[20] = put(lines[20], 1, b'"' + job(lines[20]))
    lines[22] = put(lines[22], 1, job(lines[22]) + b'"')
    return joined(lines), dict.fromkeys((20, 21, 22), "looks like rows")


def two_stray_quotes_in_rows_that_follow(lines):
    lines[20] = put(lines[20], 1, b'"' + job(lines[20]))
    lines[21] = put(lines[21], 1, job(lines[21]) + b'"')
    return joined(lines), dict.fromkeys((20, 21), "looks like rows")


def two_stray_quotes_that_make_no_value(lines):
    lines[20] = put(lines[20], 1, b'"' + job(lines[20]))
    lines[22] = put(lines[22], 1, b'"' + job(lines[22]) + b'" x')
    return joined(lines), {20: "quote", 22: "quote"}


def missing_last_quotes(lines):
    lines = [quoted(line) for line in lines]
    for row in (10, 30):
        lines[row] = lines[row][:-1]
    return joined(lines), {10: "quote", 30: "quote"}


def too_few_and_too_many(lines):
    lines[10] = lines[10].rsplit(b",", 1)[0]
    lines[30] += b",one,more"
    return joined(lines), {10: "missing columns", 30: "too many columns"}


def footer(lines):
    return joined([*lines, b"Total: 60 rows"]), {ROWS + 1: "missing columns"}


def blank_lines(lines):
    # The rows below keep the place that an editor shows.
    return joined([*lines[:31], b"", b"", *lines[31:], b"", b""]), {}


def latin_1(lines):
    lines[20] = put(lines[20], 1, "employé".encode("latin-1"))
    return joined(lines), {20: "encoding"}


def zero_byte(lines):
    # Beyond the bytes that tell a text file from another.
    lines = [lines[0], *lines[1:] * 30]
    lines[1500] = put(lines[1500], 1, b"a\0b")
    return joined(lines), {1500: "zero byte"}


def value_of_three_megabytes(lines):
    lines[20] = put(lines[20], 1, b"x" * 3_000_000)
    return joined(lines), {20: "line size"}


def carriage_return(lines):
    lines[20] = put(lines[20], 1, b"a\rb")
    return joined(lines), {20: "carriage return"}


def empty_row(lines):
    return joined([*lines, b"," * 16]), {ROWS + 1: "empty"}


SET_ASIDE = [
    stray_quote, stray_quote_at_the_start, stray_quote_in_the_last_row,
    two_stray_quotes, two_stray_quotes_in_rows_that_follow,
    two_stray_quotes_that_make_no_value,
    missing_last_quotes, too_few_and_too_many, footer, blank_lines, latin_1, zero_byte,
    value_of_three_megabytes, carriage_return, empty_row,
]  # fmt: skip


@pytest.fixture(scope="module")
def planted(parsed, lines, tmp_path_factory):
    """All of them read by one build: each file's text and expectation, the database."""
    folder = tmp_path_factory.mktemp("planted")
    texts = {}
    for plant in SET_ASIDE:
        texts[plant.__name__] = plant(list(lines))
        (folder / f"{plant.__name__}.csv").write_bytes(texts[plant.__name__][0])
    warehouse = Warehouse(folder / "warehouse")
    run = stage(warehouse, parsed, folder / "*.csv", max_rejected_share=0.9)
    assert run.code == 0, run.errors
    return texts, warehouse


@pytest.mark.parametrize("plant", SET_ASIDE, ids=lambda plant: plant.__name__)
def test_what_is_no_row_is_set_aside(planted, plant):
    texts, warehouse = planted
    raw, expected = texts[plant.__name__]
    rejects = rejects_of(warehouse, plant.__name__)
    assert sorted(rejects) == sorted(expected)
    for row, reason in expected.items():
        assert reason in rejects[row]
    assert contacts_of(warehouse, plant.__name__) == {
        row: known(line.replace(b'"', b"").split(b",")[1].decode())
        for row, line in enumerate(raw.split(b"\n"))
        if row and row not in rejects and line
    }


def mixed_line_ends(lines):
    return b"".join(
        line + (b"\r\n" if row % 3 else b"\n") for row, line in enumerate(lines)
    )


def old_macintosh(lines):
    return joined(lines, b"\r")


def empty_first_line(lines):
    return joined([b"", *lines])


def separator_behind_the_header(lines):
    return joined([lines[0] + b",", *lines[1:]])


def separator_behind_every_line(lines):
    return joined([line + b"," for line in lines])


def header_cell_without_a_name(lines):
    # What pandas writes with its index.
    indexed = [b"%d,%s" % (row, line) for row, line in enumerate(lines[1:])]
    return joined([b"," + lines[0], *indexed])


def no_line_end_at_the_end(lines):
    return b"\n".join(lines)


def mark_and_quotes(lines):
    return b"\xef\xbb\xbf" + joined([quoted(line) for line in lines], b"\r\n")


def blanks_around_quotes(lines):
    lines = [
        line if not row else put(line, 1, b' "' + job(line) + b'" ')
        for row, line in enumerate(lines)
    ]
    return joined(lines)


def separator_behind_some_rows(lines):
    lines[20] += b","
    lines[30] = put(lines[30], 1, b'"' + job(lines[30]) + b'"') + b","
    return joined([*lines, b""])


READ = [
    mixed_line_ends, old_macintosh, empty_first_line, separator_behind_the_header,
    separator_behind_every_line, separator_behind_some_rows, header_cell_without_a_name,
    no_line_end_at_the_end, mark_and_quotes, blanks_around_quotes,
]  # fmt: skip


@pytest.fixture(scope="module")
def shaped(parsed, lines, tmp_path_factory):
    """All of them read by one build, two of them packed."""
    folder = tmp_path_factory.mktemp("shaped")
    for shape in READ:
        (folder / f"{shape.__name__}.csv").write_bytes(shape(list(lines)))
    (folder / "packed.csv.gz").write_bytes(gzip.compress(joined(lines)))
    path = folder / "packed_with_a_blank_line.csv.zst"
    with pyarrow.output_stream(str(path), compression="zstd") as stream:
        stream.write(joined([*lines, b"", b""]))
    warehouse = Warehouse(folder / "warehouse")
    run = stage(warehouse, parsed, folder / "*.csv*")
    assert run.code == 0, run.errors
    return warehouse


@pytest.mark.parametrize(
    "name", [shape.__name__ for shape in READ] + ["packed", "packed_with_a_blank_line"]
)
def test_what_a_person_can_read_is_read(shaped, lines, name):
    assert rejects_of(shaped, name) == {}
    assert contacts_of(shaped, name) == {
        row: known(job(line).decode()) for row, line in enumerate(lines) if row
    }


def preamble(lines):
    return joined([b"Export of 2026-01-01", *lines]), ["is one column", "Export of"]


def preamble_of_many_cells(lines):
    return joined([b"Export,2026-01-01", *lines]), ["has no column", "Export"]


def two_header_rows(lines):
    return joined([lines[0], *lines]), ["Row 1", "`y`"]


def repeated_header(lines):
    return joined([*lines[:40], lines[0], *lines[40:]]), ["Row 40", "`y`"]


def other_dialect_half_way(lines):
    turned = [line.replace(b",", b";") for line in lines[30:]]
    return joined([*lines[:30], *turned]), ["31 of 60 rows", "missing columns"]


def utf_16(lines):
    return joined(lines).decode().encode("utf-16"), ["not a text file in UTF-8"]


def latin_1_throughout(lines):
    lines = [
        line if not row else put(line, 1, "employé".encode("latin-1"))
        for row, line in enumerate(lines)
    ]
    return joined(lines), ["60 of 60 rows", "encoding"]


def packed_under_another_name(lines):
    return gzip.compress(joined(lines)), ["is packed", ".gz"]


REFUSED = [
    preamble, preamble_of_many_cells, two_header_rows, repeated_header,
    other_dialect_half_way, utf_16, latin_1_throughout, packed_under_another_name,
]  # fmt: skip


@pytest.mark.parametrize("plant", REFUSED, ids=lambda plant: plant.__name__)
def test_what_is_no_table_is_refused(warehouse, parsed, lines, tmp_path, plant):
    raw, parts = plant(list(lines))
    path = tmp_path / "refused.csv"
    path.write_bytes(raw)
    run = stage(warehouse, parsed, path)
    assert run.code == 1
    assert "\n" not in run.errors
    for part in [*parts, "refused.csv"][: len(parts) + ("rows" not in parts[0])]:
        assert part in run.sentence


def test_the_lines_add_up(warehouse, parsed, lines, tmp_path):
    """Lines are a header, rows, what is set aside, line ends in values, and empty."""
    rows = list(lines)
    rows[10] = put(rows[10], 1, b'"first\r\n\r\nsecond, third"')
    rows[20] = put(rows[20], 1, b'"' + job(rows[20]))
    rows.insert(30, b"")
    path = tmp_path / "counted.csv"
    path.write_bytes(joined(rows))
    assert stage(warehouse, parsed, path).code == 0
    assert contacts_of(warehouse)[10] == "first\r\n\r\nsecond, third"
    assert sorted(rejects_of(warehouse)) == [22]
    assert warehouse.query("select * from staging.base_source_lines") == [
        (str(path), "contacts", 64, 1, 60, 2, 1)
    ]


# --- Files drawn at random ------------------------------------------------------------

#: Features of the files below.
DRAWN_VARS = {
    "contact_date": "none",
    "features": {
        "word": {"column": "word", "kind": "category"},
        "amount": {"column": "amount", "kind": "number"},
        "text": {"column": "text", "kind": "category"},
    },
    "interactions": [],
    "metric_groups": {},
    "max_rejected_share": 1.0,
}
FILES_AT_ONCE = 25
EXAMPLES = int(os.environ.get("HYPOTHESIS_FILES", "100")) // FILES_AT_ONCE

texts = st.one_of(
    st.text('",;\t| \r\nab', max_size=12),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12),
)
numbers = st.one_of(
    st.none(), st.integers(-(10**6), 10**6), st.floats(-1e9, 1e9, width=32)
)
rows_drawn = st.lists(st.tuples(texts, numbers, texts, st.booleans()), min_size=1)
dialects = st.fixed_dictionaries(
    {
        "delimiter": st.sampled_from(",;\t|"),
        "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
        "lineterminator": st.sampled_from(["\n", "\r\n"]),
    }
)
#: A place and what to put there.
damage = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from(['"', "\n", ",", "", '""', "\r"])),
    max_size=3,
)


def written(rows, dialect):
    """A file as Python's `csv` writes it, and that is how a person would, too."""
    text = io.StringIO()
    # Python 3.11 writes a carriage return without quotes, and could not read it then.
    if any("\r" in word + other for word, _, other, *_ in rows):
        dialect = dialect | {"quoting": csv.QUOTE_ALL}
    writer = csv.writer(text, **dialect)
    writer.writerow(["word", "amount", "text", "y"][: len(rows[0])])
    for word, amount, other, *label in rows:
        writer.writerow(
            [word, amount, other, *("yes" if is_one else "no" for is_one in label)]
        )
    return text.getvalue()


@pytest.fixture(scope="module")
def parsed_for_drawn(tmp_path_factory):
    warehouse = Warehouse(tmp_path_factory.mktemp("drawn"))
    return warehouse.parse(contacts="contacts.csv", prospects="none", **DRAWN_VARS)


def by_file(warehouse, table, columns, count, order="source_name, source_row"):
    """The rows of each file, in order."""
    found = [[] for _ in range(count)]
    for name, *row in warehouse.query(
        f"select source_name, {columns} from staging.{table} order by {order}"
    ):
        found[int(name[-7:-4])].append(tuple(row))
    return found


def is_within(some, rows):
    """Whether some rows are among others, in their order."""
    left = iter(rows)
    return all(row in left for row in some)


def write_all(folder, files):
    folder.mkdir()
    for number, text in enumerate(files):
        (folder / f"{number:03}.csv").write_bytes(text.encode())
    return folder / "*.csv"


#: To shrink an example takes a build for each try: the first that fails says enough.
DRAWN = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)  # fmt: skip


@pytest.mark.drawn
@DRAWN
@given(
    files=st.lists(
        st.tuples(rows_drawn, dialects),
        min_size=FILES_AT_ONCE, max_size=FILES_AT_ONCE,
    )
)  # fmt: skip
def test_every_value_is_the_one_that_was_written(
    parsed_for_drawn, tmp_path_factory, files
):
    folder = tmp_path_factory.mktemp("files")
    warehouse = Warehouse(folder / "warehouse")
    pattern = write_all(folder / "csv", [written(*file) for file in files])
    run = stage(warehouse, parsed_for_drawn, pattern, **DRAWN_VARS)
    assert run.code == 0, run.errors
    read = by_file(
        warehouse, "stg_contacts", "word, amount, text, is_subscriber", len(files)
    )
    set_aside = by_file(warehouse, "stg_rejected_contacts", "reason", len(files))
    for (rows, dialect), contacts, reasons in zip(files, read, set_aside, strict=True):
        expected = [
            (known(word), None if amount is None else float(amount), known(text), label)
            for word, amount, text, label in rows
        ]
        if reasons:
            # A value that could as well be rows is set aside, and nothing else is.
            others = [
                reason for (reason,) in reasons if "looks like rows" not in reason
            ]
            assert not others, f"{others[0]} in {written(rows, dialect)!r}"
            assert len(contacts) + len(reasons) >= len(expected)
            assert is_within(contacts, expected), written(rows, dialect)
        else:
            assert len(contacts) == len(expected), written(rows, dialect)
            pairs = zip(contacts, expected, strict=True)
            differing = [pair for pair in pairs if pair[0] != pair[1]]
            assert not differing, differing[0]


@pytest.mark.drawn
@DRAWN
@given(
    files=st.lists(
        st.tuples(rows_drawn, dialects, damage),
        min_size=FILES_AT_ONCE, max_size=FILES_AT_ONCE,
    )
)  # fmt: skip
def test_no_line_of_a_damaged_file_is_lost(parsed_for_drawn, tmp_path_factory, files):
    folder = tmp_path_factory.mktemp("files")
    warehouse = Warehouse(folder / "warehouse")
    texts = []
    for rows, dialect, wounds in files:
        text = written([row[:3] for row in rows], dialect)
        header = text.index("\n") + 1
        for place, sign in wounds:
            at = header + int(place * (len(text) - header))
            text = text[:at] + sign + text[at:]
        texts.append(text)
    pattern = write_all(folder / "csv", texts)
    # As prospects: a wrong outcome would stop them all.
    contacts = write_all(folder / "contacts", ["word,amount,text,y\na,1,b,yes\n"])
    run = stage(
        warehouse, parsed_for_drawn, contacts, prospects=str(pattern), **DRAWN_VARS
    )
    assert run.code == 0, run.errors
    counted = by_file(
        warehouse,
        "base_source_lines where source_role = 'prospects'",
        "line_count, empty_line_count",
        FILES_AT_ONCE, order="source_name",
    )  # fmt: skip
    for text, [(line_count, empty_count)] in zip(texts, counted, strict=True):
        assert line_count == text.removesuffix("\n").count("\n") + 1, text
        empty = [line for line in text.split("\n")[:line_count] if line in ("", "\r")]
        assert 0 <= empty_count <= len(empty), text
