"""A forum: topics about one thing, for one audience."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.models import MEMBERS_ID, PUBLIC_ID, Audience, Organisation, User


class ForumQuerySet(models.QuerySet["Forum"]):
    """Reads of forums."""

    def visible_to(self, user: User | AnonymousUser | None) -> ForumQuerySet:
        """Forums whose audience admits the person."""
        return self.filter(audience_id__in=Audience.objects.ids_for(user))

    def moderated_by(self, user: User | AnonymousUser | None) -> ForumQuerySet:
        """Forums that the person can see and moderates: all of them with the right to moderate,
        else those that name them. The right is asked in the same query: every page of a topic asks."""
        if user is None or not user.is_authenticated or not user.is_active:
            return self.none()
        seen = self.visible_to(user)
        if user.is_superuser:
            return seen
        named = self.model.moderators.through.objects.filter(forum=OuterRef("pk"), user=user.pk)
        return seen.filter(Exists(user.rights("moderation.moderate")) | Exists(named))

    def takes_questions(self) -> ForumQuerySet:
        """Those in which a person can ask: not the one that lists the discussions of resources."""
        return self.filter(hosts_pages=False)

    def takes_posts_of(self, user: User) -> ForumQuerySet:
        """Those of some that a person can read in which they may also write."""
        return self.filter(models.Q(posters=None) | models.Q(posters__in=Audience.objects.ids_for(user)))


class Level(models.TextChoices):
    """How open a forum is: what its audience comes to, in one word."""

    OPEN = "open", "Open"
    MEMBERS = "members", "Members"
    RESTRICTED = "restricted", "Restricted"
    CONFIDENTIAL = "confidential", "Confidential"


LEVEL_SENTENCES = {
    Level.OPEN: "Everyone on the internet can read it; only members write.",
    Level.MEMBERS: "Every member who is signed in can read it.",
    Level.RESTRICTED: "Only its group and the hub's moderators know that it is there.",
    Level.CONFIDENTIAL: "Only the people named in it: not even the hub's moderators, unless they are named.",
}


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

    network = models.OneToOneField(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="forum",
        limit_choices_to={"kind": Organisation.Kind.NETWORK},
        help_text="The network whose forum this is.",
    )
    posters = models.ForeignKey(
        Audience,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="who may post",
        help_text="Left empty, every member who can read it.",
    )
    moderators = models.ManyToManyField(
        User, blank=True, related_name="moderated_forums", help_text="They moderate this forum alone."
    )
    allows_anonymous = models.BooleanField(
        "questions without a name",
        default=False,
        db_default=False,
        help_text="Members may ask without their name. Moderators see who it was.",
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

    @property
    def level(self) -> Level:
        """How open it is."""
        if self.audience_id in {PUBLIC_ID, MEMBERS_ID}:
            return Level.OPEN if self.audience_id == PUBLIC_ID else Level.MEMBERS
        return Level.CONFIDENTIAL if self.audience.confidential else Level.RESTRICTED

    @property
    def level_sentence(self) -> str:
        """The level, explained."""
        return LEVEL_SENTENCES[self.level]

    def takes_posts_of(self, user: User | AnonymousUser) -> bool:
        """Whether a person who can read it may also write in it."""
        if not user.is_authenticated:
            return False
        return self.posters_id is None or self.posters_id in Audience.objects.ids_for(user)
