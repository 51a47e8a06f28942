"""Verbs of discussions. Each is one transaction, and writes down what happened."""

from forums.services.holding import delete_topic, reject_post, release_post, remove_post
from forums.services.pages import close_with_page, open_for_page
from forums.services.posting import (
    CannotReply,
    edit_post,
    mark_helpful,
    post_reply,
    start_topic,
    unmark_helpful,
)

__all__ = [
    "CannotReply",
    "close_with_page",
    "delete_topic",
    "edit_post",
    "mark_helpful",
    "open_for_page",
    "post_reply",
    "reject_post",
    "release_post",
    "remove_post",
    "start_topic",
    "unmark_helpful",
]
