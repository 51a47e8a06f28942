"""What a moderator does with a post: publish it, take it out; and deleting a whole topic."""

from __future__ import annotations

from django.db import router, transaction
from django_comments.models import Comment
from django_comments_xtd.models import XtdComment

from accounts.models import User
from activity.models import Activity, Subscription
from activity.services import restore, stop, withdraw
from forums.models import Mention, Post, PostFile, PostRevision, Topic
from forums.models.post import CommentFlag
from forums.services import thread
from forums.services.attaching import let_go
from moderation.services import forget

AT_ONCE = 500


@transaction.atomic
def release_post(post: Post, *, by: User) -> None:
    """Publishes a held post, and its topic where that waits too. Followers are told now, unless
    they were told before it was edited."""
    topic = thread.lock(post.topic_id)
    Post.objects.filter(pk=post.pk).update(held=False)
    post.held, post.topic = False, topic
    was_held = topic.held
    if was_held:
        topic.held = False
        topic.save(update_fields=["held"])
    thread.recount(topic)
    if post.is_opening and was_held:
        thread.announce_topic(topic)
    elif post.is_opening or _was_announced(post):
        restore(post)
        thread.note("forums.post.released", topic, by=by, post=post)
    else:
        thread.announce_post(topic, post)


def _was_announced(post: Post) -> bool:
    return Activity.objects.announced().about(post).exists()


@transaction.atomic
def reject_post(post: Post, *, by: User) -> None:
    """Takes a held post out, words and all. A topic that waits with it goes as a whole: nobody
    but its author has seen it."""
    topic = thread.lock(post.topic_id)
    if topic.held:
        delete_topic(topic, by=by)
    else:
        remove_post(post, by=by)


@transaction.atomic
def remove_post(post: Post, *, by: User) -> None:
    """Takes a post out of sight and wipes its words. Its place stays, so replies keep theirs."""
    topic = thread.lock(post.topic_id)
    current = Post.objects.get(pk=post.pk)
    current.comment = current.body_html = ""
    current.is_public, current.is_removed, current.held = False, True, False
    current.save(update_fields=["comment", "body_html", "is_public", "is_removed", "held"])
    current.topic = topic
    let_go(current.files.all())
    thread.recount(topic)
    withdraw(current)
    thread.note("forums.post.removed", topic, by=by, post=current)


def _forget_what_hangs_on(ids: list[int]) -> None:
    """Files, earlier words and who was named: rows that name a post, which goes past the ORM."""
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        let_go(PostFile.objects.filter(post__in=some))
        for model in (PostRevision, Mention):
            model._base_manager.filter(post__in=some).delete()


@transaction.atomic
def delete_topic(topic: Topic, *, by: User | None) -> None:
    """Deletes a topic with every post, flag, hold and subscription, in a few queries.

    Through the ORM it would take a query for each post, because a post has three tables.
    """
    locked = thread.lock(topic.pk)
    ids = list(Post.objects.filter(topic=locked).values_list("pk", flat=True))
    withdraw(locked)
    if locked.held:
        # Its address ends with its title, which was never published and is not kept.
        locked.slug = "topic"
    thread.note("forums.topic.deleted", locked, by=by)
    stop(Subscription.objects.of(locked))
    forget(Post, ids)
    _forget_what_hangs_on(ids)
    using = router.db_for_write(Post)
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        CommentFlag.objects.filter(comment_id__in=some).delete()
        for model in (Post, XtdComment, Comment):
            model._base_manager.filter(pk__in=some)._raw_delete(using)
    locked.delete()
