"""What a moderator does with whole topics: lock, pin, close, move, merge, and splitting posts off.

Topics are locked in the order of their ids, so that two moderators never wait for each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import PUBLIC_ID, User
from activity.models import Subscription
from activity.services import follow_all, readdress, stop
from forums.markdown import render
from forums.models import Draft, Forum, Post, Topic, TopicRead, path_below
from forums.models.post import SEQ_DIGITS
from forums.services import moving, thread, titles
from forums.services.holding import CannotModerate, headed
from forums.services.mentioning import written
from forums.services.placing import MERGED, MOVED, SPLIT, tell_of_place
from moderation.services import write

MERGED_TITLE = "A topic that was merged"
MOST_POSTS = 10**SEQ_DIGITS - 1


def lock_topic(topic: Topic, *, by: User) -> None:
    """Nobody replies any more, and only moderators can change that."""
    _set(topic, "topic.locked", by=by, is_locked=True)


def unlock_topic(topic: Topic, *, by: User) -> None:
    """The reverse."""
    _set(topic, "topic.unlocked", by=by, is_locked=False)


def pin_topic(topic: Topic, *, by: User) -> None:
    """It stands at the top of its forum."""
    _set(topic, "topic.pinned", by=by, is_pinned=True)


def unpin_topic(topic: Topic, *, by: User) -> None:
    """The reverse."""
    _set(topic, "topic.unpinned", by=by, is_pinned=False)


def close_topic(topic: Topic, *, by: User) -> None:
    """It is settled: nobody replies any more."""
    _set(topic, "topic.closed", by=by, status=Topic.Status.CLOSED)


def summarise_topic(topic: Topic, *, by: User, text: str) -> None:
    """Says above the replies what a topic came to, in Markdown; nothing takes it away."""
    summary: dict[str, Any] = {"summary": text, "summary_html": render(text) if text else ""}
    summary |= {"summarised_by": by if text else None, "summarised_at": timezone.now() if text else None}
    _set(topic, "topic.summarised", by=by, **summary)


@transaction.atomic
def reopen_topic(topic: Topic, *, by: User) -> None:
    """Members can reply again; a question that has an accepted answer is answered as before."""
    answered = Post.objects.filter(topic=topic, accepted_at__isnull=False).published().exists()
    status = Topic.Status.ANSWERED if answered else Topic.Status.OPEN
    _set(topic, "topic.reopened", by=by, status=status)


@transaction.atomic
def _set(topic: Topic, act: str, *, by: User, **fields: object) -> None:
    """Changes fields of a topic. Raises CannotModerate where they are so already."""
    locked = thread.lock(topic.pk)
    if locked.merged_into_id or all(getattr(locked, name) == value for name, value in fields.items()):
        raise CannotModerate("Somebody else was first: it is so already.")
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(fields))
    thread.note(f"forums.{act}", locked, by=by)
    _log(act, locked, by=by)


@transaction.atomic
def move_topic(topic: Topic, *, by: User, to: Forum) -> Topic:
    """Puts a topic into another forum: who reads that forum reads it. What was told of it goes to
    them alone, so followers who may not see it any more hear nothing; who asked is told, and who
    wrote in it and cannot see it there only that it was moved. Raises CannotModerate."""
    locked = thread.lock(topic.pk)
    if locked.page_id or locked.merged_into_id or locked.is_hidden:
        raise CannotModerate("The topic of a page stays with its page.")
    if locked.forum_id == to.pk:
        raise CannotModerate("It is there already.")
    before = locked.forum
    locked.forum, locked.audience = to, to.audience
    locked.save(update_fields=["forum", "audience"])
    readdress(locked, locked.gate)
    moving.under_another(locked, before, to)
    moving.waiting_goes_along(locked, Post.objects.filter(topic=locked).values_list("pk", flat=True))
    thread.note("forums.topic.moved", locked, by=by)
    _tell_of_move(locked, before, by=by)
    # Who reads the log may not see the forum that it left.
    seen = before.audience_id in {PUBLIC_ID, to.audience_id}
    _log("topic.moved", locked, by=by, detail=f"{f'from “{before.title}” ' if seen else ''}to “{to.title}”")
    return locked


def _tell_of_move(topic: Topic, before: Forum, *, by: User) -> None:
    """Who asked hears of it, and who wrote and cannot see it any more."""
    writers = set(Post.objects.filter(topic=topic, user__isnull=False).values_list("user_id", flat=True))
    seeing = User.objects.who_may_see(topic.gate).filter(pk__in=writers).values_list("pk", flat=True)
    tell_of_place(MOVED, topic, {topic.author_id, *(writers - set(seeing))}, before=before, by=by)


@transaction.atomic
def merge_topics(topic: Topic, *, into: Topic, by: User) -> Topic:
    """Puts the posts of a topic to the end of another, with their threads; its title stands above
    its question, and who asked it is told. Followers and what they have read come along; the old
    address leads to the new. Returns the topic that took them.

    Raises CannotModerate.
    """
    gone, kept = _both(topic, into)
    offset = kept.last_seq
    if offset + gone.last_seq > MOST_POSTS:
        raise CannotModerate(f"A topic holds at most {MOST_POSTS} posts.")
    posts = list(Post.objects.filter(topic=gone).values_list("pk", "seq", "path"))
    moving.waiting_goes_along(kept, [pk for pk, _, _ in posts])
    moving.posts_to(kept, {pk: (seq + offset, _shifted(path, offset)) for pk, seq, path in posts})
    _title_comes_along(gone, kept, offset + 1)
    moving.told_under(kept, gone)
    titles.told_anew(kept)
    _reads_come_along(gone, kept, offset)
    follow_all(
        User.objects.who_may_see(kept.gate).filter(subscriptions__in=Subscription.objects.of(gone)), kept
    )
    stop(Subscription.objects.of(gone))
    _drafts_come_along(gone, kept)
    kept.about.add(*gone.about.all())
    if gone.status == Topic.Status.ANSWERED and kept.status == Topic.Status.OPEN:
        kept.status = Topic.Status.ANSWERED
    kept.last_seq, kept.was_split = offset + gone.last_seq, kept.was_split or gone.was_split
    kept.save(update_fields=["status", "last_seq", "was_split"])
    thread.recount(kept)
    Topic.objects.filter(merged_into=gone).update(merged_into=kept)
    Topic.objects.filter(split_from=gone).update(split_from=kept)
    gone.merged_into, gone.audience, gone.post_count, gone.is_pinned = kept, kept.gate, 0, False
    # Its title goes where its question goes, now and later.
    gone.title, gone.slug = MERGED_TITLE, thread.slug_of(MERGED_TITLE)
    gone.save(update_fields=["merged_into", "audience", "post_count", "is_pinned", "title", "slug"])
    thread.note("forums.topic.merged", gone, by=by)
    thread.note("forums.topic.changed", kept, by=by)
    _log("topic.merged", kept, by=by, about=gone.author, detail=_count(len(posts)))
    tell_of_place(MERGED, kept, [gone.author_id], before=gone.forum, by=by)
    return kept


def _title_comes_along(gone: Topic, kept: Topic, seq: int) -> None:
    """The title of a merged question stands above its words, unless they were taken out."""
    question = Post.objects.filter(topic=kept, seq=seq, is_removed=False).select_related("user").first()
    if question is not None and gone.has_opening_post:
        question.comment = headed(gone.title, question.comment)
        question.body_html = written(question.comment, kept, writer=question.user).html
        question.save(update_fields=["comment", "body_html"])


def _count(posts: int) -> str:
    return f"{posts} {'post' if posts == 1 else 'posts'}"


def _both(topic: Topic, into: Topic) -> tuple[Topic, Topic]:
    """Both topics as they are now, locked by their ids' order."""
    if topic.pk == into.pk:
        raise CannotModerate("It cannot be merged into itself.")
    locked = {pk: thread.lock(pk) for pk in sorted((topic.pk, into.pk))}
    gone, kept = locked[topic.pk], locked[into.pk]
    if gone.merged_into_id or kept.merged_into_id:
        raise CannotModerate("Somebody else was first: it was merged already.")
    if gone.page_id:
        raise CannotModerate("The topic of a page stays with its page.")
    if gone.is_hidden or kept.is_hidden:
        raise CannotModerate("One of them was taken out.")
    if gone.held or kept.held:
        raise CannotModerate("One of them waits for a moderator: decide about that first.")
    return gone, kept


