"""What goes along when posts stand in another topic, or a topic in another forum: in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from django_comments.models import Comment

from activity.models import Activity, ActivitySubject, content_type_of
from activity.services import readdress
from forums.models import Forum, Post, Topic
from forums.services import thread
from moderation.services import move_waiting

AT_ONCE = 500


def posts_to(topic: Topic, places: Mapping[int, tuple[int, str]]) -> None:
    """Gives posts their topic, position and path there, by id: one statement for 500 of them.

    Each row gets all three at once, so that no two rows share a place in between.
    """
    rows = iter(places.items())
    while some := list(islice(rows, AT_ONCE)):
        moved = [Post(pk=pk, topic=topic, seq=seq, path=path) for pk, (seq, path) in some]
        for post in moved:
            post.comment_ptr_id = post.xtdcomment_ptr_id = post.pk
        Post.objects.bulk_update(moved, ["topic", "seq", "path"])
        Comment.objects.filter(pk__in=[pk for pk, _ in some]).update(object_pk=str(topic.pk))


def waiting_goes_along(topic: Topic, ids: Iterable[int]) -> None:
    """Gives what waits about posts to the moderators of where they stand now."""
    for some in _chunks(list(ids)):
        move_waiting(Post, some, topic.gate, thread.place_of(topic))


def under_another(topic: Topic, before: Forum, now: Forum) -> None:
    """What happened in a topic happened in its new forum: its feed has it, the old one's not."""
    about = Activity.objects.about(topic).values("pk")
    subjects = ActivitySubject.objects.filter(activity__in=about)
    subjects.filter(content_type=content_type_of(before), object_id=before.pk).update(object_id=now.pk)


def told_under(kept: Topic, gone: Topic) -> None:
    """What happened in a topic that was merged happened in the one that took its posts."""
    readdress(gone, kept.gate)
    if gone.forum_id != kept.forum_id:
        under_another(gone, gone.forum, kept.forum)
    _add_subject(Activity.objects.about(gone), kept)


def told_of_posts_under(made: Topic, source: Topic, ids: Sequence[int]) -> None:
    """What was told of posts is told of their new topic: by its title, in its forum, to its audience."""
    posts, topics, forums = content_type_of(Post()), content_type_of(source), content_type_of(made.forum)
    for some in _chunks(ids):
        told = Activity.objects.filter(content_type=posts, object_id__in=some)
        pks = list(told.values_list("pk", flat=True))
        subjects = ActivitySubject.objects.filter(activity__in=pks)
        subjects.filter(content_type=topics, object_id=source.pk).update(object_id=made.pk)
        subjects.filter(content_type=forums, object_id=source.forum_id).update(object_id=made.forum_id)
        Activity.objects.filter(pk__in=pks).update(audience=made.gate, title=made.title)


def _add_subject(activities: object, topic: Topic) -> None:
    kind = content_type_of(topic)
    pks = activities.values_list("pk", flat=True)  # type: ignore[attr-defined]
    ActivitySubject.objects.bulk_create(
        (ActivitySubject(activity_id=pk, content_type=kind, object_id=topic.pk) for pk in list(pks)),
        ignore_conflicts=True,
        batch_size=AT_ONCE,
    )


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
