"""The download, from a server of our own: nothing here leaves the machine."""

import functools
import hashlib
import http.server
import io
import socket
import threading
import zipfile

import pytest

from customer_segmentation.command import download
from customer_segmentation.command.download import CSV_NAME, download_bank_marketing
from customer_segmentation.errors import DownloadError

CONTENT = b'"age";"y"\n30;"no"\n'


def zipped(name, content):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def published(tmp_path):
    """A folder, and the address it is served at."""
    folder = tmp_path / "published"
    folder.mkdir()
    handler = functools.partial(QuietHandler, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{server.server_port}/bank.zip"
        server.shutdown()


@pytest.fixture(autouse=True)
def expected_hash(monkeypatch):
    monkeypatch.setattr(download, "CSV_SHA256", hashlib.sha256(CONTENT).hexdigest())


def test_csv_is_taken_out_of_the_archive_in_the_archive(published, tmp_path):
    folder, url = published
    (folder / "bank.zip").write_bytes(zipped("bank.zip", zipped(CSV_NAME, CONTENT)))
    path = download_bank_marketing(tmp_path / "data", url)
    assert path == tmp_path / "data" / CSV_NAME
    assert path.read_bytes() == CONTENT


def test_what_is_there_is_not_downloaded_again(published, tmp_path):
    _, url = published
    (tmp_path / CSV_NAME).write_bytes(CONTENT)
    assert download_bank_marketing(tmp_path, url) == tmp_path / CSV_NAME


def test_a_changed_csv_beside_it_is_downloaded_again(published, tmp_path):
    folder, url = published
    (folder / "bank.zip").write_bytes(zipped("bank.zip", zipped(CSV_NAME, CONTENT)))
    (tmp_path / CSV_NAME).write_bytes(b"half a file")
    assert download_bank_marketing(tmp_path, url).read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("archive", "part"),
    [
        (zipped("bank.zip", zipped(CSV_NAME, b"other")), "not the published one"),
        (zipped("bank.zip", zipped("other.csv", CONTENT)), CSV_NAME),
        (zipped("other.zip", b""), "bank.zip"),
        (zipped("bank.zip", b"no archive"), "not the expected archive"),
        (b"<html>no archive</html>", "not the expected archive"),
    ],
    ids=["other content", "no CSV", "no inner archive", "broken", "a web page"],
)
def test_another_archive_is_refused(published, tmp_path, archive, part):
    folder, url = published
    (folder / "bank.zip").write_bytes(archive)
    with pytest.raises(DownloadError, match=part) as error:
        download_bank_marketing(tmp_path / "data", url)
    assert "make run DATA=" in str(error.value)
    assert not (tmp_path / "data" / CSV_NAME).exists()
    # The next call downloads it again.
    (folder / "bank.zip").write_bytes(zipped("bank.zip", zipped(CSV_NAME, CONTENT)))
    assert download_bank_marketing(tmp_path / "data", url).read_bytes() == CONTENT


def test_an_address_that_is_not_there(published, tmp_path):
    _, url = published
    with pytest.raises(DownloadError, match=r"cannot be reached.*make run DATA="):
        download_bank_marketing(tmp_path / "data", url)


def test_a_host_that_does_not_answer(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}/bank.zip"
    with pytest.raises(DownloadError, match="cannot be reached") as error:
        download_bank_marketing(tmp_path / "data", url)
    assert url in str(error.value)
    assert "Traceback" not in str(error.value)
