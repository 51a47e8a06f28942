"""What search knows of topics."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.text import slugify

from accounts.models import MEMBERS_ID, PUBLIC_ID
from activity import deliver
from forums.documents import TOLD_LENGTH, TopicDocument
from forums.models import Topic
from forums.services import remove_post
from search.registry import Facet, Fields, document_for
from tests import factories
from tests.forums.makers import forum, reply, topic

pytestmark = pytest.mark.django_db


def fields(of: Topic) -> Fields:
    document = TopicDocument()
    return document.fields(document.get_queryset().get(pk=of.pk))


def test_a_topic_is_found_by_its_title_and_by_what_was_said(cast: Any) -> None:
    guide = factories.guide("scores", short_title="Early warning")
    asked = topic(cast.carys, into=forum(title="Nights"), title="Who sleeps?", about=[guide])
    reply(asked, cast.ben, "At *ten* & at < nine.")
    found = fields(asked)
    assert found.title == "Who sleeps?"
    assert found.body == "What has worked for you? At ten & at < nine."
    assert (found.status, found.mark, found.audience_id) == ("Open question", "ring", PUBLIC_ID)
    assert found.meta.startswith("Nights. 1 reply, last ")
    assert found.facets == (Facet("intervention", "scores", "Early warning"),)
    assert found.path == asked.get_absolute_url()
    document = document_for(Topic)
    assert document is not None
    assert (document.kind, document.plural) == ("topic", "Topics")


def test_a_topic_is_found_by_who_asked_it_unless_they_gave_no_name(cast: Any) -> None:
    assert fields(topic(cast.carys)).author == slugify(cast.carys.name) != ""
    into = forum(allows_anonymous=True)
    asked = topic(cast.carys, into=into, is_anonymous=True)
    reply(asked, cast.ben)
    assert asked.author_id == cast.carys.pk
    assert fields(asked).author == ""
    Topic.objects.filter(pk=asked.pk).update(author=None, is_anonymous=False)
    assert fields(asked).author == ""


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("question", "open", "Open question"),
        ("question", "answered", "Answered"),
        ("question", "closed", "Closed"),
        ("discussion", "open", "Discussion"),
        ("sharing", "open", "Sharing"),
        ("discussion", "closed", "Closed"),
    ],
)
def test_the_status_is_said_in_words(cast: Any, kind: str, status: str, words: str) -> None:
    asked = topic(cast.carys, kind=kind)
    Topic.objects.filter(pk=asked.pk).update(status=status)
    assert fields(asked).status == words


def test_what_is_held_or_removed_is_not_found(cast: Any) -> None:
    asked = topic(cast.carys)
    reply(asked, cast.amina, "Near SW1A 1AA", held_kinds=["postcode"])
    remove_post(reply(asked, cast.ben, "Rude"), by=cast.dev)
    assert fields(asked).body == "What has worked for you?"
    held = topic(cast.carys, held_kinds=["postcode"])
    assert held not in TopicDocument().get_queryset()


def test_the_topic_of_a_page_is_found_once_it_says_something_while_the_page_is_published(
    cast: Any,
) -> None:
    page = factories.case_study(open_for_discussion=True)
    deliver.deliver_all()
    asked = Topic.objects.get()
    assert asked not in TopicDocument().get_queryset()
    said = reply(asked, cast.ben)
    assert asked in TopicDocument().get_queryset()
    remove_post(said, by=cast.dev)
    assert asked not in TopicDocument().get_queryset()
    reply(asked, cast.ben)
    page.unpublish()
    assert asked not in TopicDocument().get_queryset()


def test_the_narrower_of_two_audiences_counts(cast: Any) -> None:
    asked = topic(cast.carys, into=forum(key="members"))
    Topic.objects.filter(pk=asked.pk).update(audience_id=PUBLIC_ID)
    assert fields(asked).audience_id == MEMBERS_ID


def test_a_guide_that_others_may_not_see_is_no_facet(cast: Any) -> None:
    guide = factories.guide(audience=factories.audience("trust:fenmere"))
    assert fields(topic(cast.amina, about=[guide])).facets == ()


def test_a_very_long_topic_is_bounded(cast: Any) -> None:
    asked = topic(cast.carys)
    for _ in range(6):
        reply(asked, cast.ben, "word " * 4_000)
    assert len(fields(asked).body) == TOLD_LENGTH


def test_a_batch_takes_as_many_queries_for_many_as_for_three(cast: Any) -> None:
    guide = factories.guide()
    document = TopicDocument()
    taken = []
    for more in (3, 21):
        for _ in range(more):
            reply(topic(factories.user(), about=[guide]), cast.ben)
        with CaptureQueriesContext(connection) as captured:
            assert all(document.fields(each).facets for each in document.get_queryset())
        taken.append(len(captured))
    assert taken[1] <= taken[0]
