"""The title of a topic and the guides that it is about: shown, and changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from activity.models import Activity
from forums.models import PostRevision, Topic
from forums.services import CannotModerate, retitle_topic
from moderation.models import AuditEntry, WatchedWord
from tests import factories
from tests.checks import assert_html_valid, queries_of
from tests.forums.makers import reply, topic
from tests.forums.test_editing import older
from tests.forums.test_files import client_of

pytestmark = pytest.mark.django_db


def test_a_moderator_changes_a_title_and_the_address_stays(cast: Any) -> None:
    asked = topic(cast.carys, title="Coold babies")
    warm = factories.guide("warm", short_title="Thermal care")
    address = asked.get_absolute_url()
    changed = retitle_topic(asked, by=cast.dev, title="Cold babies", about=[warm])
    assert (changed.title, changed.get_absolute_url()) == ("Cold babies", address)
    assert [page.slug for page in changed.about.all()] == ["warm"]
    assert "<h1>Cold babies</h1>" in Client().get(address).content.decode()
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.by, entry.about) == ("topic.retitled", cast.dev, cast.carys)
    history = client_of(cast.dev).get(f"/posts/{asked.posts.get().pk}/history/").content.decode()
    assert "Title: Coold babies" in history
    with pytest.raises(CannotModerate):
        retitle_topic(asked, by=cast.dev, title="Cold babies", about=[warm])


def test_a_title_that_told_of_a_patient_is_left_nowhere(cast: Any) -> None:
    asked = topic(cast.carys, title="About Ada Lovelace")
    reply(asked, cast.ben)
    older(asked.posts.get(seq=1))
    retitle_topic(asked, by=cast.carys, title="Still about Ada Lovelace")
    retitle_topic(asked, by=cast.dev, title="About a baby", keep=False)
    asked.refresh_from_db()
    assert asked.slug == "about-a-baby"
    told = Activity.objects.about(asked)
    assert not any("ovelace" in f"{one.title}{one.url}".replace("-", " ") for one in told)
    history = client_of(cast.dev).get(f"/posts/{asked.posts.get(seq=1).pk}/history/").content.decode()
    assert "Lovelace" not in history


def test_guides_that_a_moderator_may_not_see_stay(cast: Any) -> None:
    theirs = factories.guide("theirs", audience=factories.audience("trust:castlebeck"))
    shown = factories.guide("shown")
    asked = topic(cast.ben, about=[theirs, shown])
    retitle_topic(asked, by=cast.carys, title=asked.title, about=[])
    assert [page.slug for page in asked.about.all()] == ["theirs"]


def test_the_topic_of_a_page_keeps_the_name_of_the_page(cast: Any) -> None:
    about = Topic.objects.create(
        forum=topic(cast.carys).forum, title="Page", slug="page", page=factories.guide("g"), audience_id=1
    )
    with pytest.raises(CannotModerate):
        retitle_topic(about, by=cast.dev, title="Other")


def test_a_topic_says_what_it_is_about_to_those_who_may_see_the_guide(cast: Any) -> None:
    warm = factories.guide("warm", short_title="Thermal care")
    theirs = factories.guide("theirs", short_title="Theirs", audience=factories.audience("trust:castlebeck"))
    asked, plain = topic(cast.ben, about=[warm, theirs]), topic(cast.ben)
    page = Client().get(asked.get_absolute_url()).content.decode()
    assert f'About: <a href="{warm.get_absolute_url()}">Thermal care</a></p>' in page
    assert "Theirs" not in page
    assert "Theirs" in client_of(cast.ben).get(asked.get_absolute_url()).content.decode()
    assert_html_valid({"topic": page})
    assert "About:" not in Client().get(plain.get_absolute_url()).content.decode()
    taken = [len(queries_of(Client(), each.get_absolute_url())) for each in (plain, asked)]
    assert taken[1] <= taken[0] + 1


def test_the_asker_changes_title_and_guides_with_the_question(cast: Any) -> None:
    warm, cold = factories.guide("warm"), factories.guide("cold")
    asked = topic(cast.amina, title="Coold babies", about=[warm])
    post = older(asked.posts.get())
    amina, url = client_of(cast.amina), f"/posts/{post.pk}/edit/"
    page = amina.get(url).content.decode()
    assert 'value="Coold babies"' in page
    data = {"title": "Cold babies", "body": post.comment, "about": [cold.pk]}
    page = amina.post(url, {**data, "preview": "1"}).content.decode()
    assert "<b>Cold babies</b>" in page
    assert Topic.objects.get().title == "Coold babies"
    assert amina.post(url, data).status_code == 302
    found = Topic.objects.get()
    assert (found.title, found.slug, found.about.get().slug) == ("Cold babies", asked.slug, "cold")
    assert found.posts.get().edited_at is not None
    assert PostRevision.objects.get().title == "Coold babies"
    assert AuditEntry.objects.count() == 0
    assert client_of(cast.ben).post(url, data).status_code == 403
    assert (
        "Title, in one line" not in amina.get(f"/posts/{reply(found, cast.amina).pk}/edit/").content.decode()
    )


@pytest.mark.parametrize("title", ["NHS number 943 476 5919", "Cold babies in SW1A 1AA", "A secret word"])
def test_a_title_that_others_may_not_read_at_once_is_not_taken(cast: Any, title: str) -> None:
    WatchedWord.objects.create(word="secret", act=WatchedWord.Act.HOLD)
    asked = topic(cast.amina, title="Cold babies")
    url = f"/posts/{asked.posts.get().pk}/edit/"
    data = {"title": title, "body": "Why?", "declaration": "on"}
    page = client_of(cast.amina).post(url, data).content.decode()
    assert "There is a problem" in page
    assert "Why?</textarea>" in page
    assert Topic.objects.get().title == "Cold babies"
