"""The rows of the store of segmentations, `segments.fitted_segmentations`.

Kept free of the libraries that fit: a build that has nothing to fit does not wait for
them to load.
"""

import hashlib
import json
from importlib.metadata import version

FORMAT = "customer_segmentation/segmentation/1"
LIBRARIES = ("customer_segmentation", "numpy", "scikit-learn", "scipy")

#: The store without a row, so that the table can be created before the first fit.
NO_SEGMENTATIONS = """
    select
        cast(null as varchar) as segmentation_id,
        cast(null as varchar) as fingerprint,
        cast(null as timestamp) as fitted_at,
        cast(null as varchar) as content,
        cast(null as timestamp) as requested_at
    limit 0
"""


def segmentation_fingerprint(digest: str, settings: str) -> str:
    """Identify a fit by everything its result depends on.

    Parameters
    ----------
    digest : str
        Of the rows that are clustered, see `segments.int_segmentation_digest`.
    settings : str
        Canonical JSON of what is asked for.

    Returns
    -------
    str
        32 hexadecimal digits. Equal fingerprints mean that fitting again would give
        the same segments.
    """
    run = [FORMAT, digest, settings, library_versions()]
    return hashlib.md5(json.dumps(run).encode(), usedforsecurity=False).hexdigest()


def library_versions() -> dict[str, str]:
    """Return the versions of the libraries that a fit depends on."""
    return {library: version(library) for library in LIBRARIES}


def stored_segmentation(store: str, fingerprint: str | None) -> str:
    """Find the stored segmentation of a fingerprint; mark it as requested.

    Parameters
    ----------
    store : str
        The table.
    fingerprint : str or None
        Hexadecimal digits; None for the one that was requested last.

    Returns
    -------
    str
        SQL: at most one row of the store, its ``requested_at`` (UTC) the present time.
    """
    condition = f"fingerprint = '{fingerprint}'" if fingerprint else "true"
    return f"""
        select
            segmentation_id,
            fingerprint,
            fitted_at,
            content,
            cast(now() at time zone 'UTC' as timestamp) as requested_at
        from {store}
        where {condition}
        order by {store}.requested_at desc, fitted_at desc, segmentation_id
        limit 1
    """  # noqa: S608, a hash of our own


def earlier_segmentations(store: str) -> str:
    """List the documents of all that were ever fitted, the last requested one first.

    Parameters
    ----------
    store : str
        The table.

    Returns
    -------
    str
        SQL: one column, ``content``.
    """
    return (
        f"select content from {store}"  # noqa: S608, a name of our own
        " order by requested_at desc, segmentation_id"
    )
