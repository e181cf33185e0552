"""Which labelled contacts are resampled, and a fingerprint of them, in SQL."""

import hashlib
import json
from collections.abc import Sequence

from duckdb import DuckDBPyRelation

from customer_segmentation.reuse.fingerprint import library_versions

MAX_CONTACTS_OF_SPLIT = 500_000


def labelled_sample(
    contacts: DuckDBPyRelation, most: int = MAX_CONTACTS_OF_SPLIT
) -> DuckDBPyRelation:
    """Keep about as many contacts of each split as can be resampled in memory.

    Parameters
    ----------
    contacts : DuckDBPyRelation
        One row per model and labelled contact, with ``model_id``, ``split`` and
        ``contact_id``.
    most : int
        Splits of at most as many contacts are kept whole.

    Returns
    -------
    DuckDBPyRelation
        Of a larger split the contacts whose hash lies below ``most / contacts``: the
        same ones in every build. What is measured on them is that of a smaller sample,
        so its interval is too wide, never too narrow.
    """
    sizes = contacts.aggregate("model_id, split, count(*)", "model_id, split")
    whole, thinned = [], []
    for model_id, split, count in sizes.fetchall():
        part = f"(model_id = '{model_id}' and split = '{split}'"
        if count <= most:
            whole.append(f"{part})")
        else:
            bound = f"{int(most / count * 16**6):06x}"
            thinned.append(f"{part} and sample_hash < '{bound}')")
    if not thinned:
        return contacts
    sample_hash = "substr(md5('resampled' || cast(contact_id as varchar)), 1, 6)"
    hashed = contacts.project(f"*, {sample_hash} as sample_hash")
    return hashed.filter(" or ".join(whole + thinned)).project(
        "* exclude (sample_hash)"
    )


def sample_fingerprint(contacts: DuckDBPyRelation, settings: Sequence[object]) -> str:
    """Identify what resampling would measure.

    Parameters
    ----------
    contacts : DuckDBPyRelation
        No two rows are equal.
    settings : sequence
        Plain values that the result depends on as well.

    Returns
    -------
    str
        32 hexadecimal digits. Equal fingerprints mean that resampling again would give
        the same intervals; the order of the contacts does not matter.
    """
    columns = ", ".join(contacts.columns)
    [digest] = contacts.aggregate(
        f"count(*), bit_xor(md5_number(concat_ws(',', {columns})))"
    ).fetchall()
    run = [*map(str, digest), *map(str, settings), library_versions()]
    return hashlib.md5(json.dumps(run).encode(), usedforsecurity=False).hexdigest()
