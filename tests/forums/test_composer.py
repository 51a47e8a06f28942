"""The place to write: what it shows before it is sent, to whom, and where one comes out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from accounts.services import audience_of
from cases.models import Adoption
from forums.models import Forum, Post
from moderation.models import Sanction
from moderation.services import lift
from tests import factories
from tests.checks import assert_html_valid, queries_of
from tests.forums.makers import forum, reply, topic
from tests.forums.test_files import client_of, keep

pytestmark = pytest.mark.django_db
QUESTION = {"title": "Who sleeps?", "kind": "question", "body": "At **night**"}


@pytest.fixture
def night(cast: Any) -> Forum:
    return forum("night", allows_anonymous=True)


def suspend(person: Any) -> str:
    until = timezone.now() + timedelta(days=3)
    Sanction.objects.create(user=person, kind=Sanction.Kind.SUSPENSION, words="Wait.", until=until)
    return f"You can read, but not post, until {date_format(timezone.localtime(until))}."


def test_who_is_suspended_is_told_before_they_write(cast: Any, night: Forum) -> None:
    asked = topic(cast.carys, into=night)
    reply(asked, cast.ben)
    ben, amina = client_of(cast.ben), client_of(cast.amina)
    before = len(queries_of(amina, asked.get_absolute_url()))
    told = suspend(cast.amina)
    for url in (asked.get_absolute_url(), "/forums/ask/", "/forums/night/ask/"):
        page = amina.get(url).content.decode()
        assert told in page, url
        assert "<textarea" not in page, url
        assert_html_valid({url: page})
        assert "<textarea" in ben.get(url).content.decode(), url
    assert "#composer" not in amina.get(asked.get_absolute_url()).content.decode().split("<footer")[0]
    assert len(queries_of(amina, asked.get_absolute_url())) <= before
    # What was sent all the same is not lost.
    page = amina.post(asked.get_absolute_url(), {"body": "My words"}).content.decode()
    assert told in page
    assert "My words</textarea>" in page
    lift(cast.amina, by=cast.dev)
    assert "<textarea" in amina.get(asked.get_absolute_url()).content.decode()


@pytest.mark.parametrize("url", ["/forums/", "/forums/night/", "/forums/topics/"])
def test_who_is_suspended_is_not_asked_to_ask(cast: Any, night: Forum, url: str) -> None:
    amina = client_of(cast.amina)
    assert "Ask a question</a>" in amina.get(url).content.decode()
    told = suspend(cast.amina)
    page = amina.get(url).content.decode()
    assert told in page
    assert "Ask a question" not in page
    assert_html_valid({url: page})
    for other in (client_of(cast.ben), Client()):
        page = other.get(url).content.decode()
        assert "Ask a question</a>" in page
        assert told not in page


def test_who_is_suspended_takes_a_post_out_but_does_not_change_it(cast: Any, night: Forum) -> None:
    post = reply(topic(cast.carys, into=night), cast.amina)
    told = suspend(cast.amina)
    page = client_of(cast.amina).get(f"/posts/{post.pk}/edit/").content.decode()
    assert told in page
    assert "<textarea" not in page
    assert f"/posts/{post.pk}/delete/" in page
    assert_html_valid({"edit": page})


def test_who_may_only_read_a_forum_is_not_asked_to_ask_there(cast: Any, night: Forum) -> None:
    night.posters = audience_of(cast.fenmere)
    night.save()
    post = reply(topic(cast.amina, into=night), cast.amina)
    amina, ben = client_of(cast.amina), client_of(cast.ben)
    assert "Ask a question</a>" in amina.get("/forums/night/").content.decode()
    assert "Ask a question" not in ben.get("/forums/night/").content.decode()
    for address in ("/forums/night/ask/", post.topic.get_absolute_url()):
        page = ben.get(address).content.decode()
        assert "only its own group writes in it" in page
        assert "<textarea" not in page
        assert ">Reply<" not in page
    assert ">Reply<" in amina.get(post.topic.get_absolute_url()).content.decode()
    assert "The group of this forum can." in Client().get(post.topic.get_absolute_url()).content.decode()
    choice = f'<option value="{night.pk}"'
    assert choice in amina.get("/forums/ask/").content.decode()
    assert choice not in ben.get("/forums/ask/").content.decode()
    assert "<textarea" in amina.get(f"/posts/{post.pk}/edit/").content.decode()


def test_who_will_see_it_is_said_of_the_forum_that_is_chosen(cast: Any, night: Forum) -> None:
    amina = client_of(cast.amina)
    assert "The people named beside the forum that you choose." in amina.get("/forums/ask/").content.decode()
    for page in (
        amina.get("/forums/ask/?forum=night"),
        amina.post("/forums/ask/", {**QUESTION, "forum": night.pk, "preview": "1"}),
        amina.post("/forums/ask/", {**QUESTION, "title": "", "forum": night.pk}),
    ):
        shown = page.content.decode().split("Who will see this:")[1].split("</p>")[0]
        assert night.audience.sentence in shown
        assert f'data-mentions="/forums/mentions/?forum={night.slug}"' in page.content.decode()


def test_a_preview_shows_all_that_others_would_see(cast: Any, night: Forum) -> None:
    guide, picture = factories.guide("warm", short_title="Thermal care"), keep(cast.amina)
    data = {**QUESTION, "about": [guide.pk], "without_name": "on", "files": [picture.pk], "preview": "1"}
    data[f"alt_{picture.pk}"] = "Temperatures"
    page = client_of(cast.amina).post("/forums/night/ask/", data).content.decode()
    shown = page.split('class="composer__preview"')[1].split("<form")[0]
    for words in ("Who sleeps?", "<strong>night</strong>", "Thermal care", "Your name will not stand"):
        assert words in shown, words
    assert picture.get_absolute_url() in shown
    assert_html_valid({"ask": page})
    page = client_of(cast.amina).post("/forums/night/ask/", {**QUESTION, "preview": "1"}).content.decode()
    shown = page.split('class="composer__preview"')[1].split("<form")[0]
    assert "About:" not in shown
    assert "Your name" not in shown
    assert Post.objects.count() == 0


def test_what_is_new_is_counted_in_posts_and_no_replies_have_no_order(cast: Any, night: Forum) -> None:
    asked = topic(cast.carys, into=night)
    amina = client_of(cast.amina)
    assert "1 new post</b>. No replies" in amina.get("/forums/night/").content.decode()
    page = Client().get(asked.get_absolute_url()).content.decode()
    assert "<b>No replies</b> yet" in page
    assert "oldest first" not in page
    reply(asked, cast.ben)
    reply(asked, cast.ben)
    assert "3 new posts</b>. 2 replies" in amina.get("/forums/night/").content.decode()
    assert "<b>2 replies</b>, oldest first" in Client().get(asked.get_absolute_url()).content.decode()


def test_who_tried_it_too_comes_back_to_the_post(cast: Any, night: Forum) -> None:
    guide = factories.guide("warm")
    post = reply(topic(cast.carys, into=night, about=[guide]), cast.ben)
    back = f"{post.topic.get_absolute_url()}#post-{post.pk}"
    amina = client_of(cast.amina)
    page = amina.post(f"/posts/{post.pk}/tried/", follow=True).content.decode()
    assert "Saved: you tried this too." in page
    assert f'href="{back}">Cancel' in page
    assert_html_valid({"form": page})
    address = f"/guides/warm/adoption/{cast.fenmere.slug}/"
    answer = amina.post(address, {"status": "planning", "next": back})
    assert answer["Location"] == back, answer.content.decode()
    assert Adoption.objects.count() == 1
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        page = amina.get(address, {"next": elsewhere}).content.decode()
        assert "evil" not in page
        assert "alert(1)" not in page