def _shifted(path: str, offset: int) -> str:
    """A path whose every position is moved on."""
    parts = (path[at : at + SEQ_DIGITS] for at in range(0, len(path), SEQ_DIGITS))
    return "".join(f"{int(part) + offset:0{SEQ_DIGITS}d}" for part in parts)


def _reads_come_along(gone: Topic, kept: Topic, offset: int) -> None:
    """Who had read all that stood in the topic has read of the new posts what they had read there.
    For others the first new post stands where it stood."""
    read_there = dict(TopicRead.objects.filter(topic=gone).values_list("user_id", "last_seq"))
    moved = list(TopicRead.objects.filter(topic=kept, user__in=list(read_there), last_seq__gte=offset))
    for read in moved:
        read.last_seq = offset + read_there[read.user_id]
    TopicRead.objects.bulk_update(moved, ["last_seq"], batch_size=500)
    TopicRead.objects.filter(topic=gone).delete()


def _drafts_come_along(gone: Topic, kept: Topic) -> None:
    """What people had begun to reply stands under the topic that took the posts, where they have
    begun nothing else."""
    have = Draft.objects.filter(place=f"reply:{kept.pk}").values("user")
    drafts = Draft.objects.filter(place=f"reply:{gone.pk}")
    drafts.exclude(user__in=list(have.values_list("user", flat=True))).update(place=f"reply:{kept.pk}")


