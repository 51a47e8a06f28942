"""The guides that a question can be about."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from wagtail.models import Page

from accounts.models import Audience, User


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
