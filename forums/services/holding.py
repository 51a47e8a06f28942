"""What a moderator does with a post: publish it, hide it, put it back, take it out, take words out."""

from __future__ import annotations

from django.db import router, transaction
from django.utils import timezone
from django_comments.models import Comment
from django_comments_xtd.models import XtdComment

from accounts.models import User
from activity.models import Activity, Subscription
from activity.services import restore, stop, withdraw
from forums.markdown import escaped
from forums.models import Draft, Mention, Post, PostFile, PostRevision, Topic
from forums.models.post import CommentFlag
from forums.services import thread, titles
from forums.services.attaching import let_go
from forums.services.mentioning import tell_named, written
from moderation.services import Reason, forget, uphold, write, write_to

AT_ONCE = 500
OUT_OF_SIGHT = ("comment", "body_html", "is_public", "is_removed", "held", "accepted_at", "accepted_by")
NO_REASON = Reason()


class CannotModerate(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """The act makes no sense any more, or here; the message says why."""


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
    tell_named(post, written(post.comment, topic, writer=post.user).people)


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
        _wipe(topic, post, by=by)


@transaction.atomic
def hide_post(post: Post, *, by: User, why: Reason = NO_REASON) -> None:
    """Takes a published post out of sight and keeps its words for moderators, those of a question
    with its title. Its place stays, so replies keep theirs. Its writer gets the reason; who
    reported it hears that something was done.

    Raises CannotModerate.
    """
    topic, current = _locked(post)
    if current.is_removed or current.held:
        raise CannotModerate("It is out of sight already.")
    keep_words(topic, current, by=by)
    take_out_of_sight(topic, current, by=by, for_good=False)
    Draft.objects.filter(place=f"edit:{current.pk}").delete()
    _tell_writer(topic, current, by=by, why=why)
    _log("post.hidden", topic, current, by=by, why=why)


@transaction.atomic
def put_back(post: Post, *, by: User) -> None:
    """Shows a hidden post again, as it stood: a question with its title, an accepted answer as one.
    Raises CannotModerate where its words are not kept."""
    topic, current = _locked(post)
    kept = current.revisions.taken_out_by_others().first()
    if not current.is_removed or kept is None:
        raise CannotModerate("There is nothing to put back.")
    current.comment = kept.body if current.is_opening else headed(kept.title, kept.body)
    current.body_html = written(current.comment, topic, writer=current.user).html
    current.is_public, current.is_removed, current.held = True, False, False
    current.save(update_fields=["comment", "body_html", "is_public", "is_removed", "held"])
    _show_topic_again(topic, kept.title if current.is_opening else "")
    kept.delete()
    thread.recount(topic)
    restore(current)
    thread.note("forums.post.put_back", topic, by=by, post=current)
    put_back_words = "We looked again, and your post stands where it was. We are sorry for the trouble."
    write_to(
        current.user,
        put_back_words,
        by=by,
        subject=f"Your post in {topic.forum.title} is back",
        url=current.get_absolute_url(),
    )
    _log("post.put_back", topic, current, by=by)


def _show_topic_again(topic: Topic, title: str) -> None:
    """What goes back into sight takes its topic along, and a question its title."""
    if title:
        titles.put_title_back(topic, title)
    if topic.is_hidden:
        topic.is_hidden = False
        topic.save(update_fields=["is_hidden"])
        restore(topic)


def headed(title: str, body: str) -> str:
    """Words with the title that they had as a question of their own, in Markdown."""
    return f"**{escaped(title)}**\n\n{body}" if title else body


@transaction.atomic
def remove_post(post: Post, *, by: User, why: Reason = NO_REASON) -> None:
    """Takes a post out for good: its words, what it said before, and its files. Its place stays,
    so replies keep theirs."""
    topic, current = _locked(post)
    _wipe(topic, current, by=by)
    _tell_writer(topic, current, by=by, why=why)
    _log("post.removed", topic, current, by=by, why=why)


@transaction.atomic
def edit_out(post: Post, *, by: User, body: str, why: Reason = NO_REASON, keep: bool = True) -> None:
    """Takes words out of a published post, which says so. With `keep` moderators can read what it
    said before; without it (a patient) none of its earlier words are left. Raises CannotModerate.
    """
    topic, current = _locked(post)
    if current.is_removed or current.held:
        raise CannotModerate("It is out of sight.")
    if not body.strip() or body == current.comment:
        raise CannotModerate("Take out some of the words, and leave some.")
    if keep:
        PostRevision.objects.create(post=current, body=current.comment, why=PostRevision.Why.EDITED, by=by)
    else:
        current.revisions.all().delete()
    Draft.objects.filter(place=f"edit:{current.pk}").delete()
    current.comment = body
    current.body_html = written(body, topic, writer=current.user).html
    current.edited_out_at = timezone.now()
    current.save(update_fields=["comment", "body_html", "edited_out_at"])
    thread.forget_in_search(topic)
    uphold(current, by=by)
    thread.note("forums.post.edited", topic, by=by, post=current)
    _tell_writer(topic, current, by=by, why=why)
    _log("post.edited_out", topic, current, by=by, why=why)


def _locked(post: Post) -> tuple[Topic, Post]:
    """The post as it is now, and its topic, locked: another moderator may have moved it meanwhile."""
    topic = thread.lock_of(post)
    current: Post = Post.objects.select_related("user").get(pk=post.pk)
    current.topic = topic
    return topic, current


def keep_words(topic: Topic, post: Post, *, by: User) -> None:
    """Keeps for moderators the words of a post that is taken out, and a question's title."""
    title = topic.title if post.is_opening else ""
    why = PostRevision.Why.REMOVED
    PostRevision.objects.create(post=post, title=title, body=post.comment, why=why, by=by)


def take_out_of_sight(topic: Topic, post: Post, *, by: User, for_good: bool = True) -> None:
    """Empties a post of a locked topic and counts, tells and decides what hung on it. The title
    goes with its question; where nobody has answered, the whole topic does.

    A post that can be put back stays marked as an answer, which nobody sees meanwhile.
    """
    post.topic = topic
    post.comment = post.body_html = ""
    post.is_public, post.is_removed, post.held = False, True, False
    was_answer = post.accepted_at is not None
    if for_good:
        post.accepted_at = post.accepted_by = None
    post.save(update_fields=OUT_OF_SIGHT)
    if post.is_opening:
        titles.take_title_out(topic)
        topic.is_hidden = not answered(topic)
        topic.save(update_fields=["is_hidden"])
    thread.recount(topic, lost_answer=was_answer)
    thread.forget_in_search(topic)
    uphold(post, by=by)
    withdraw(post)
    thread.note("forums.post.removed", topic, by=by, post=post)
    if topic.is_hidden:
        withdraw(topic)


def answered(topic: Topic) -> bool:
    """Whether anybody has replied whose words stand, or wait for a moderator."""
    return Post.objects.filter(topic=topic, is_removed=False, seq__gt=1).exists()


def _wipe(topic: Topic, post: Post, *, by: User) -> None:
    """Leaves no word of a post, nor of what it said before, nor a file."""
    current: Post = Post.objects.select_related("user").get(pk=post.pk)
    current.revisions.all().delete()
    Mention.objects.filter(post=current).delete()
    Draft.objects.filter(place=f"edit:{current.pk}").delete()
    let_go(current.files.all())
    take_out_of_sight(topic, current, by=by)


def _tell_writer(topic: Topic, post: Post, *, by: User, why: Reason) -> None:
    """Leaves the reason for the writer. Not by the topic's title: that may be what was wrong."""
    write_to(
        post.user,
        why.words,
        by=by,
        subject=f"Your post in {topic.forum.title}",
        url=(topic.forum if topic.is_hidden else topic).get_absolute_url(),
    )


def _log(act: str, topic: Topic, post: Post, *, by: User, why: Reason = NO_REASON) -> None:
    write(
        act,
        by=by,
        target=post,
        about=post.user,
        reason=why.title,
        audience=topic.gate,
        place=thread.place_of(topic),
    )


def _forget_what_hangs_on(ids: list[int]) -> None:
    """Files, earlier words and who was named: rows that name a post, which goes past the ORM."""
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        let_go(PostFile.objects.filter(post__in=some))
        for model in (PostRevision, Mention):
            model._base_manager.filter(post__in=some).delete()


@transaction.atomic
def delete_topic(topic: Topic, *, by: User | None) -> None:
    """Deletes a topic with every post, flag, file, hold and subscription, in a few queries.

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
