"""A model in a file, as macro `export_model` writes it."""

import json
from pathlib import Path

import duckdb

from customer_segmentation.errors import ModelFileError
from customer_segmentation.model_check import document_fault

#: Of the store, without what is of one database alone.
COLUMNS = ("model_id", "fingerprint", "algorithm", "trained_at", "content")
MOST_BYTES = 1 << 28


def check_model_file(path: str) -> None:
    """Refuse a file that is not one model, whole and able to score.

    Parameters
    ----------
    path : str
        JSON where it ends in ``.json``, else Parquet.

    Raises
    ------
    ModelFileError
    """
    row = _row_of(path)
    if fault := document_fault(row["model_id"], row["content"]):
        raise ModelFileError(f"The model of {path} {fault}.")
    document = json.loads(row["content"])
    for name in ("fingerprint", "algorithm"):
        if document[name] != row[name]:
            raise ModelFileError(
                f"{path} has another `{name}` than the model in it; export it again."
            )


def _row_of(path: str) -> dict[str, str]:
    file = Path(path)
    if not file.is_file():
        raise ModelFileError(
            f"There is no file {path}; give one that export_model wrote."
        )
    kind = "JSON" if path.endswith(".json") else "Parquet"
    refused = f"{path} is no model that export_model wrote: it has"
    if file.stat().st_size > MOST_BYTES:
        raise ModelFileError(f"{refused} more than {MOST_BYTES:,} bytes.")
    try:
        with duckdb.connect() as connection:
            read = connection.read_json if kind == "JSON" else connection.read_parquet
            rows = read(path)
            if absent := [name for name in COLUMNS if name not in rows.columns]:
                raise ModelFileError(f"{refused} no column `{absent[0]}`.")
            columns = ", ".join(f"cast({name} as varchar)" for name in COLUMNS)
            found = rows.project(
                f"{columns}, try_cast(trained_at as timestamp) is not null"
            ).fetchall()
    except duckdb.Error as error:
        raise ModelFileError(
            f"{path} is not a {kind} file; give one that export_model wrote, ending in "
            ".json or .parquet."
        ) from error
    if len(found) != 1:
        raise ModelFileError(f"{refused} {len(found)} rows instead of one.")
    *values, has_time = found[0]
    if None in values or not has_time:
        raise ModelFileError(f"{refused} a column without a value.")
    return dict(zip(COLUMNS, values, strict=True))
