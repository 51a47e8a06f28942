"""The posts of one topic, with what readers said of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from forums.models import BODY_LENGTH, Post, Topic
from forums.models.post import CommentFlag
from forums.packs.values import Data, Resolve, person, text_of, update
from forums.services import edit_post, thread
from forums.services.answering import REACTIONS, react
from forums.times import read_time, write_time

There = dict[tuple[int | None, datetime], list[Post]]


def import_posts(topic: Topic, posts: list[Data], resolve: Resolve) -> bool:
    """Adds what is not there yet, in the order of the file; changes what differs."""
    there: There = {}
    for post in Post.objects.filter(topic=topic).select_related("user").order_by("seq"):
        there.setdefault((post.user_id, post.submit_date), []).append(post)
    by_number: dict[int, Post] = {}
    changed = False
    for number, data in enumerate(posts, start=1):
        try:
            post, new = _import_post(topic, data, resolve, there, by_number)
            changed = _import_sayings(post, data, resolve) or new or changed
        except ValueError as error:
            raise ValueError(f"post {number}: {error}") from error
        by_number[number] = post
    return changed


def _import_post(
    topic: Topic, data: Data, resolve: Resolve, there: There, by_number: dict[int, Post]
) -> tuple[Post, bool]:
    """One post, and whether it is new or was changed."""
    author = person(data.get("author"), resolve)
    at = read_time(data.get("at"), "at")
    body = text_of(data, "body", BODY_LENGTH)
    answers = data.get("reply_to")
    if answers is not None and answers not in by_number:
        raise ValueError(f"reply_to: there is no post {answers} before it.")
    if same := there.get((author.pk if author else None, at)):
        return _import_words(same.pop(0), body, author)
    parent = by_number[answers] if answers is not None else None
    post = thread.add_post(
        topic,
        author=author,
        body=body,
        parent=None if parent is None or parent.is_opening else parent,
        at=at,
        is_anonymous=bool(data.get("anonymous")),
    )
    if not post.is_opening:
        thread.announce_post(topic, post, at=at)
    return post, True


def _import_words(post: Post, body: str, author: User | None) -> tuple[Post, bool]:
    """The words of a post that is there: changed where they differ. A removed one stays removed."""
    if post.comment == body or post.is_removed or author is None:
        return post, False
    return edit_post(post, by=author, body=body), True


def _import_sayings(post: Post, data: Data, resolve: Resolve) -> bool:
    """Whether it answers the question, and who said what of it. What members said here stays."""
    values: Data = {"is_anonymous": bool(data.get("anonymous"))}
    if data.get("accepted"):
        values |= {"accepted_at": read_time(data["accepted"], "accepted")}
    changed = update(post, values)
    known = set(CommentFlag.objects.filter(comment_id=post.pk).values_list("flag", "user__email"))
    for flag, emails in (data.get("reactions") or {}).items():
        if flag not in REACTIONS:
            raise ValueError(f"reactions: {flag!r} is none of {', '.join(sorted(REACTIONS))}.")
        for email in emails:
            who = resolve.user(email)
            if (flag, who.email) not in known:
                react(post, by=who, flag=flag)
                changed = True
    return changed


def exported_post(post: Post, numbers: Mapping[int, int]) -> Data:
    """One post; `numbers` are the places of all posts of its topic, by id. Needs `user` and `flags`."""
    data: Data = {
        "author": post.user.email if post.user else "",
        "at": write_time(post.submit_date or timezone.now()),
    }
    if post.is_anonymous:
        data["anonymous"] = True
    if post.accepted_at:
        data["accepted"] = write_time(post.accepted_at)
    if post.reply_to_id in numbers:
        data["reply_to"] = numbers[post.reply_to_id]
    if reactions := _reactions(post):
        data["reactions"] = reactions
    return {**data, "body": post.comment}


def _reactions(post: Post) -> dict[str, list[str]]:
    """Who said what of a post, by email, in one order."""
    said: dict[str, list[str]] = {}
    for flag in sorted(post.flags.all(), key=lambda flag: (flag.flag, flag.user.email)):
        if flag.flag in REACTIONS:
            said.setdefault(flag.flag, []).append(flag.user.email)
    return said
