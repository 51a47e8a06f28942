"""What of the forums can be followed, read as a feed, and said in words."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from accounts.models import PUBLIC_ID
from activity import feed_directory, followable, words
from activity.feed_directory import FeedLine, Reader
from forums.models import Forum, Topic
from forums.services import placing
from forums.services.crediting import ASKED


def forum_feeds(reader: Reader) -> Iterable[FeedLine]:
    """What is new in all forums together, and in each."""
    return [FeedLine("All forums", reverse("forums:index"))] + [
        FeedLine(forum.title, forum.get_absolute_url(), public=forum.audience_id == PUBLIC_ID)
        for forum in Forum.objects.visible_to(reader)
    ]


def register() -> None:
    """Called from `AppConfig.ready`."""
    followable.register(Forum, "Forum")
    followable.register(Topic, "Topic")
    feed_directory.register("Forums", forum_feeds, place=20)
    words.register("forums.post.created", "replied in")
    words.register("forums.topic.created", "started")
    words.register_direct("forums.post.created", "mentioned you in")
    words.register_direct("forums.topic.created", "mentioned you in")
    words.register(ASKED, "asks whether your posts may be used from")
    for verb, said in placing.WORDS.items():
        words.register(verb, said)
