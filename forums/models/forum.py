"""A forum: topics about one thing, for one audience."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse

from accounts.models import PUBLIC_ID, Audience, User


class ForumQuerySet(models.QuerySet["Forum"]):
    """Reads of forums."""

    def visible_to(self, user: User | AnonymousUser | None) -> ForumQuerySet:
        """Forums whose audience admits the person."""
        return self.filter(audience_id__in=Audience.objects.ids_for(user))

    def takes_questions(self) -> ForumQuerySet:
        """Those in which a person can ask: not the one that lists the discussions of resources."""
        return self.filter(hosts_pages=False)


class Forum(models.Model):
    """A place for discussions. Anyone in its audience reads; members among them post."""

    title = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    description = models.CharField(max_length=255)
    audience = models.ForeignKey(Audience, default=PUBLIC_ID, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField("order", default=0)
    hosts_pages = models.BooleanField(
        "lists the discussions of resources",
        default=False,
        help_text="The one forum in which the discussions of case studies and guides are listed.",
    )

    objects = ForumQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "title"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["hosts_pages"],
                condition=models.Q(hosts_pages=True),
                name="one_forum_hosts_pages",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The forum's page."""
        return reverse("forums:forum", args=[self.slug])

    def activity_title(self) -> str:
        """What a notification calls it."""
        return self.title
