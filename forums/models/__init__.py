"""Forums, their topics and posts, and what readers keep of them."""

from forums.models.file import PostFile
from forums.models.forum import LEVEL_SENTENCES, Forum, ForumQuerySet, Level
from forums.models.history import PostRevision
from forums.models.post import (
    BODY_LENGTH,
    FORMER_MEMBER,
    HELPFUL,
    MAX_SEGMENTS,
    NAMELESS,
    THANKS,
    TRIED,
    Post,
    PostQuerySet,
    path_after,
    path_below,
)
from forums.models.reading import CreditRequest, Draft, ForumRead, Mention, TopicRead
from forums.models.topic import TITLE_LENGTH, Topic, TopicQuerySet

__all__ = [
    "BODY_LENGTH",
    "FORMER_MEMBER",
    "HELPFUL",
    "LEVEL_SENTENCES",
    "MAX_SEGMENTS",
    "NAMELESS",
    "THANKS",
    "TITLE_LENGTH",
    "TRIED",
    "CreditRequest",
    "Draft",
    "Forum",
    "ForumQuerySet",
    "ForumRead",
    "Level",
    "Mention",
    "Post",
    "PostFile",
    "PostQuerySet",
    "PostRevision",
    "Topic",
    "TopicQuerySet",
    "TopicRead",
    "path_after",
    "path_below",
]
