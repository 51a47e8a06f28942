"""Asking without a name: nobody but the moderators learns whose question it is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from activity import deliver
from activity.models import Activity, Notification
from forums.models import Forum, Topic
from forums.services import CannotReply, edit_post
from tests.forums.makers import forum, reply, topic
from tests.forums.test_files import client_of
from tests.forums.test_writing import hidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(cast: Any) -> Forum:
    return forum("quiet", title="Quiet", allows_anonymous=True)


def test_a_question_is_asked_without_a_name(cast: Any, room: Forum) -> None:
    amina = client_of(cast.amina)
    page = amina.get("/forums/quiet/ask/").content.decode()
    assert "Ask without my name" in page
    data = {"title": "Am I alone?", "body": "It went wrong.", "kind": "question", "key": hidden(page, "key")}
    assert amina.post("/forums/quiet/ask/", {**data, "without_name": "on"}).status_code == 302
    asked = Topic.objects.get()
    assert (asked.author, asked.is_anonymous, asked.posts.get().is_anonymous) == (cast.amina, True, True)
    assert asked.last_post_by is None
    created = Activity.objects.announced().about(asked).get()
    assert created.actor is None
    for path in ("/forums/feed.json", "/forums/quiet/feed.rss", f"{asked.get_absolute_url()}feed.atom"):
        assert "Amina" not in Client().get(path).content.decode()


def test_its_writer_is_not_told_of_it(cast: Any, room: Forum) -> None:
    asked = topic(cast.amina, into=room, is_anonymous=True)
    reply(asked, cast.amina, is_anonymous=True)
    deliver.deliver_all()
    assert not Notification.objects.filter(user=cast.amina).exists()
    reply(asked, cast.ben)
    deliver.deliver_all()
    assert Notification.objects.filter(user=cast.amina).count() == 1


def test_the_asker_goes_on_without_a_name_and_others_do_not(cast: Any, room: Forum) -> None:
    asked = topic(cast.amina, into=room, is_anonymous=True)
    amina, ben = client_of(cast.amina), client_of(cast.ben)
    page = amina.get(asked.get_absolute_url()).content.decode()
    assert re.search(r'<input type="checkbox" name="without_name"[^>]* checked', page)
    assert 'name="without_name"' not in ben.get(asked.get_absolute_url()).content.decode()
    amina.post(asked.get_absolute_url(), {"body": "More of it", "without_name": "on"})
    # Nobody is named who ticked the box: it is refused, and what they wrote stays in the form.
    page = ben.post(asked.get_absolute_url(), {"body": "We too", "without_name": "on"}).content.decode()
    assert "Only the person who asked here without a name replies without one." in page
    ben.post(asked.get_absolute_url(), {"body": "We too"})
    assert [post.is_anonymous for post in asked.posts.order_by("seq")] == [True, True, False]
    with pytest.raises(CannotReply):
        reply(asked, cast.ben, is_anonymous=True)


def test_an_edit_does_not_tell_the_name(cast: Any, room: Forum) -> None:
    asked = topic(cast.amina, into=room, is_anonymous=True)
    edit_post(asked.posts.get(), by=cast.amina, body="In other words")
    assert not Activity.objects.filter(actor=cast.amina).exists()


def test_a_forum_that_does_not_allow_it_says_so(cast: Any, room: Forum) -> None:
    night = forum("night", title="Night")
    amina = client_of(cast.amina)
    assert "Ask without my name" not in amina.get("/forums/night/ask/").content.decode()
    data = {"title": "A?", "body": "B.", "kind": "question", "forum": night.pk, "without_name": "on"}
    page = amina.post("/forums/ask/", data).content.decode()
    assert "The forum Night takes no questions without a name." in page
    assert Topic.objects.count() == 0
    with pytest.raises(CannotReply):
        topic(cast.amina, into=night, is_anonymous=True)
