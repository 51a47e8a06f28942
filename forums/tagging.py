"""The guides that a question can be about, and is."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef, QuerySet
from wagtail.models import Page

from accounts.models import Audience, User
from forums.models import Topic, TopicQuerySet


def guides_for(reader: User | AnonymousUser) -> QuerySet[Page]:
    """The published guides that a person may see, by their short titles."""
    return (
        Page.objects.filter(
            live=True,
            basepage__interventionguide__isnull=False,
            basepage__audience_id__in=Audience.objects.ids_for(reader),
        )
        .select_related("basepage__interventionguide")
        .order_by("basepage__interventionguide__short_title", "pk")
    )


def with_tags(topics: TopicQuerySet) -> TopicQuerySet:
    """Topics that know whether they are about anything: most are not, and are asked no more."""
    return topics.annotate(is_tagged=Exists(Topic.about.through.objects.filter(topic_id=OuterRef("pk"))))


def tags_of(topic: Topic, reader: User | AnonymousUser) -> list[dict[str, str]]:
    """The guides that a topic is about, as far as the reader may see them: at most one query."""
    if not getattr(topic, "is_tagged", True):
        return []
    # The columns that an address is made of, of the eighty that a guide has.
    pages = guides_for(reader).filter(topics_about=topic).select_related(None).only("url_path")
    named = pages.annotate(short_title=F("basepage__interventionguide__short_title"))
    return [{"title": page.short_title, "url": page.get_url()} for page in named]
