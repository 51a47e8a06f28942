"""Where "we tried this too", said of a post, is told as a trust: the form of the guide's adoption."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from cases.models import InterventionGuide
from forums import tried
from forums.models import Topic


def where_to_tell(topic: Topic, reader: User | AnonymousUser) -> str:
    """The form for the first guide that a topic is about, or whose discussion it is, and that the
    reader may see. One query."""
    guides = InterventionGuide.objects.visible_to(reader)
    found = guides.filter(Q(topics_about=topic) | Q(pk=topic.page_id)).order_by("pk").values("slug").first()
    return reverse("cases:adoption_choose", args=[found["slug"]]) if found else ""


def register() -> None:
    """Called from `AppConfig.ready`."""
    tried.register(where_to_tell)
