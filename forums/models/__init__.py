"""Forums, their topics and posts."""

from forums.models.forum import Forum
from forums.models.post import (
    BODY_LENGTH,
    FORMER_MEMBER,
    HELPFUL,
    MAX_SEGMENTS,
    Post,
    PostQuerySet,
    path_after,
)
from forums.models.topic import Topic, TopicQuerySet

__all__ = [
    "BODY_LENGTH",
    "FORMER_MEMBER",
    "HELPFUL",
    "MAX_SEGMENTS",
    "Forum",
    "Post",
    "PostQuerySet",
    "Topic",
    "TopicQuerySet",
    "path_after",
]
