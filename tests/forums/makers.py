"""Forums, topics and posts for tests, made through the product's own verbs."""

from __future__ import annotations

from itertools import count
from typing import Any

from accounts.models import PUBLIC_ID, User
from forums.models import Forum, Post, Topic
from forums.services import post_reply, start_topic
from tests.factories import audience

_numbers = count(1)


def forum(slug: str = "", *, key: str = "", **fields: Any) -> Forum:
    """A forum, for everyone unless `key` names an audience."""
    number = next(_numbers)
    fields.setdefault("title", f"Forum {number}")
    audience_id = audience(key).pk if key else PUBLIC_ID
    return Forum.objects.create(
        slug=slug or f"forum-{number}", description="For tests.", audience_id=audience_id, **fields
    )


def topic(author: User, *, into: Forum | None = None, title: str = "", body: str = "", **how: Any) -> Topic:
    """A question."""
    title = title or f"Question {next(_numbers)}?"
    return start_topic(
        into or forum(), author=author, title=title, body=body or "What has worked for you?", **how
    )


def reply(to: Topic, author: User, body: str = "", *, answers: Post | None = None, **how: Any) -> Post:
    """A reply."""
    body = body or f"Reply {next(_numbers)}."
    return post_reply(to, author=author, body=body, reply_to=answers, **how)
