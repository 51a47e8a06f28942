"""`check_forums`: finds each thing that is kept twice and differs, and mends it."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_comments_xtd.models import XtdComment

from forums.models import Post, Topic, TopicRead
from forums.services import accept_answer, merge_topics, remove_post, split_posts
from tests.forums.makers import reply, topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(cast: Any) -> Topic:
    """A topic with a little of everything: five replies, one of them removed and one held."""
    made = topic(cast.carys)
    one = reply(made, cast.ben)
    reply(made, cast.amina, answers=one)
    reply(made, cast.farah, answers=Post.objects.get(topic=made, seq=3))
    remove_post(reply(made, cast.ben), by=cast.dev)
    reply(made, cast.ben, held_kinds=["postcode"])
    accept_answer(one, by=cast.carys)
    TopicRead.objects.create(user=cast.amina, topic=made, last_seq=3)
    topic(cast.ben)
    return made


def run(*arguments: str) -> str:
    """What the command prints."""
    said = StringIO()
    call_command("check_forums", *arguments, stdout=said, no_color=True)
    return said.getvalue()


def test_what_the_verbs_keep_agrees(asked: Topic, cast: Any) -> None:
    assert run() == "Everything agrees with the posts.\n"
    other = topic(cast.ben)
    reply(other, cast.amina, answers=reply(other, cast.carys))
    kept = merge_topics(other, into=asked, by=cast.dev)
    assert run() == "Everything agrees with the posts.\n"
    branch = Post.objects.get(topic=kept, seq=2)
    split_posts([branch], by=cast.dev, title="On its own")
    assert run() == "Everything agrees with the posts.\n"


def counter(asked: Topic) -> None:
    Topic.objects.filter(pk=asked.pk).update(post_count=40)


def last_position(asked: Topic) -> None:
    Topic.objects.filter(pk=asked.pk).update(last_seq=2)
    TopicRead.objects.all().delete()


def last_time(asked: Topic) -> None:
    Topic.objects.filter(pk=asked.pk).update(last_post_at=timezone.now())


def last_writer(asked: Topic) -> None:
    Topic.objects.filter(pk=asked.pk).update(last_post_by=asked.author)


def nameless_last_writer(asked: Topic) -> None:
    Post.objects.filter(topic=asked, seq=4).update(is_anonymous=True)


def open_though_answered(asked: Topic) -> None:
    Topic.objects.filter(pk=asked.pk).update(status="open")


def answered_by_what_is_gone(asked: Topic) -> None:
    Post.objects.filter(topic=asked).update(accepted_at=None)
    Post.objects.filter(topic=asked, seq=5).update(accepted_at=timezone.now())


def path(asked: Topic) -> None:
    Post.objects.filter(topic=asked, seq=3).update(path="000003")


def paths_swapped(asked: Topic) -> None:
    first, second = Post.objects.filter(topic=asked, seq__in=[1, 2]).order_by("seq")
    Post.objects.filter(pk=first.pk).update(path="x")
    Post.objects.filter(pk=second.pk).update(path="000001")
    Post.objects.filter(pk=first.pk).update(path="000002")


def parent_elsewhere(asked: Topic) -> None:
    stranger = Post.objects.exclude(topic=asked).get()
    Post.objects.filter(topic=asked, seq=3).update(reply_to=stranger)


def comment_without_post(asked: Topic) -> None:
    made = XtdComment(
        content_type=ContentType.objects.get_for_model(Topic),
        object_pk=str(asked.pk),
        site_id=settings.SITE_ID,
        comment="Lost",
        submit_date=timezone.now(),
    )
    super(XtdComment, made).save()


def read_too_far(asked: Topic) -> None:
    TopicRead.objects.update(last_seq=4_000)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (counter, "counts 40 posts; there are 4"),
        (last_position, "last position is 2; a post stands at 6"),
        (last_time, "last post was at"),
        (last_writer, "last writer is"),
        (nameless_last_writer, "last writer is"),
        (open_though_answered, "is open; one of its posts is an accepted answer"),
        (answered_by_what_is_gone, "none of the posts that are marked as answers can be read"),
        (path, "stands at 000003; its place is 000002000003"),
        (paths_swapped, "stands at 000002; its place is 000001"),
        (parent_elsewhere, "answers one that is not before it in the topic"),
        (comment_without_post, "1 comments are no post of a topic"),
        (read_too_far, "1 readers stand behind the last post of a topic"),
    ],
)
def test_each_thing_that_differs_is_found_and_mended(
    asked: Topic, spoil: Callable[[Topic], None], says: str
) -> None:
    spoil(asked)
    said = StringIO()
    with pytest.raises(CommandError, match="--mend"):
        call_command("check_forums", stdout=said)
    assert says in said.getvalue()
    assert "put right." in run("--mend")
    assert run() == "Everything agrees with the posts.\n"
    assert Post.objects.filter(topic=asked).count() == 6
