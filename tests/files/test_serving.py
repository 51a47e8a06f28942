"""How files go out: whole, in parts, or not at all; and what is said about them."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, default_storage
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.http import http_date

from files.serving import CHUNK, respond_with_file, safe_name
from hub.models import Attachment, HubDocument
from tests import factories
from tests.factories import Cast

pytestmark = pytest.mark.django_db
# More than a chunk, and no two places alike.
BYTES = b"%PDF-1.7\n" + b"".join(b"%07d\n" % number for number in range(20_000))


def kept(name: str = "hat.pdf", content: bytes = BYTES, *, audience: str = "") -> HubDocument:
    """A file on a page that everybody sees; `audience` narrows the file."""
    document = HubDocument(title="Hat", original_name=name)
    document.file.save(name, ContentFile(content), save=False)
    document._set_document_file_metadata()
    document.save()
    page = factories.case_study()
    narrowed = factories.audience(audience) if audience else None
    Attachment.objects.create(page=page.basepage_ptr, title="Hat", document=document, audience=narrowed)
    return document


def body(response: Any) -> bytes:
    """All that came."""
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def hat(db: None) -> HubDocument:
    """A public PDF."""
    return kept()


def test_the_whole_file(client: Client, hat: HubDocument) -> None:
    response = client.get(hat.url)
    assert response.status_code == 200
    assert body(response) == BYTES
    assert response["Content-Length"] == str(len(BYTES))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="hat.pdf"'
    assert response["Accept-Ranges"] == "bytes"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]
    assert response["ETag"] == f'"{hat.file_hash}"'
    assert response["Last-Modified"]
    assert response["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize(
    ("wanted", "start", "end"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=100-", 100, len(BYTES)),
        ("bytes=-100", len(BYTES) - 100, len(BYTES)),
        ("bytes=0-0", 0, 1),
        (f"bytes=10-{CHUNK + 20}", 10, CHUNK + 21),
        (f"bytes={len(BYTES) - 1}-{len(BYTES) * 2}", len(BYTES) - 1, len(BYTES)),
        (f"bytes=-{len(BYTES) * 2}", 0, len(BYTES)),
        ("Bytes= 5-6 ", 5, 7),
        ("bytes=,5-6,", 5, 7),
    ],
)
def test_a_part(client: Client, hat: HubDocument, wanted: str, start: int, end: int) -> None:
    response = client.get(hat.url, headers={"Range": wanted})
    assert response.status_code == 206
    assert body(response) == BYTES[start:end]
    assert response["Content-Range"] == f"bytes {start}-{end - 1}/{len(BYTES)}"
    assert response["Content-Length"] == str(end - start)
    assert response["ETag"] == f'"{hat.file_hash}"'


@pytest.mark.parametrize("wanted", [f"bytes={len(BYTES)}-", f"bytes={'9' * 18}-", "bytes=-0"])
def test_a_part_that_is_not_there(client: Client, hat: HubDocument, wanted: str) -> None:
    response = client.get(hat.url, headers={"Range": wanted})
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(BYTES)}"
    assert response.content == b""


@pytest.mark.parametrize(
    "wanted",
    [
        "bytes=", "bytes=-", "bytes=5", "bytes=9-3", "bytes=a-b", "bytes=1-2-3", "bytes=+1-2",
        "bytes=0-1,5-6", "pages=1-2", "0-99", "bytes=" + "9" * 5_000 + "-", "bytes=٣-٤", ";", "bytes 0-9",
    ],
)  # fmt: skip
def test_what_is_no_range_is_passed_over(client: Client, hat: HubDocument, wanted: str) -> None:
    response = client.get(hat.url, headers={"Range": wanted})
    assert response.status_code == 200
    assert body(response) == BYTES


def test_if_range_gives_a_part_only_of_the_same_file(client: Client, hat: HubDocument) -> None:
    changed = default_storage.get_modified_time(hat.file.name)
    fresh, weak = f'"{hat.file_hash}"', f'W/"{hat.file_hash}"'

    def status(condition: str) -> int:
        asked = {"Range": "bytes=0-9", "If-Range": condition}
        return client.get(hat.url, headers=asked).status_code

    assert status(fresh) == 206
    # A weak tag, another one, another day, no date at all: the whole.
    for stale in (weak, '"other"', http_date(0), "yesterday", http_date(changed.timestamp() + 60)):
        assert status(stale) == 200, stale
    # A file of this very second may change again within it.
    assert status(http_date(changed.timestamp())) == 200


def test_if_range_by_the_date_of_an_older_file(hat: HubDocument) -> None:
    day_before = timezone.now() - timedelta(days=1)
    moved(hat, Watched(changed=day_before))
    asked = {"Range": "bytes=0-9", "If-Range": http_date(day_before.timestamp())}
    assert answer(hat, headers=asked).status_code == 206


def test_a_reader_who_has_it_is_told_so(client: Client, hat: HubDocument) -> None:
    first = client.get(hat.url)
    for condition in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        response = client.get(hat.url, headers=condition)
        assert response.status_code == 304
        assert response.content == b""
        assert response["ETag"] == first["ETag"]
        assert response["Cache-Control"] == "public, no-cache"
    again = client.get(hat.url, headers={"If-None-Match": '"other"', "Range": "bytes=0-9"})
    assert again.status_code == 206
    assert client.get(hat.url, headers={"If-Match": '"other"'}).status_code == 412


def test_head_says_the_same_and_sends_nothing(client: Client, hat: HubDocument) -> None:
    got = client.get(hat.url)
    for asked in ({}, {"Range": "bytes=0-9"}):
        response = client.head(hat.url, headers=asked)
        assert response.status_code == 200
        assert response.content == b""
        assert dict(response.headers) == dict(got.headers)


def test_other_methods_and_other_names(client: Client, hat: HubDocument) -> None:
    assert client.post(hat.url).status_code == 405
    for address in (
        f"/files/{hat.pk}/other.pdf",
        f"/files/{hat.pk}/",
        f"/files/{hat.pk}/hat.pdf/",
        f"/files/{hat.pk + 999}/hat.pdf",
        f"/files/{'9' * 40}/hat.pdf",
        f"/media/{hat.file.name}",
    ):
        assert client.get(address).status_code == 404, address


def test_a_file_that_the_storage_has_lost_is_404(client: Client, hat: HubDocument) -> None:
    hat.file.storage.delete(hat.file.name)
    assert client.get(hat.url).status_code == 404


def test_a_restricted_file_is_kept_by_no_cache(client: Client, cast: Cast) -> None:
    hat = kept(audience="members")
    assert client.get(hat.url).status_code == 404
    client.force_login(cast.ben)
    response = client.get(hat.url)
    assert body(response) == BYTES
    assert response["Cache-Control"] == "private, no-store"
    client.force_login(cast.ella)
    assert client.get(kept().url)["Cache-Control"] == "public, no-cache"


def test_a_public_file_takes_few_queries(
    client: Client, cast: Cast, hat: HubDocument, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(1):
        client.get(hat.url)
    client.force_login(cast.ben)
    client.get(hat.url)
    with django_assert_max_num_queries(7):
        client.get(hat.url)


@pytest.mark.parametrize(
    ("name", "content_type", "shown"),
    [
        ("words.txt", "text/plain; charset=utf-8", "inline"),
        ("table.csv", "text/csv; charset=utf-8", "attachment"),
        (
            "words.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "attachment",
        ),
    ],
)
def test_only_what_is_safe_is_shown(client: Client, name: str, content_type: str, shown: str) -> None:
    response = client.get(kept(name, b"words").url)
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"].startswith(f"{shown};")
    assert response["Content-Security-Policy"].endswith("sandbox")


def test_a_name_in_any_language(client: Client) -> None:
    response = client.get(kept("Bébé “warm” 100%.pdf").url)
    assert response["Content-Disposition"] == (
        "inline; filename*=utf-8''B%C3%A9b%C3%A9%20%E2%80%9Cwarm%E2%80%9D%20100%25.pdf"
    )


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ('a"b.pdf', 'a"b.pdf'),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie: x=1.pdf"),
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("\u202efdp.exe", "fdp.exe"),
        ("half\ud800.pdf", "half.pdf"),
        ("\x00\x0b", "file"),
    ],
)
def test_a_name_that_would_break_a_header(hat: HubDocument, name: str, safe: str) -> None:
    assert safe_name(name) == safe
    said = answer(hat, name=name)["Content-Disposition"]
    assert said.startswith("inline; filename")
    assert "\n" not in said
    assert "\r" not in said


def answer(hat: HubDocument, *, name: str = "hat.pdf", headers: Any = None, file: Any = None) -> Any:
    """What the function answers a bare request."""
    request: HttpRequest = RequestFactory().get("/", headers=headers or {})
    return respond_with_file(
        request, file or hat.file, name=name, content_type="application/pdf", public=True, inline=True
    )


def test_a_caller_cannot_have_a_page_shown(hat: HubDocument) -> None:
    request = RequestFactory().get("/")
    response = respond_with_file(
        request, hat.file, name="a.html", content_type="text/html", public=True, inline=True
    )
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"].endswith("sandbox")


class Watched(InMemoryStorage):
    """Has no paths; knows what was read of it, and may not know times."""

    def __init__(self, *, changed: Any = None) -> None:
        super().__init__()
        self.changed = changed
        self.opened: list[Any] = []
        self.most_at_once = 0

    def get_modified_time(self, name: str) -> Any:
        """As a storage that keeps no times, unless one was given."""
        if self.changed is None:
            raise NotImplementedError
        return self.changed

    def open(self, name: str, mode: str = "rb") -> Any:
        """Bytes that tell how much was read at once."""
        storage = self

        class Bytes(BytesIO):
            def read(self, size: int | None = -1, /) -> bytes:
                asked = len(BYTES) if size is None or size < 0 else size
                storage.most_at_once = max(storage.most_at_once, asked)
                return super().read(size)

        self.opened.append(Bytes(BYTES))
        return self.opened[-1]


def moved(hat: HubDocument, storage: Watched) -> Watched:
    """Puts the file into another storage."""
    storage.save(hat.file.name, ContentFile(BYTES))
    hat.file.storage = storage
    return storage


def test_any_storage_does(hat: HubDocument) -> None:
    """One without paths, one without times, and bytes that lie nowhere."""
    part = {"Range": "bytes=5-9"}
    moved(hat, Watched(changed=timezone.now()))
    response = answer(hat, headers=part)
    assert (response.status_code, body(response)) == (206, BYTES[5:10])
    assert response["ETag"]

    moved(hat, Watched())
    response = answer(hat, headers=part)
    assert (response.status_code, body(response)) == (206, BYTES[5:10])
    assert "ETag" not in response

    response = answer(hat, headers=part, file=ContentFile(BYTES))
    assert (response.status_code, body(response)) == (206, BYTES[5:10])


def test_a_large_file_is_never_read_whole_and_is_closed(hat: HubDocument) -> None:
    storage = moved(hat, Watched())
    response = answer(hat)
    assert body(response) == BYTES
    response.close()
    answer(hat).close()

    assert 0 < storage.most_at_once <= CHUNK
    assert [opened.closed for opened in storage.opened] == [True, True]


def test_nothing_of_an_empty_file(client: Client) -> None:
    empty = kept("empty.txt", b"")
    assert body(client.get(empty.url)) == b""
    assert client.get(empty.url, headers={"Range": "bytes=-5"}).status_code == 200
    assert client.get(empty.url, headers={"Range": "bytes=0-"}).status_code == 416
