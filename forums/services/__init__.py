"""Verbs of discussions. Each is one transaction, and writes down what happened."""

from forums.services.answering import (
    CannotAccept,
    accept_answer,
    close_question,
    mark_helpful,
    react,
    reopen_question,
    unaccept_answer,
    unmark_helpful,
    unreact,
)
from forums.services.arranging import (
    close_topic,
    lock_topic,
    merge_topics,
    move_topic,
    pin_topic,
    reopen_topic,
    split_posts,
    summarise_topic,
    unlock_topic,
    unpin_topic,
)
from forums.services.crediting import answer_credit, answers_in, ask_for_credit
from forums.services.editing import PostIsGone, delete_own_post, edit_post
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
    post_reply,
    start_topic,
)

__all__ = [
    "CannotAccept",
    "CannotModerate",
    "CannotReply",
    "PostIsGone",
    "accept_answer",
    "answer_credit",
    "answers_in",
    "ask_for_credit",
    "close_question",
    "close_topic",
    "close_with_page",
    "delete_own_post",
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
    "react",
    "reject_post",
    "release_post",
    "remove_post",
    "reopen_question",
    "reopen_topic",
    "split_posts",
    "start_topic",
    "summarise_topic",
    "unaccept_answer",
    "unlock_topic",
    "unmark_helpful",
    "unpin_topic",
    "unreact",
]
