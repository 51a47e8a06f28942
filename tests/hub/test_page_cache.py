"""Pages kept for readers without an account: no query, and never a page that has changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from activity import freshness
from forums.services import post_reply
from hub import page_cache
from hub.models import GeneralPage
from tests import factories, services
from tests.factories import Cast
from tests.worker import work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def kept(settings: Any, tmp_path: Path) -> Iterator[None]:
    """The cache, on and empty."""
    settings.PAGE_CACHE_SECONDS, settings.VAR_DIR = 60, tmp_path
    page_cache.memory.clear()
    yield
    page_cache.memory.clear()


def queries(client: Client, address: str) -> int:
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("address", ["/", "/case-studies/", "/case-studies/warm/", "/feed.atom", "/trusts/"])
def test_a_page_that_is_kept_takes_no_query_and_is_the_same(cast: Cast, address: str) -> None:
    factories.case_study("warm", trust=cast.fenmere)
    first = Client().get(address)
    assert queries(Client(), address) == 0
    again = Client().get(address)
    assert again.content == first.content
    for header in ("Content-Type", "Content-Security-Policy", "X-Frame-Options"):
        assert again.headers[header] == first.headers[header], header


def test_a_browser_that_has_the_page_is_told_so() -> None:
    etag = Client().get("/").headers["ETag"]
    answer = Client().get("/", HTTP_IF_NONE_MATCH=etag)
    assert answer.status_code == 304
    assert not answer.content


def test_what_is_published_is_seen_at_once() -> None:
    assert b"A hat for every baby" not in Client().get("/case-studies/").content
    factories.case_study(changed="A hat for every baby")
    assert b"A hat for every baby" in Client().get("/case-studies/").content


def test_what_is_taken_away_or_narrowed_is_gone_at_once(cast: Cast) -> None:
    case, other = factories.case_study("warm"), factories.case_study("cold")
    for page in (case, other):
        assert queries(Client(), page.get_absolute_url()) > 0
        assert queries(Client(), page.get_absolute_url()) == 0
    case.unpublish()
    other.audience = factories.audience("trust:fenmere")
    other.save_revision().publish()
    assert Client().get("/case-studies/warm/").status_code == 404
    assert Client().get("/case-studies/cold/").status_code == 404


def test_what_the_worker_finds_out_is_seen_when_it_has(cast: Cast) -> None:
    guide = factories.guide("warm")
    work()
    assert b"Mentioned in" not in Client().get("/guides/warm/").content
    page = GeneralPage(
        title="Names it", slug="names", body=[("text", '<p><a href="/guides/warm/">it</a></p>')]
    )
    factories.publish(page, factories.home())
    Client().get(guide.get_absolute_url())
    work()
    assert b"Mentioned in" in Client().get("/guides/warm/").content


def test_a_reply_is_seen_at_once_on_the_page_it_is_about(cast: Cast) -> None:
    case = factories.case_study("warm", open_for_discussion=True)
    work()
    Client().get("/case-studies/warm/")
    post_reply(case.topic, author=cast.ben, body="It held for us too.")
    assert b"It held for us too." in Client().get("/case-studies/warm/").content


def test_a_change_that_is_rolled_back_ends_no_page(cast: Cast) -> None:
    Client().get("/case-studies/")
    before = freshness.version()
    with pytest.raises(RuntimeError), transaction_that_fails():
        factories.case_study()
    assert freshness.version() == before


@contextmanager
def transaction_that_fails() -> Iterator[None]:
    """A transaction that ends in an error."""
    with transaction.atomic():
        yield
        raise RuntimeError


def test_members_get_their_own_page_and_leave_none_behind(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.amina)
    assert b"Amina" in client.get("/").content
    assert b"Amina" not in Client().get("/").content
    assert b"Amina" in client.get("/").content


def test_a_page_with_a_form_of_one_browser_is_not_kept() -> None:
    first, second = Client(), Client()
    for client in (first, second):
        client.get("/account/login/")
    assert first.cookies["csrftoken"].value != second.cookies["csrftoken"].value
    # Nor one made for a browser that has a token already.
    before = len(page_cache.memory._pages)
    first.get("/")
    assert len(page_cache.memory._pages) == before


@pytest.mark.parametrize("address", ["/nowhere/", "/healthz", "/account/", "/forums/ask/", "/admin/"])
def test_errors_redirects_and_states_are_not_kept(address: str) -> None:
    Client().get(address)
    assert not page_cache.memory._pages


def test_a_page_ends_by_its_age(settings: Any) -> None:
    settings.PAGE_CACHE_SECONDS = -1
    Client().get("/")
    assert queries(Client(), "/") > 0


def test_addresses_that_nobody_would_type_are_not_kept(cast: Cast) -> None:
    Client().get(f"/case-studies/?trust={'x' * 600}")
    assert not page_cache.memory._pages
    for number in range(page_cache.MOST_PAGES + 5):
        page_cache.memory.put(str(number), page_cache.Kept("", 0, "", (), b""))
    assert len(page_cache.memory._pages) == page_cache.MOST_PAGES


@pytest.mark.needs("redis")
def test_two_processes_share_pages_and_changes_through_redis(cast: Cast, settings: Any) -> None:
    settings.CACHE_IS_SHARED = True
    settings.CACHES = {
        "default": {
            "BACKEND": "hub.caches.PatientRedisCache",
            "LOCATION": services.address("redis"),
        }
    }
    Client().get("/case-studies/")
    page_cache.memory.clear()  # another process
    assert queries(Client(), "/case-studies/") == 0
    factories.case_study(changed="A hat for every baby")
    assert b"A hat for every baby" in Client().get("/case-studies/").content


def test_a_cache_that_is_down_costs_no_reader_a_page(settings: Any) -> None:
    settings.CACHE_IS_SHARED = True
    settings.CACHES = {
        "default": {
            "BACKEND": "hub.caches.PatientRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    assert b"A hat for every baby" not in Client().get("/case-studies/").content
    factories.case_study(changed="A hat for every baby")
    assert b"A hat for every baby" in Client().get("/case-studies/").content
