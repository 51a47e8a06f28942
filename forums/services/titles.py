"""A topic's title where it was written down: told of, mailed, linked. It can be taken back everywhere."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import models

from activity.models import Activity, content_type_of
from forums.models import CreditRequest, Post, Topic
from forums.services import thread
from moderation.models import Hold, Report, Sanction

TAKEN_OUT = "A question that was taken out"


def take_title_out(topic: Topic) -> None:
    """Gives a locked topic whose question is out of sight a title and an address that tell nothing,
    and leaves the old ones in nothing that was told. Whoever keeps the words keeps the title."""
    _set(topic, TAKEN_OUT)


def put_title_back(topic: Topic, title: str) -> None:
    """The reverse: the title that was kept with the words."""
    _set(topic, title)


def _set(topic: Topic, title: str) -> None:
    topic.title, topic.slug = title, thread.slug_of(title)
    topic.save(update_fields=["title", "slug"])
    told_anew(topic)


def told_anew(topic: Topic) -> None:
    """Writes the title and the address that a topic has now over every earlier one: in what was
    told of it and of its posts, and in what moderators and editors have sent."""
    title, address = topic.activity_title()[:255], topic.get_absolute_url()
    topics, posts = content_type_of(topic), ContentType.objects.get_for_model(Post)
    told = Activity.objects.about(topic)
    told.filter(content_type__in=[topics, posts]).update(title=title)
    told.filter(content_type=topics).update(url=address)
    asked = CreditRequest.objects.filter(topic=topic)
    _of(asked).update(title=title, url=f"{address}credit/")
    ids = Post.objects.filter(topic=topic).values("pk")
    holds = Hold.objects.filter(content_type=posts, object_id__in=ids)
    reports = Report.objects.filter(content_type=posts, object_id__in=ids)
    _of(holds).filter(verb="moderation.hold.released").update(title=title)
    # An address leads to the topic by its number: whatever its forum and its title were then.
    earlier = rf"^/forums/[-\w]+/{topic.pk}-[-\w]*/$"
    for sent in (holds, Sanction.objects.all(), _of(holds), _of(reports)):
        sent.filter(url__regex=earlier).update(url=address)


def _of(things: models.QuerySet[models.Model]) -> models.QuerySet[Activity]:
    """What was told of some things of one kind."""
    kind = ContentType.objects.get_for_model(things.model)
    return Activity.objects.filter(content_type=kind, object_id__in=things.values("pk"))
