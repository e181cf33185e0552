"""A document as a text, and its name by that text."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def canonical_json(document: Mapping[str, Any]) -> str:
    """Write a document in the one way that its content allows.

    Parameters
    ----------
    document : mapping
        Plain data: mappings with text keys, lists, text, numbers, booleans, None.

    Returns
    -------
    str
        Keys sorted, no blanks, characters unescaped.

    Raises
    ------
    ValueError
        If a number is NaN or infinite, which JSON cannot say.
    """
    return json.dumps(
        document,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )


def content_id(content: str) -> str:
    """Name a document by its content.

    Parameters
    ----------
    content : str

    Returns
    -------
    str
        The first 12 hexadecimal digits of the SHA-256 of the UTF-8 text. It protects
        against accidents, not against forgery: a forger computes it anew.
    """
    return names_of(content)[0]


def names_of(content: str) -> tuple[str, str]:
    """Find what a document may be called.

    Parameters
    ----------
    content : str

    Returns
    -------
    tuple of two str
        By SHA-256, and by MD5, as earlier versions did.
    """
    text = content.encode("utf-8", errors="replace")
    now = hashlib.sha256(text).hexdigest()
    before = hashlib.md5(text, usedforsecurity=False).hexdigest()
    return now[:12], before[:12]
