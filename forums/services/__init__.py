"""Verbs of discussions. Each is one transaction, and writes down what happened."""

from forums.services.arranging import (
    close_topic,
    lock_topic,
    merge_topics,
    move_topic,
    pin_topic,
    reopen_topic,
    split_posts,
    unlock_topic,
    unpin_topic,
)
from forums.services.holding import (
    CannotModerate,
    delete_topic,
    edit_out,
    hide_post,
    put_back,
    reject_post,
    release_post,
    remove_post,
)
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
    "CannotModerate",
    "CannotReply",
    "close_topic",
    "close_with_page",
    "delete_topic",
    "edit_out",
    "edit_post",
    "hide_post",
    "lock_topic",
    "mark_helpful",
    "merge_topics",
    "move_topic",
    "open_for_page",
    "pin_topic",
    "post_reply",
    "put_back",
    "reject_post",
    "release_post",
    "remove_post",
    "reopen_topic",
    "split_posts",
    "start_topic",
    "unlock_topic",
    "unmark_helpful",
    "unpin_topic",
]
