"""Changing one's own post, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from activity.services import retitle, withdraw
from forums.models import Mention, Post, PostFile, PostRevision, Topic
from forums.services import thread, titles
from forums.services.attaching import let_go, take
from forums.services.holding import (
    NO_REASON,
    CannotModerate,
    answered,
    delete_topic,
    keep_words,
    take_out_of_sight,
)
from forums.services.mentioning import tell_named, written
from forums.tagging import guides_for
from moderation.services import Reason, forget, hold, write, write_to

# For slips that one sees as soon as the post stands there.
FREE_EDITS = timedelta(minutes=30)


class PostIsGone(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """The post was taken out while its author was writing."""


@transaction.atomic
def edit_post(
    post: Post,
    *,
    by: User,
    body: str,
    held_kinds: Iterable[str] = (),
    files: Sequence[PostFile] = (),
    dropped: Sequence[PostFile] = (),
    title: str | None = None,
    about: Sequence[Page] | None = None,
) -> Post:
    """Changes the words of a post; nobody is told but those who are newly named in it, and search
    learns of it. After half an hour it says that it was edited, and the earlier words are kept for
    moderators. Raises PostIsGone.

    With `held_kinds` the post is held again: what others saw is hidden until a moderator has
    read it. A post that waits goes on waiting, whatever its author makes of it meanwhile.
    `title` and `about` change the topic of a question; who gives them has checked the title.
    """
    topic, current = _locked(post)
    kinds = tuple(held_kinds)
    _change_files(current, files, dropped, by=by)
    if current.is_opening and _change_title(topic, current, by=by, title=title, about=about):
        _note_title(topic, by=by, why=NO_REASON)
    if current.comment == body and not kinds:
        return current
    was_shown = current.is_public and not current.held
    words = written(body, topic, writer=current.user)
    _mark_edited(current, body, by=by)
    current.comment, current.body_html = body, words.html
    current.held = current.held or bool(kinds)
    current.save(update_fields=["comment", "body_html", "edited_at", "held"])
    if kinds:
        hold(current, kinds, by=by)
    if current.held and was_shown:
        withdraw(current)
        thread.recount(topic)
    thread.note("forums.post.edited", topic, by=by, post=current)
    tell_named(current, words.people)
    return current


def _locked(post: Post) -> tuple[Topic, Post]:
    """A post as it is now, with its topic locked. Raises PostIsGone."""
    try:
        topic = thread.lock_of(post)
    except (Post.DoesNotExist, Topic.DoesNotExist) as error:
        raise PostIsGone from error
    current: Post | None = Post.objects.filter(pk=post.pk).select_related("user").first()
    if current is None or current.is_removed:
        raise PostIsGone
    current.topic = topic
    return topic, current


def _change_files(post: Post, files: Sequence[PostFile], dropped: Sequence[PostFile], *, by: User) -> None:
    take(post, [file for file in files if file.post_id is None], by=by)
    stay = [file for file in files if file.post_id == post.pk]
    if stay:
        PostFile.objects.bulk_update(stay, ["alt_text"])
    if dropped:
        let_go(PostFile.objects.filter(post=post, pk__in=[file.pk for file in dropped]))


def _mark_edited(post: Post, body: str, *, by: User) -> None:
    """Keeps the words that the post has until now. Those of a post that waits for a moderator may
    tell of a patient: they are kept nowhere."""
    now = timezone.now()
    if post.comment == body or now - (post.submit_date or now) <= FREE_EDITS:
        return
    post.edited_at = now
    if not post.held:
        PostRevision.objects.create(post=post, body=post.comment, why=PostRevision.Why.EDITED, by=by)


@transaction.atomic
def retitle_topic(
    topic: Topic,
    *,
    by: User,
    title: str,
    about: Sequence[Page] | None = None,
    keep: bool = True,
    why: Reason = NO_REASON,
) -> Topic:
    """Changes the title of a topic, and with `about` the guides that it is about; those that `by`
    may not see stay. Its address stays, and moderators read the earlier title with what its
    question said before. Of somebody else than the asker it goes into the log of moderation, and
    the asker receives the reason.

    Without `keep` (a patient) the earlier title is left nowhere, not in the address either.
    Raises CannotModerate.
    """
    locked = thread.lock(topic.pk)
    opening: Post | None = Post.objects.filter(topic=locked, seq=1).select_related("user").first()
    if locked.page_id or locked.merged_into_id or opening is None:
        raise CannotModerate("It has no title of its own.")
    if not _change_title(locked, opening, by=by, title=title, about=about, keep=keep):
        raise CannotModerate("It is so already.")
    _note_title(locked, by=by, why=why)
    return locked


def _change_title(
    topic: Topic,
    opening: Post,
    *,
    by: User,
    title: str | None,
    about: Sequence[Page] | None,
    keep: bool = True,
) -> bool:
    """Changes title and guides of a locked topic; whether that changed anything."""
    was = topic.title
    renamed = title is not None and title != was
    if title is not None and renamed:
        _retitle(topic, title)
        if keep and not topic.held:
            _keep_title(opening, was, by=by)
    tagged = about is not None and _tag(topic, about, by=by)
    if not keep:
        _forget_titles(topic, opening)
    return renamed or tagged


def _retitle(topic: Topic, title: str) -> None:
    topic.title = title
    if topic.held:
        # Nobody has seen its address, which may hold what it waits for.
        topic.slug = thread.slug_of(title)
        retitle(topic)
    topic.save(update_fields=["title", "slug"])


def _tag(topic: Topic, about: Sequence[Page], *, by: User) -> bool:
    """Sets the guides of a topic that a person may see; whether that changed them."""
    before = set(topic.about.values_list("pk", flat=True))
    unseen = before - set(guides_for(by).filter(pk__in=before).values_list("pk", flat=True))
    after = unseen | {page.pk for page in about}
    topic.about.set(after)
    return after != before


def _keep_title(opening: Post, was: str, *, by: User) -> None:
    """Keeps an earlier title, which its own writer may mend unseen for a while."""
    free = timezone.now() - (opening.submit_date or timezone.now()) <= FREE_EDITS
    if by == opening.user and free:
        return
    if by == opening.user:
        opening.edited_at = timezone.now()
        opening.save(update_fields=["edited_at"])
    why = PostRevision.Why.EDITED
    PostRevision.objects.create(post=opening, title=was, body=opening.comment, why=why, by=by)


def _forget_titles(topic: Topic, opening: Post) -> None:
    opening.revisions.exclude(title="").update(title="")
    topic.slug = thread.slug_of(topic.title)
    topic.save(update_fields=["slug"])
    titles.told_anew(topic)
    thread.forget_in_search(topic)


def _note_title(topic: Topic, *, by: User, why: Reason) -> None:
    own = by.pk == topic.author_id
    thread.note("forums.topic.retitled", topic, by=None if own and topic.is_anonymous else by)
    if not own:
        write(
            "topic.retitled",
            by=by,
            target=topic,
            about=topic.author,
            reason=why.title,
            audience=topic.gate,
            place=thread.place_of(topic),
        )
        subject = f"The title of your question in {topic.forum.title}"
        write_to(topic.author, why.words, by=by, subject=subject, url=topic.get_absolute_url())


@transaction.atomic
def delete_own_post(post: Post, *, by: User) -> bool:
    """Takes one's own post out; its place and its replies stay, its words are kept for moderators
    unless it waited for them. A question that nobody has answered goes with its topic: then True.
    Raises PostIsGone."""
    topic, current = _locked(post)
    if current.is_opening and not answered(topic):
        delete_topic(topic, by=None if topic.is_anonymous else by)
        return True
    if not current.held:
        keep_words(topic, current, by=by)
    forget(Post, [current.pk])
    Mention.objects.filter(post=current).delete()
    let_go(current.files.all())
    take_out_of_sight(topic, current, by=by)
    return False
