"""The official copy of the UCI Bank Marketing data."""

import hashlib
import zipfile
from pathlib import Path

import pooch
import requests

from customer_segmentation.errors import DownloadError

URL = "https://archive.ics.uci.edu/static/public/222/bank+marketing.zip"
INNER_ARCHIVE = "bank.zip"
CSV_NAME = "bank-full.csv"
CSV_SHA256 = "d1513ec63b385506f7cfce9f2c5caa9fe99e7ba4e8c3fa264b3aaf0f849ed32d"


def download_bank_marketing(folder: Path, url: str = URL) -> Path:
    """Download ``bank-full.csv``, unless it is there already.

    Parameters
    ----------
    folder : Path
        Where the archive and the CSV are kept; made when it does not exist.
    url : str
        The archive.

    Returns
    -------
    Path
        The CSV: 45,211 rows, checked against its published hash.

    Raises
    ------
    DownloadError
        If the archive cannot be reached, or does not hold that CSV.

    References
    ----------
    S. Moro, P. Cortez, P. Rita, Decision Support Systems 62 (2014); UCI Machine
    Learning Repository, doi 10.24432/C5K306, CC BY 4.0.
    """
    csv_path = folder / CSV_NAME
    if csv_path.exists() and _sha256(csv_path.read_bytes()) == CSV_SHA256:
        return csv_path
    try:
        # The archive is repacked now and then: the CSV inside is what is checked.
        archive = pooch.retrieve(
            url,
            known_hash=None,
            fname="bank+marketing.zip",
            path=folder,
            progressbar=True,
        )
    except (requests.RequestException, OSError) as error:
        raise DownloadError(
            f"{url} cannot be reached from here ({type(error).__name__}); download it "
            "elsewhere and give the CSV inside: make run DATA=<path>/bank-full.csv, "
            "or use the sample that comes with the project: make run."
        ) from error
    csv_path.write_bytes(checked_csv(Path(archive)))
    return csv_path


def checked_csv(archive: Path) -> bytes:
    """Take ``bank-full.csv`` out of the archive in the archive, and check it.

    Parameters
    ----------
    archive : Path

    Returns
    -------
    bytes

    Raises
    ------
    DownloadError
        If the file is no such archive, or the CSV is not the published one. The
        archive is removed, so that the next call downloads it again.
    """
    try:
        with zipfile.ZipFile(archive) as outer, outer.open(INNER_ARCHIVE) as inner:
            content = zipfile.ZipFile(inner).read(CSV_NAME)
    except (zipfile.BadZipFile, KeyError) as error:
        archive.unlink()
        raise DownloadError(
            f"The download is not the expected archive of {INNER_ARCHIVE} with "
            f"{CSV_NAME} ({error}); try again, or give the CSV: make run DATA=<path>."
        ) from error
    if _sha256(content) != CSV_SHA256:
        archive.unlink()
        raise DownloadError(
            f"The {CSV_NAME} in the download is not the published one (sha256 "
            f"{_sha256(content)}); try again, or give a CSV you trust: "
            "make run DATA=<path>."
        )
    return content


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
