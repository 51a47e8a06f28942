"""The title of a topic and the guides that it is about: shown, and changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from activity.models import Activity
from forums.models import Topic
from forums.services import CannotModerate, retitle_topic
from moderation.models import AuditEntry
from tests import factories
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
