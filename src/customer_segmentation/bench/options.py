"""What several benchmarks read from the command line."""


def rows_list(text: str) -> list[int]:
    """Read numbers of rows.

    Parameters
    ----------
    text : str
        Such as ``1000000,4500000``.

    Returns
    -------
    list of int
    """
    return [int(part) for part in text.split(",")]
