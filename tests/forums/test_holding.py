"""What a moderator does with a post: publish, take out; and what nobody does by accident."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_comments.models import Comment, CommentFlag
from django_comments_xtd.models import XtdComment

from activity import deliver
from activity.models import Activity, Notification, Subscription
from activity.services import follow
from forums.models import Post, Topic
from forums.services import delete_topic, edit_post, mark_helpful, reject_post, release_post
from moderation.models import Hold
from tests.forums.makers import forum, reply, topic

pytestmark = pytest.mark.django_db
KINDS = ["postcode"]


def test_a_released_post_is_counted_announced_and_told(cast: Any) -> None:
    asked = topic(cast.carys)
    deliver.deliver_all()
    follow(cast.ben, asked)
    post = reply(asked, cast.amina, held_kinds=KINDS)
    deliver.deliver_all()
    assert not Notification.objects.filter(user=cast.ben)
    release_post(post, by=cast.dev)
    deliver.deliver_all()
    asked.refresh_from_db()
    assert (asked.post_count, asked.last_post_by) == (2, cast.amina)
    told = Activity.objects.announced().get(verb="forums.post.created")
    assert (told.target, told.actor) == (post, cast.amina)
    assert Notification.objects.filter(user=cast.ben, activity=told).exists()
    assert post in Post.objects.visible_to(cast.nobody)


def test_a_released_question_comes_out_with_its_topic(cast: Any) -> None:
    room = forum()
    follow(cast.ben, room)
    asked = topic(cast.carys, into=room, held_kinds=KINDS)
    assert not Topic.objects.visible_to(cast.ben)
    release_post(asked.posts.get(), by=cast.dev)
    deliver.deliver_all()
    asked.refresh_from_db()
    assert (asked.held, asked.post_count, asked.reply_count) == (False, 1, 0)
    assert Activity.objects.announced().get().verb == "forums.topic.created"
    assert Notification.objects.filter(user=cast.ben).count() == 1


def test_a_rejected_post_leaves_no_word_behind(cast: Any) -> None:
    asked = topic(cast.carys)
    post = reply(asked, cast.amina, "She lives at SW1A 1AA", held_kinds=KINDS)
    reject_post(post, by=cast.dev)
    asked.refresh_from_db()
    assert asked.post_count == 1
    kept = Post.objects.get(pk=post.pk)
    assert (kept.comment, kept.body_html, kept.is_removed, kept.is_public) == ("", "", True, False)
    assert kept not in Post.objects.visible_to(cast.amina)
    assert "SW1A" not in " ".join(f"{each.title} {each.url}" for each in Activity.objects.all())


def test_a_rejected_question_goes_with_its_topic(cast: Any) -> None:
    asked = topic(cast.carys, title="Near SW1A 1AA", held_kinds=KINDS)
    reject_post(asked.posts.get(), by=cast.dev)
    assert Topic.objects.count() == Comment.objects.count() == 0
    assert Activity.objects.announced().count() == 0


def test_what_waits_is_written_down_without_its_title(cast: Any) -> None:
    asked = topic(cast.carys, title="Near SW1A 1AA", held_kinds=KINDS)
    edit_post(asked.posts.get(), by=cast.carys, body="Edited while it waits")
    rows = [f"{each.title} {each.url}" for each in Activity.objects.all()]
    assert len(rows) == 2
    assert not [row for row in rows if "SW1A" in row or "sw1a" in row]


def test_an_edit_that_is_doubtful_hides_the_post_until_it_is_read(cast: Any) -> None:
    asked = topic(cast.carys)
    post = reply(asked, cast.amina, "Clean")
    before = Activity.objects.get(verb="forums.post.created")
    edit_post(post, by=cast.amina, body="Near SW1A 1AA", held_kinds=KINDS)
    asked.refresh_from_db()
    assert asked.post_count == 1
    assert post not in Post.objects.visible_to(cast.ben)
    assert before not in Activity.objects.visible_to(cast.ben)
    assert Hold.objects.waiting().get().target == post
    release_post(Post.objects.get(pk=post.pk), by=cast.dev)
    assert post in Post.objects.visible_to(cast.ben)
    assert before in Activity.objects.visible_to(cast.ben)
    assert Activity.objects.filter(verb="forums.post.created").count() == 1


def test_a_doubtful_edit_of_the_question_keeps_the_thread(cast: Any) -> None:
    asked = topic(cast.carys)
    reply(asked, cast.ben)
    edit_post(asked.posts.get(seq=1), by=cast.carys, body="Near SW1A 1AA", held_kinds=KINDS)
    asked.refresh_from_db()
    assert (asked.held, asked.reply_count) == (False, 1)
    assert asked in Topic.objects.visible_to(cast.nobody)
    release_post(asked.posts.get(seq=1), by=cast.dev)
    asked.refresh_from_db()
    assert asked.reply_count == 1


def test_editing_does_not_publish_what_waits(cast: Any) -> None:
    asked = topic(cast.carys)
    parent = reply(asked, cast.ben, "Parent")
    held = reply(asked, cast.amina, "Child", answers=parent, held_kinds=KINDS)
    edit_post(parent, by=cast.ben, body="Parent, edited")
    edit_post(held, by=cast.amina, body="Child, made clean")
    held.refresh_from_db()
    assert held.held
    assert held not in Post.objects.visible_to(cast.ben)
    gone = reply(asked, cast.amina, answers=parent)
    Post.objects.filter(pk=gone.pk).update(is_public=False)
    current = Post.objects.get(pk=parent.pk)
    current.save()
    assert not Post.objects.get(pk=gone.pk).is_public


def test_comments_xtd_s_own_threading_stays_off(cast: Any) -> None:
    asked = topic(cast.carys)
    reply(asked, cast.amina, answers=reply(asked, cast.ben))
    rows = XtdComment.objects.values_list("thread_id", "level", "nested_count").distinct()
    assert list(rows) == [(0, 0, 0)]


def test_a_deleted_topic_leaves_no_row(cast: Any) -> None:
    kept = topic(cast.carys)
    kept_post = reply(kept, cast.ben)
    mark_helpful(kept_post, by=cast.amina)
    asked = topic(cast.carys)
    for number in range(30):
        post = reply(asked, cast.ben, held_kinds=KINDS if number % 10 == 0 else ())
        mark_helpful(post, by=cast.amina)
    with CaptureQueriesContext(connection) as captured:
        delete_topic(asked, by=cast.dev)
    assert len(captured) < 35
    assert Topic.objects.get() == kept
    assert Post.objects.count() == XtdComment.objects.count() == Comment.objects.count() == 2
    assert CommentFlag.objects.get().comment_id == kept_post.pk
    assert Hold.objects.waiting().count() == 0
    assert not Subscription.objects.of(asked)
    assert {each.target for each in Activity.objects.visible_to(cast.dev).announced()} == {kept, kept_post}
