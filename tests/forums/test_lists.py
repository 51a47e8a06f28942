"""Lists of topics: their views, their filters, what stands on top, and what they are taken away as."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import Audience, Organisation
from activity.services import follow
from forums.models import Forum, Topic
from forums.services import accept_answer, close_question
from forums.services.networks import forum_of_network, lay_network_forums
from tests import factories
from tests.checks import assert_queries_constant
from tests.forums.makers import forum, reply, topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(cast: Any) -> Client:
    client = Client()
    client.force_login(cast.amina)
    return client


def titles(client: Client, url: str) -> list[str]:
    """The titles of a list, in order."""
    response = client.get(url)
    assert response.status_code == 200, url
    return re.findall(r'class="row-h"><a href="[^"]+">([^<]+)</a>', response.content.decode())


def test_each_view_shows_its_topics(cast: Any, amina: Client) -> None:
    room = forum("night")
    topic(cast.amina, into=room, title="Hers")
    talk = topic(cast.carys, into=room, title="Talk", kind="discussion")
    followed = topic(cast.carys, into=room, title="Followed")
    follow(cast.amina, followed)
    reply(followed, cast.ben)
    answered = topic(cast.carys, into=room, title="Answered")
    accept_answer(reply(answered, cast.ben), by=cast.carys)
    amina.get(talk.get_absolute_url())
    seen = {
        show: titles(amina, f"/forums/night/?show={show}")
        for show in ("newest", "unanswered", "unread", "mine", "followed", "nonsense")
    }
    everything = ["Answered", "Followed", "Talk", "Hers"]
    assert seen == {
        "newest": everything,
        "unanswered": ["Hers"],
        "unread": ["Answered", "Followed"],
        "mine": ["Hers"],
        "followed": ["Followed", "Hers"],
        "nonsense": everything,
    }
    assert titles(amina, "/forums/topics/?show=unread") == ["Answered", "Followed"]
    for show in ("unread", "mine", "followed"):
        assert titles(Client(), f"/forums/night/?show={show}") == everything
    page = amina.get("/forums/night/?show=mine").content.decode()
    assert '<a href="/forums/night/?show=mine" aria-current="true">Mine</a>' in page
    assert "Mine</a>" not in Client().get("/forums/night/").content.decode()


def test_an_empty_view_says_so_in_words(cast: Any, amina: Client) -> None:
    forum("night")
    said = {
        show: amina.get(f"/forums/night/?show={show}").content.decode()
        for show in ("newest", "unanswered", "unread", "mine", "followed")
    }
    assert "Nobody has asked anything here yet." in said["newest"]
    assert "Every question here has a reply." in said["unanswered"]
    assert "You have read everything here." in said["unread"]
    assert "You have not asked anything here yet." in said["mine"]
    assert "You follow no topic here yet." in said["followed"]


def test_a_list_narrows_by_intervention_with_tags_to_take_off(cast: Any, client: Client) -> None:
    room = forum("night")
    scores, hats = (factories.guide(slug, short_title=slug.title()) for slug in ("scores", "hats"))
    hidden = factories.guide("secret", short_title="Secret guide", audience=factories.audience("members"))
    topic(cast.carys, into=room, title="On scores", about=[scores])
    topic(cast.carys, into=room, title="On both", about=[scores, hats])
    topic(cast.carys, into=room, title="On nothing")
    topic(cast.carys, into=room, title="On the hidden", about=[hidden])
    assert titles(client, "/forums/night/?intervention=scores") == ["On both", "On scores"]
    assert titles(client, "/forums/night/?intervention=hats") == ["On both"]
    assert titles(client, "/forums/night/?intervention=hats&intervention=scores") == ["On both", "On scores"]
    assert titles(client, "/forums/topics/?intervention=hats") == ["On both"]
    assert titles(client, "/forums/night/?intervention=none") == []
    assert titles(client, "/forums/night/?intervention=secret") == []
    page = client.get("/forums/night/?show=unanswered&intervention=hats&intervention=scores").content.decode()
    off = (
        '<a href="/forums/night/?show=unanswered&amp;intervention={}"><span class="nhsuk-u-visually-hidden">'
    )
    assert off.format("scores") in page
    assert off.format("hats") in page
    assert 'name="show" value="unanswered"' in page
    assert "Secret guide" not in page
    assert 'href="/forums/night/feed.atom?show=unanswered&amp;intervention=hats' in page


def test_pinned_topics_stand_on_top_of_the_first_page_alone(cast: Any, client: Client) -> None:
    room = forum("night")
    old = topic(cast.carys, into=room, title="Read this first")
    Topic.objects.filter(pk=old.pk).update(is_pinned=True)
    for number in range(25):
        topic(cast.carys, into=room, title=f"Topic {number}")
    first = titles(client, "/forums/night/")
    assert (first[0], first[1], len(first)) == ("Read this first", "Topic 24", 21)
    page = client.get("/forums/night/").content.decode()
    assert "<span>Pinned</span>" in page
    older = re.search(r'href="([^"]+)" rel="next"', page)
    assert older
    assert titles(client, older.group(1)) == [f"Topic {number}" for number in reversed(range(5))]
    assert titles(client, "/forums/topics/")[0] == "Topic 24"


def test_a_view_is_read_page_by_page(cast: Any, client: Client) -> None:
    room = forum("night")
    for number in range(45):
        made = topic(cast.carys, into=room, title=f"Topic {number}")
        if number % 9 == 0:
            reply(made, cast.ben)
    seen: list[str] = []
    url = "/forums/night/?show=unanswered"
    while url:
        seen += titles(client, url)
        older = re.search(r'href="([^"]+)" rel="next"', client.get(url).content.decode())
        url = older.group(1).replace("&amp;", "&") if older else ""
    assert seen == [f"Topic {number}" for number in reversed(range(45)) if number % 9]


def test_a_view_has_its_feed_and_its_csv(cast: Any, client: Client) -> None:
    room = forum("night")
    topic(cast.carys, into=room, title="=Open")
    closed = topic(cast.ben, into=room, title="Closed")
    close_question(closed, by=cast.ben)
    reply(topic(cast.farah, into=room, title="Replied"), cast.ben)
    feed = json.loads(client.get("/forums/night/feed.json?show=unanswered").content)
    assert [item["title"] for item in feed["items"]] == ["=Open"]
    everywhere = json.loads(client.get("/forums/topics/feed.json").content)
    assert {item["title"] for item in everywhere["items"]} == {"=Open", "Closed", "Replied"}
    answer = client.get("/forums/night/list.csv?show=unanswered")
    lines = list(
        csv.DictReader(
            io.StringIO(
                answer.content.decode("utf-8-sig")
                if not answer.streaming
                else b"".join(answer).decode("utf-8-sig")
            )
        )
    )
    assert [(line["Title"], line["Asked by"], line["Status"]) for line in lines] == [
        ("'=Open", "Carys Bowen", "Open question")
    ]
    assert b"Replied" in b"".join(client.get("/forums/topics/list.csv"))
    assert client.get("/forums/nowhere/list.csv").status_code == 404


def test_who_asked_without_a_name_is_named_in_no_list(cast: Any, client: Client) -> None:
    room = forum("night")
    asked = topic(cast.carys, into=room, title="Quietly")
    Topic.objects.filter(pk=asked.pk).update(is_anonymous=True)
    pages = ["/forums/night/", "/forums/topics/", "/forums/", "/forums/topics/feed.atom"]
    pages += ["/forums/night/feed.json?show=unanswered"]
    for url in pages:
        page = client.get(url).content.decode()
        assert "Carys" not in page.replace("last by Carys", "") or url == "/forums/", url
    assert "asked without a name" in client.get("/forums/night/").content.decode()
    assert b"Carys" not in b"".join(client.get("/forums/topics/list.csv"))


def test_a_restricted_forum_s_topics_are_in_nobody_else_s_list(cast: Any) -> None:
    room = forum("fenmere-only", key="trust:fenmere")
    guide = factories.guide("scores")
    topic(cast.amina, into=room, title="Behind the door", about=[guide])
    for person, sees in ((None, False), (cast.carys, False), (cast.amina, True), (cast.dev, True)):
        client = Client()
        if person:
            client.force_login(person)
        for url in ("/forums/topics/", "/forums/topics/?intervention=scores", "/forums/topics/feed.json"):
            assert (b"Behind the door" in client.get(url).content) is sees, url
        assert (b"Behind the door" in b"".join(client.get("/forums/topics/list.csv"))) is sees
        assert (b'value="scores"' in client.get("/forums/topics/").content) is sees
        csv_status = client.get("/forums/fenmere-only/list.csv").status_code
        assert csv_status == (200 if sees else 404)


def test_the_level_of_each_forum_is_said_and_explained_once(cast: Any, client: Client) -> None:
    forum("open")
    forum("also-open", posters=factories.audience("trust:fenmere"))
    page = client.get("/forums/").content.decode()
    assert page.count("Everyone on the internet can read it; only members write.") == 1
    assert "Every member who is signed in can read it." not in page
    assert "Who can write: people of Fenmere Hospitals." in page
    named = Audience.objects.create(kind="groups", key="invited:few", name="The few", confidential=True)
    named.people.add(cast.carys)
    Forum.objects.create(title="Quiet", slug="quiet", description="Quiet.", audience=named)
    carys, dev = Client(), Client()
    carys.force_login(cast.carys)
    dev.force_login(cast.dev)
    assert "Confidential." in carys.get("/forums/quiet/").content.decode()
    assert "Only the people named in it" in carys.get("/forums/").content.decode()
    assert "Quiet" not in dev.get("/forums/").content.decode()
    assert dev.get("/forums/quiet/").status_code == 404


def test_each_network_has_a_forum_for_its_own_people(cast: Any, amina: Client) -> None:
    made = Forum.objects.get(network=cast.eastern)
    assert (made.slug, made.title, made.audience.key) == ("eastern", "Eastern network", "network:eastern")
    assert amina.get("/forums/eastern/").status_code == 200
    assert Client().get("/forums/eastern/").status_code == 404
    before = Forum.objects.count()
    lay_network_forums()
    forum_of_network(cast.eastern)
    assert forum_of_network(cast.fenmere) is None
    cast.eastern.save()
    assert Forum.objects.count() == before
    forum("northern", title="Northern network")
    northern = Organisation.objects.create(kind="network", slug="northern", name="Northern")
    assert Forum.objects.get(network=northern).slug == "northern-network"


def test_a_forum_made_by_hand_for_a_network_becomes_its_forum(cast: Any) -> None:
    Forum.objects.filter(network=cast.eastern).delete()
    by_hand = forum("eastern", key="network:eastern", title="East")
    lay_network_forums()
    by_hand.refresh_from_db()
    assert by_hand.network == cast.eastern


@pytest.mark.parametrize("url", ["/forums/night/", "/forums/topics/"])
@pytest.mark.parametrize("show", ["newest", "unanswered", "unread", "mine", "followed"])
def test_each_view_takes_as_many_queries_for_many_as_for_three(
    cast: Any, amina: Client, url: str, show: str
) -> None:
    room = forum("night")
    guide = factories.guide("scores")

    def topics(count: int) -> None:
        for _ in range(count):
            topic(cast.amina, into=room, about=[guide])
            topic(cast.carys, into=room, about=[guide])

    assert_queries_constant(amina, f"{url}?show={show}", topics)


def test_editors_keep_forums_that_they_may_see(cast: Any) -> None:
    named = Audience.objects.create(kind="groups", key="invited:few", name="The few", confidential=True)
    quiet = Forum.objects.create(title="Quiet", slug="quiet", description="Quiet.", audience=named)
    for person, status in ((cast.ella, 200), (cast.grace, 200), (cast.amina, 302)):
        client = Client()
        client.force_login(person)
        listed = client.get("/admin/forums/")
        assert listed.status_code == status
        assert "Quiet" not in listed.content.decode()
        for step in ("edit", "delete", "history", "usage"):
            assert client.get(f"/admin/forums/{step}/{quiet.pk}/").status_code in {404, 302}
    client = Client()
    client.force_login(cast.ella)
    told = {"title": "Theatres", "slug": "theatres", "description": "In theatre.", "audience": "1"}
    told |= {"position": "5", "network": "", "posters": "", "moderators_by_email": "ben@example.org"}
    assert client.post("/admin/forums/new/", {**told, "slug": "topics"}).status_code == 200
    assert client.post("/admin/forums/new/", {**told, "audience": str(named.pk)}).status_code == 200
    assert client.post("/admin/forums/new/", told).status_code == 302
    made = Forum.objects.get(slug="theatres")
    assert list(made.moderators.all()) == [cast.ben]
