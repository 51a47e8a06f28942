"""What a person was told, in the hub: the unread first, each read when opened."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services import audience_of
from activity.models import Activity, Notification
from activity.services import withdraw
from tests.activity.following import happened, told
from tests.checks import assert_html_valid, assert_queries_constant
from tests.factories import trust


@pytest.fixture
def amina(cast: Any, client: Client) -> User:
    """Amina, signed in."""
    client.force_login(cast.amina)
    person: User = cast.amina
    return person


def many(cast: Any, count: int) -> None:
    """Amina is told of so many things."""
    for _ in range(count):
        Notification.objects.create(user=cast.amina, activity=happened(cast))


def test_unread_are_shown_and_opening_one_reads_it(cast: Any, amina: User, client: Client) -> None:
    told(cast, amina)
    page = client.get("/notifications/").text
    assert "1 unread." in page
    assert "Fenmere Hospitals" in page
    assert "Ben Osei" in page
    one = Notification.objects.get()
    assert f'href="/notifications/{one.pk}/"' in page
    assert client.get(f"/notifications/{one.pk}/")["Location"] == "/trusts/fenmere/"
    one.refresh_from_db()
    assert one.read_at
    assert "Nothing unread." in client.get("/notifications/").text
    assert "Fenmere Hospitals" in client.get("/notifications/?show=all").text


def test_all_that_was_shown_is_marked_read_and_nothing_newer(cast: Any, amina: User, client: Client) -> None:
    many(cast, 3)
    newest = Notification.objects.order_by("-pk")[0].pk
    assert f'name="newest" value="{newest}"' in client.get("/notifications/").text
    many(cast, 1)
    assert client.post("/notifications/read/", {"newest": newest})["Location"] == "/notifications/"
    assert Notification.objects.unread().count() == 1


def test_marking_needs_a_post_and_ones_own(cast: Any, amina: User, client: Client) -> None:
    told(cast, cast.carys)
    assert client.get("/notifications/read/").status_code == 405
    client.post("/notifications/read/")
    assert Notification.objects.unread().count() == 1


def test_pages_go_through_all_of_them_once(cast: Any, amina: User, client: Client) -> None:
    many(cast, 45)
    same = timezone.now()
    Activity.objects.update(created_at=same)  # the order holds where the time is the same
    seen: list[int] = []
    url: str | None = "/notifications/"
    while url:
        answer = client.get(url)
        seen += [one.pk for one in answer.context["notifications"]]
        older = answer.context["older_url"]
        url = f"/notifications/{older}" if older else None
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 45


@pytest.mark.parametrize("query", ["before=x", "before=99999999999999999999", "before=-1", "show=nothing"])
def test_odd_queries_begin_at_the_top(cast: Any, amina: User, client: Client, query: str) -> None:
    many(cast, 2)
    assert len(client.get(f"/notifications/?{query}").context["notifications"]) == 2


@pytest.mark.parametrize("query", ["", "?show=all"])
def test_notifications_take_constant_queries(cast: Any, amina: User, client: Client, query: str) -> None:
    assert_queries_constant(client, f"/notifications/{query}", lambda count: many(cast, count), ceiling=7)


def test_nobody_reads_anothers(cast: Any, client: Client) -> None:
    told(cast, cast.amina)
    one = Notification.objects.get()
    client.force_login(cast.ben)
    assert client.get(f"/notifications/{one.pk}/").status_code == 404
    assert "Fenmere Hospitals" not in client.get("/notifications/?show=all").text
    one.refresh_from_db()
    assert one.read_at is None


def test_what_one_may_no_longer_see_is_gone_at_once(cast: Any, amina: User, client: Client) -> None:
    told(cast, amina, to=audience_of(cast.fenmere))
    one = Notification.objects.get()
    amina.memberships.update(ended_at=timezone.now())
    assert "0" in client.get("/notifications/").text
    assert client.get("/notifications/").context["unread"] == 0
    assert client.get(f"/notifications/{one.pk}/").status_code == 404


def test_what_was_taken_back_is_gone_at_once(cast: Any, amina: User, client: Client) -> None:
    told(cast, amina)
    withdraw(cast.fenmere)
    assert client.get("/notifications/?show=all").context["notifications"] == []


def test_a_notification_never_leads_to_another_site(cast: Any, amina: User, client: Client) -> None:
    told(cast, amina)
    Activity.objects.update(url="https://evil.example/")
    one = Notification.objects.get()
    assert client.get(f"/notifications/{one.pk}/")["Location"] == "/"


@pytest.mark.once
def test_notifications_are_valid_html(cast: Any, amina: User, client: Client) -> None:
    empty = client.get("/notifications/?show=all").text
    many(cast, 25)
    Notification.objects.create(
        user=amina, activity=happened(cast, target=trust("odd", name='<b>Odd</b> & "quoted"'))
    )
    pages = {path: client.get(path).text for path in ("/notifications/", "/notifications/?show=all")}
    assert "<b>Odd</b>" not in pages["/notifications/"]
    assert_html_valid({**pages, "empty": empty})
