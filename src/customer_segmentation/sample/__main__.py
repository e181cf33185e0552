"""Write the seeds: ``python -m customer_segmentation.sample [--out seeds]``."""

import argparse
from pathlib import Path

from customer_segmentation.sample.generate import generate


def main() -> None:
    """Write the synthetic sample as two CSV files, the same bytes every time."""
    parser = argparse.ArgumentParser(
        prog="python -m customer_segmentation.sample", description=main.__doc__
    )
    parser.add_argument(
        "--out", type=Path, default=Path("seeds"), help="folder (default: seeds)"
    )
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    contacts, prospects = generate()
    for name, rows in (("contacts", contacts), ("prospects", prospects)):
        text = rows.to_csv(index=False, lineterminator="\n")
        (out / f"sample_{name}.csv").write_bytes(text.encode("ascii"))


if __name__ == "__main__":
    main()
