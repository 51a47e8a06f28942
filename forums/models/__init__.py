"""Forums, their topics and posts."""

from forums.models.forum import Forum
from forums.models.post import HELPFUL, Post
from forums.models.topic import Topic

__all__ = ["HELPFUL", "Forum", "Post", "Topic"]
