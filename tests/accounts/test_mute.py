"""Muting and blocking: what the one reads, and that the other never learns of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Mute
from activity import deliver
from activity.models import Notification
from activity.services import follow
from cases.models import TeamMessage
from cases.services.messages import recipient_of
from forums.models import Forum, Post, Topic
from forums.services import post_reply, start_topic
from tests import factories
from tests.checks import assert_html_valid, assert_queries_constant
from tests.factories import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(cast: Cast) -> Topic:
    forum = Forum.objects.create(title="Warmth", slug="warmth", description="Warm babies")
    return start_topic(forum, author=cast.carys, title="Hats?", body="Which ones?")


def act(user: Any, other: Any, what: str) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(f"/people/{other.pk}/mute/", {"act": what})


def test_posts_of_the_muted_are_folded_and_bring_no_notification(
    cast: Cast, topic: Topic, client: Client
) -> None:
    follow(cast.amina, topic)
    assert act(cast.amina, cast.ben, "mute").status_code == 302
    post_reply(topic, author=cast.ben, body="Knitted ones.")
    deliver.deliver_all()
    told = Notification.objects.filter(activity__actor=cast.ben)
    assert list(told.values_list("user", flat=True)) == [cast.carys.pk]
    folded = "You muted Ben Osei. Show this post"
    for user, seen in ((cast.amina, True), (cast.carys, False), (cast.ben, False)):
        client.force_login(user)
        page = client.get(topic.get_absolute_url()).text
        assert (folded in page) == seen
        assert "Knitted ones." in page

    act(cast.amina, cast.ben, "undo")
    client.force_login(cast.amina)
    assert folded not in client.get(topic.get_absolute_url()).text


def test_the_page_of_a_person_says_it_to_who_did_it_alone(cast: Cast, client: Client) -> None:
    act(cast.amina, cast.ben, "block")
    address = f"/people/{cast.ben.pk}/"
    for user, seen in ((cast.amina, True), (cast.ben, False), (cast.carys, False), (cast.grace, False)):
        client.force_login(user)
        assert ("You blocked Ben" in client.get(address).text) == seen
    client.force_login(cast.ben)
    assert "Rather not hear" not in client.get(address).text
    client.logout()
    assert "Rather not hear" not in client.get(address).text


def test_a_blocked_person_reaches_the_trust_and_not_the_contact(cast: Cast) -> None:
    cast.fenmere.contact_email = "unit@example.org"
    cast.fenmere.save()
    page = factories.case_study("hats", title="Hats", trust=cast.fenmere, contact=cast.amina)
    assert recipient_of(page, sender=cast.ben) == "amina@example.org"
    act(cast.amina, cast.ben, "mute")
    assert recipient_of(page, sender=cast.ben) == "amina@example.org"
    act(cast.amina, cast.ben, "block")
    assert recipient_of(page, sender=cast.ben) == "unit@example.org"
    assert recipient_of(page, sender=cast.carys) == "amina@example.org"
    assert not TeamMessage.objects.exists()


@pytest.mark.parametrize(("what", "status"), [("mute", 400), ("block", 400), ("undo", 302), ("", 400)])
def test_nobody_mutes_themselves(cast: Cast, what: str, status: int) -> None:
    assert act(cast.amina, cast.amina, what).status_code == status
    assert not Mute.objects.exists()


def test_signed_out_is_asked_to_sign_in(cast: Cast, client: Client) -> None:
    assert client.post(f"/people/{cast.ben.pk}/mute/", {"act": "mute"}).status_code == 302
    assert client.get(f"/people/{cast.ben.pk}/mute/").status_code in {302, 405}
    assert not Mute.objects.exists()


def test_the_page_of_a_person_shows_colleagues_and_what_they_posted(
    cast: Cast, topic: Topic, client: Client
) -> None:
    post_reply(topic, author=cast.amina, body="Ours are knitted.")
    hidden = post_reply(topic, author=cast.amina, body="Without my name.")
    Post.objects.filter(pk=hidden.pk).update(is_anonymous=True)
    theirs = factories.audience("trust:fenmere")
    own = Forum.objects.create(title="Ours", slug="ours", description="-", audience=theirs)
    start_topic(own, author=cast.amina, title="Only ours", body="Secret knitting.")
    for user, seen in ((cast.farah, True), (cast.ben, False)):
        client.force_login(user)
        page = client.get(f"/people/{cast.amina.pk}/").text
        assert "Farah Iqbal" in page
        assert ('href="/forums/ours/"' in page) == seen
        posts = client.get(f"/people/{cast.amina.pk}/posts/").text
        assert "Ours are knitted." in posts
        assert ("Secret knitting." in posts) == seen
        assert "Without my name." not in posts
    client.logout()
    assert "Farah Iqbal" not in client.get(f"/people/{cast.amina.pk}/").text


def test_posts_go_on_where_a_page_ends_in_the_same_queries(cast: Cast, topic: Topic, client: Client) -> None:
    def more(number: int) -> None:
        for _ in range(number):
            post_reply(topic, author=cast.ben, body=f"Reply {Post.objects.count()} of them")

    address = f"/people/{cast.ben.pk}/posts/"
    assert_queries_constant(client, address, more, large=45)
    seen, page = [], client.get(address)
    while True:
        seen += [row["post"].pk for row in page.context["posts"]]
        if not page.context["older_url"]:
            break
        page = client.get(f"{address}{page.context['older_url']}")
    assert len(seen) == len(set(seen)) == Post.objects.filter(user=cast.ben).count()
    assert_html_valid({address: page.text, "person": client.get(f"/people/{cast.ben.pk}/").text})
