"""Proves what the forums keep twice: counters, positions, statuses. A verb moves each together with
the posts; this compares them with the posts themselves, some topics at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models, router, transaction
from django.db.models import F, OuterRef, Subquery
from django_comments.models import Comment
from django_comments_xtd.models import XtdComment

from forums.models import Post, Topic, TopicRead, path_after
from forums.models.post import CommentFlag
from forums.services import thread

# Topics whose posts are read at once: a topic of ten thousand posts is read alone in a moment.
AT_ONCE = 50
# Ids in one statement.
BATCH = 500
COLUMNS = (
    "pk",
    "topic_id",
    "seq",
    "path",
    "reply_to_id",
    "user_id",
    "submit_date",
    "is_public",
    "is_removed",
    "held",
    "is_anonymous",
    "accepted_at",
)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something kept twice that is not the same: where, what it says, what is true. `topic_id` is
    None for a row that belongs to no topic."""

    topic_id: int | None
    words: str


def check(topics: Iterable[Topic]) -> Iterator[Fault]:
    """Every fault of some topics."""
    some: list[Topic] = []
    for topic in topics:
        some.append(topic)
        if len(some) == AT_ONCE:
            yield from _check_some(some)
            some = []
    yield from _check_some(some)


def _check_some(topics: list[Topic]) -> Iterator[Fault]:
    rows: dict[int, list[Row]] = {topic.pk: [] for topic in topics}
    found = Post.objects.filter(topic__in=topics).order_by("topic_id", "seq").values(*COLUMNS)
    for row in found.iterator(chunk_size=2_000):
        rows[row["topic_id"]].append(row)
    for topic in topics:
        for words in faults_of(topic, rows[topic.pk]):
            yield Fault(topic.pk, words)


def faults_of(topic: Topic, rows: list[Row]) -> Iterator[str]:
    """What is wrong with one topic; `rows` are its posts by position."""
    shown = [row for row in rows if row["is_public"] and not row["held"]]
    count = len(shown)
    if topic.has_opening_post and not topic.held and rows and not any(row["seq"] == 1 for row in shown):
        count += 1
    # Its posts went to another topic, or it waits: nothing of it is listed.
    if topic.merged_into_id is None and topic.post_count != count:
        yield f"counts {topic.post_count} posts; there are {count}"
    highest = rows[-1]["seq"] if rows else 0
    if topic.last_seq < highest:
        yield f"last position is {topic.last_seq}; a post stands at {highest}"
    yield from _last_faults(topic, shown)
    yield from _status_faults(topic, shown, marked=any(row["accepted_at"] for row in rows))
    yield from _path_faults(rows)


def _last_faults(topic: Topic, shown: list[Row]) -> Iterator[str]:
    last = max(shown, key=lambda row: (row["submit_date"], row["pk"]), default=None)
    if last is None:
        return
    writer = None if last["is_anonymous"] else last["user_id"]
    at = last["submit_date"]
    if topic.last_post_at != at:
        yield f"last post was at {topic.last_post_at.isoformat()}; it was at {at.isoformat()}"
    elif topic.last_post_by_id != writer:
        yield f"last writer is {topic.last_post_by_id}; it was {writer}"


def _status_faults(topic: Topic, shown: list[Row], *, marked: bool) -> Iterator[str]:
    answered = any(row["accepted_at"] for row in shown)
    if answered and topic.status == Topic.Status.OPEN:
        yield "is open; one of its posts is an accepted answer"
    if marked and not answered and topic.status == Topic.Status.ANSWERED:
        yield "is answered; none of the posts that are marked as answers can be read"


def _path_faults(rows: list[Row]) -> Iterator[str]:
    """Each path is its parent's and its own position; a parent stands before in the same topic."""
    paths = expected_paths(rows)
    before: set[int] = set()
    for row in rows:
        if row["reply_to_id"] and row["reply_to_id"] not in before:
            yield f"post {row['pk']} answers one that is not before it in the topic"
        before.add(row["pk"])
        if paths[row["pk"]] != row["path"]:
            yield f"post {row['pk']} stands at {row['path'][-12:]}; its place is {paths[row['pk']][-12:]}"


def expected_paths(rows: list[Row]) -> dict[int, str]:
    """The path of each post, made of what it answers; `rows` are the posts of a topic by position.
    What answers a post that is not before it in the topic stands on the first level."""
    paths: dict[int, str] = {}
    for row in rows:
        parent = paths.get(row["reply_to_id"] or 0)
        above = Post(path=parent) if parent else None
        paths[row["pk"]] = path_after(above, row["seq"])
    return paths


# Mending -----------------------------------------------------------------------------------------


@transaction.atomic
def mend(topic_id: int) -> None:
    """Makes the counters, the positions and the status of a topic what its posts say."""
    topic = thread.lock(topic_id)
    rows = list(Post.objects.filter(topic=topic).order_by("seq").values(*COLUMNS))
    _mend_paths(rows)
    topic.last_seq = max(topic.last_seq, rows[-1]["seq"] if rows else 0)
    topic.save(update_fields=["last_seq"])
    if topic.merged_into_id is None:
        thread.recount(topic)


def _mend_paths(rows: list[Row]) -> None:
    """Two steps, because two posts may stand at each other's place."""
    paths = expected_paths(rows)
    before: set[int] = set()
    for row in rows:
        if row["reply_to_id"] and row["reply_to_id"] not in before:
            Post.objects.filter(pk=row["pk"]).update(reply_to=None)
        before.add(row["pk"])
    wrong = [row for row in rows if paths[row["pk"]] != row["path"]]
    for row in wrong:
        Post.objects.filter(pk=row["pk"]).update(path=f"x{row['pk']}")
    for row in wrong:
        Post.objects.filter(pk=row["pk"]).update(path=paths[row["pk"]])


# What belongs to nothing -------------------------------------------------------------------------


def comments_without_a_post() -> models.QuerySet[Any]:
    """Rows of the comments library that are no post: nothing shows them, and nothing deletes them."""
    return Comment.objects.filter(xtdcomment__post__isnull=True)


def read_past_the_end() -> models.QuerySet[TopicRead]:
    """Places to which people have read that are behind the last post: nothing new would be told."""
    return TopicRead.objects.filter(last_seq__gt=F("topic__last_seq"))


@transaction.atomic
def mend_orphans() -> None:
    """Deletes comments that are no post, and puts readers back to the end of what they read."""
    ids = list(comments_without_a_post().values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        CommentFlag.objects.filter(comment_id__in=some).delete()
        for model in (XtdComment, Comment):
            model._base_manager.filter(pk__in=some)._raw_delete(router.db_for_write(Post))
    end = Topic.objects.filter(pk=OuterRef("topic_id")).values("last_seq")
    read_past_the_end().update(last_seq=Subquery(end))


def check_orphans() -> Iterator[Fault]:
    """What belongs to nothing, one line for each kind."""
    if count := comments_without_a_post().count():
        yield Fault(None, f"{count} comments are no post of a topic")
    if count := read_past_the_end().count():
        yield Fault(None, f"{count} readers stand behind the last post of a topic")
