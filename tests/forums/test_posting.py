"""A reply: where it stands, what it moves, who hears of it, what it costs."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activity import deliver
from activity.models import Activity, Notification, Subscription
from activity.services import follow
from forums.models import Forum, Post, Topic
from forums.services import CannotReply, mark_helpful, post_reply, unmark_helpful
from tests import factories
from tests.forums.makers import forum, reply, topic

pytestmark = pytest.mark.django_db


def test_a_topic_opens_with_its_first_post_and_its_author_follows_it(cast: Any) -> None:
    asked = topic(cast.carys, title="How do you score at night?", body="By day we **score** well.")
    asked.refresh_from_db()
    first = asked.posts.get()
    assert (first.seq, first.path, first.user, first.comment) == (
        1,
        "000001",
        cast.carys,
        "By day we **score** well.",
    )
    assert first.body_html == "<p>By day we <strong>score</strong> well.</p>\n"
    assert first.ip_address is None
    assert (asked.post_count, asked.reply_count, asked.last_seq) == (1, 0, 1)
    assert asked.last_post_by == cast.carys
    assert asked.slug == "how-do-you-score-at-night"
    assert Subscription.objects.of(asked).filter(user=cast.carys).exists()
    told = Activity.objects.announced().about(asked).get()
    assert (told.verb, told.target, told.actor) == ("forums.topic.created", asked, cast.carys)


def test_replies_stand_below_what_they_answer_in_the_order_of_time(cast: Any) -> None:
    asked = topic(cast.carys)
    one = reply(asked, cast.ben)
    two = reply(asked, cast.farah)
    under_one = reply(asked, cast.amina, answers=one)
    under_that = reply(asked, cast.ben, answers=under_one)
    last_under_one = reply(asked, cast.farah, answers=one)
    thread = Post.objects.filter(topic=asked).in_thread_order()
    order = [post.pk for post in thread[1:]]
    assert order == [one.pk, under_one.pk, under_that.pk, last_under_one.pk, two.pk]
    assert [post.depth for post in thread] == [0, 0, 1, 2, 1, 0]
    asked.refresh_from_db()
    assert (asked.post_count, asked.reply_count, asked.last_post_by) == (6, 5, cast.farah)


def test_an_answer_to_the_question_stands_on_the_first_level(cast: Any) -> None:
    asked = topic(cast.carys)
    answer = reply(asked, cast.ben, answers=asked.posts.get())
    assert (answer.path, answer.reply_to) == ("000002", None)


def test_followers_of_topic_forum_and_page_are_told_once_and_not_the_writer(cast: Any) -> None:
    room = forum()
    asked = topic(cast.carys, into=room)
    follow(cast.ben, asked)
    follow(cast.ben, room)
    follow(cast.farah, room)
    deliver.deliver_all()
    Notification.objects.all().delete()
    post = reply(asked, cast.amina)
    deliver.deliver_all()
    told = {told.user for told in Notification.objects.filter(activity__object_id=post.pk)}
    assert told == {cast.carys, cast.ben, cast.farah}
    assert Notification.objects.count() == 3
    assert Subscription.objects.of(asked).filter(user=cast.amina).exists()


def test_a_reply_in_a_trust_s_forum_tells_nobody_outside(cast: Any) -> None:
    room = forum(key="trust:fenmere")
    asked = topic(cast.amina, into=room)
    for person in (cast.farah, cast.carys):
        follow(person, room)
    deliver.deliver_all()
    Notification.objects.all().delete()
    reply(asked, cast.amina)
    deliver.deliver_all()
    assert [told.user for told in Notification.objects.all()] == [cast.farah]


@pytest.mark.parametrize("followers", [3, 50])
def test_a_reply_costs_the_same_whatever_the_number_of_followers(cast: Any, followers: int) -> None:
    asked = topic(cast.carys)
    parent = reply(asked, cast.ben)
    for _ in range(followers):
        follow(factories.user(), asked)
    with CaptureQueriesContext(connection) as captured:
        post_reply(asked, author=cast.amina, body="So do we.", reply_to=parent, key="k1")
    # Thirteen with its transaction, which here is a savepoint of the test's own.
    assert len(captured) <= 13, "\n".join(row["sql"] for row in captured)


def test_the_same_form_sent_twice_is_one_post(cast: Any) -> None:
    asked = topic(cast.carys)
    first = post_reply(asked, author=cast.ben, body="We do.", key="once")
    again = post_reply(asked, author=cast.ben, body="We do.", key="once")
    assert first.pk == again.pk
    asked.refresh_from_db()
    assert (asked.post_count, asked.last_seq) == (2, 2)
    assert Activity.objects.filter(verb="forums.post.created").count() == 1


def test_going_back_and_writing_something_else_is_another_post(cast: Any) -> None:
    asked = topic(cast.carys)
    first = post_reply(asked, author=cast.ben, body="We do.", key="once")
    other = post_reply(asked, author=cast.ben, body="We did, until May.", key="once")
    stranger = post_reply(asked, author=cast.amina, body="We do.", key="once")
    assert len({first.pk, other.pk, stranger.pk}) == 3


def test_the_same_question_sent_twice_is_one_topic(cast: Any) -> None:
    room = forum()
    first = topic(cast.carys, into=room, title="Same?", key="once")
    again = topic(cast.carys, into=room, title="Same?", key="once")
    assert first.pk == again.pk
    assert Topic.objects.count() == Post.objects.count() == 1


def test_a_closed_topic_takes_no_reply(cast: Any) -> None:
    asked = topic(cast.carys)
    Topic.objects.filter(pk=asked.pk).update(status=Topic.Status.CLOSED)
    with pytest.raises(CannotReply, match="closed"):
        reply(asked, cast.ben)
    assert asked.posts.count() == 1


def test_helpful_counts_each_person_once(cast: Any) -> None:
    post = reply(topic(cast.carys), cast.ben)
    for person in (cast.amina, cast.amina, cast.farah):
        mark_helpful(post, by=person)
    assert post.flags.count() == 2
    unmark_helpful(post, by=cast.amina)
    unmark_helpful(post, by=cast.amina)
    assert post.flags.count() == 1


def test_there_is_one_forum_of_resources(cast: Any) -> None:
    forum(hosts_pages=True)
    with pytest.raises(Exception, match=r"(?i)unique"):
        forum(hosts_pages=True)


def test_a_forum_without_topics_can_be_listed(cast: Any) -> None:
    forum("empty")
    assert [each.slug for each in Forum.objects.visible_to(cast.nobody)] == ["empty"]
