"""What moderators see of held posts, and what becomes of them when they decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils import timezone

from accounts.models import User
from forums import services
from forums.models import Post, Topic
from moderation import places, targets
from moderation.targets import Described


def describe(ids: Iterable[int]) -> Mapping[int, Described]:
    """Held posts by id, with topic, forum and writer: one query."""
    posts = Post.objects.filter(pk__in=list(ids)).select_related(
        "user", "topic__forum__audience", "topic__audience", "topic__page"
    )
    return {post.pk: _described(post) for post in posts}


def _described(post: Post) -> Described:
    topic = post.topic
    # Nobody but its writer can open a topic that waits itself: its forum is where it would stand.
    place = topic.forum if topic.held else topic
    opens = not topic.held and (topic.page is None or topic.page.live)
    return Described(
        title=topic.title,
        where=topic.forum.title,
        where_url=place.get_absolute_url(),
        text=post.comment,
        author=post.user,
        written=post.submit_date or timezone.now(),
        audience=topic.gate,
        title_url=topic.get_absolute_url() if opens else "",
        place=place_of(topic),
    )


def place_of(topic: Topic) -> str:
    """The forum whose moderators look after a topic."""
    return f"forum:{topic.forum_id}"


def places_of(user: User) -> list[str]:
    """The forums that name a person as their moderator."""
    return [f"forum:{pk}" for pk in user.moderated_forums.values_list("pk", flat=True)]


def register() -> None:
    """Tells moderation of posts and of who moderates what."""
    places.register(places_of)
    targets.register(
        Post,
        release=services.release_post,
        reject=services.reject_post,
        describe=describe,
    )
