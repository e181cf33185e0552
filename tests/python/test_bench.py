"""The benchmark runs and says what it measured; how long things take is not tested."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd

PROJECT = Path(__file__).parents[2]


def test_bench_writes_one_row_per_way_of_scoring(tmp_path):
    subprocess.run(
        [
            *(sys.executable, "-m", "customer_segmentation.bench"),
            *("--rows", "5000", "--repeats", "1", "--output", tmp_path),
            *("--data", PROJECT / "seeds" / "sample_contacts.csv"),
        ],
        check=True,
        env=os.environ | {"DBT_PROJECT_DIR": str(PROJECT)},
    )

    result = pd.read_csv(tmp_path / "bench.csv")

    assert list(result.columns) == [
        "work",
        "rows",
        "measured_rows",
        "repeats",
        "wall_seconds",
        "cpu_nanoseconds_per_row",
        "peak_memory_mb",
        "ratio_to_copy",
    ]
    assert list(result["work"]) == [
        "copy the raw table",
        "raw to predictions",
        "reasons for the called decile",
        "pandas: read, predict, write back",
    ]
    assert (result["rows"] == 5000).all()
    assert (result.filter(like="_") > 0).all(axis=None)