@transaction.atomic
def split_posts(posts: Sequence[Post], *, by: User, title: str, forum: Forum | None = None) -> Topic:
    """Makes a new topic of posts of one topic, each with its replies. The earliest is its opening.

    The writers of the posts are told; those who followed the old topic follow the new one too.
    Returns the new topic. Raises CannotModerate.
    """
    source = thread.lock_of(posts[0])
    rows = list(
        Post.objects.filter(topic=source, seq__gte=min(post.seq for post in posts))
        .order_by("seq")
        .values(
            "pk", "seq", "path", "reply_to_id", "user_id", "is_public", "held", "is_anonymous", "submit_date"
        )
    )
    taken = _with_replies({post.pk for post in posts}, rows)
    first = _opening_of(source, posts, taken)
    to = forum or source.forum
    if to.hosts_pages:
        raise CannotModerate("Choose a forum: that one lists the discussions of resources.")
    made = Topic.objects.create(
        forum=to,
        title=title,
        slug=thread.slug_of(title),
        kind=source.kind if source.kind != Topic.Kind.SHARING else Topic.Kind.DISCUSSION,
        author_id=first["user_id"],
        is_anonymous=first["is_anonymous"],
        audience_id=to.audience.pk,
        created_at=first["submit_date"],
        last_post_at=first["submit_date"],
        last_seq=len(taken),
        split_from=source,
        split_count=len(taken),
    )
    Topic.objects.filter(pk=source.pk).update(was_split=True)
    thread.lock(made.pk)
    old_seqs = [row["seq"] for row in taken]
    ids = [row["pk"] for row in taken]
    Post.objects.filter(pk__in=[post.pk for post in posts]).update(reply_to=None)
    Post.objects.filter(reply_to=first["pk"]).update(reply_to=None)
    moving.posts_to(made, _new_places(taken))
    moving.told_of_posts_under(made, source, ids)
    moving.waiting_goes_along(made, ids)
    thread.recount(source)
    thread.recount(thread.lock(made.pk))
    _split_reads(source, made, old_seqs)
    writers = User.objects.who_may_see(made.gate).filter(
        pk__in={row["user_id"] for row in taken}, subscriptions__in=Subscription.objects.of(source)
    )
    follow_all(writers, made)
    thread.note("forums.topic.split", made, by=by)
    thread.note("forums.topic.changed", source, by=by)
    _log("topic.split", made, by=by, about=made.author, detail=_count(len(ids)))
    tell_of_place(SPLIT, made, {row["user_id"] for row in taken}, before=source.forum, by=by)
    return made


def _with_replies(roots: set[int], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Posts with everything that answers them. A reply comes after what it answers, so one pass
    in their order finds all."""
    taken: dict[int, dict[str, Any]] = {}
    for row in rows:
        if row["pk"] in roots or row["reply_to_id"] in taken:
            taken[row["pk"]] = row
    return list(taken.values())


def _opening_of(source: Topic, posts: Sequence[Post], taken: list[dict[str, Any]]) -> dict[str, Any]:
    """The earliest of the posts, if it can open a topic."""
    if not taken or not {post.pk for post in posts} <= {row["pk"] for row in taken}:
        raise CannotModerate("Somebody else was first: a post is not there any more.")
    first = taken[0]
    if first["seq"] == 1 and source.has_opening_post:
        raise CannotModerate("The question itself stays with its topic: move that instead.")
    if first["held"] or not first["is_public"]:
        raise CannotModerate("The first of these posts is out of sight: it cannot open a topic.")
    return first


def _new_places(taken: list[dict[str, Any]]) -> dict[int, tuple[int, str]]:
    """Position and path of each post in its new topic. An answer to the opening stands on the
    first level."""
    places: dict[int, tuple[int, str]] = {}
    opening = taken[0]["pk"]
    for seq, row in enumerate(taken, 1):
        above = places[row["reply_to_id"]][1] if row["reply_to_id"] in places else ""
        if row["reply_to_id"] == opening:
            above = ""
        places[row["pk"]] = (seq, path_below(above, seq))
    return places


def _split_reads(source: Topic, made: Topic, old_seqs: list[int]) -> None:
    """Who had read posts where they stood has read them in the new topic."""
    reads = TopicRead.objects.filter(topic=source, last_seq__gte=old_seqs[0])
    TopicRead.objects.bulk_create(
        (
            TopicRead(user_id=user, topic=made, last_seq=sum(seq <= last for seq in old_seqs), read_at=at)
            for user, last, at in reads.values_list("user_id", "last_seq", "read_at")
        ),
        ignore_conflicts=True,
    )


def _log(act: str, topic: Topic, *, by: User, about: User | None = None, detail: str = "") -> None:
    write(
        act,
        by=by,
        target=topic,
        about=about or topic.author,
        detail=detail,
        audience=topic.gate,
        place=thread.place_of(topic),
    )
