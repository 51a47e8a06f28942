"""What a post said before: read by moderators alone."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import User
from forums.markdown import render
from forums.models.forum import Forum
from forums.models.post import Post
from forums.models.topic import TITLE_LENGTH


class PostRevisionQuerySet(models.QuerySet["PostRevision"]):
    """Reads of earlier words."""

    def visible_to(self, user: User | AnonymousUser | None) -> PostRevisionQuerySet:
        """Those of posts in forums that the person moderates and can see."""
        return self.filter(post__topic__forum__in=Forum.objects.moderated_by(user))

    def taken_out_by_others(self) -> PostRevisionQuerySet:
        """Of posts that moderators hid, not those that their writers took back themselves."""
        return self.filter(why=PostRevision.Why.REMOVED).exclude(by=F("post__user"))


class PostRevision(models.Model):
    """The words of a post before they were edited or taken out. What was taken out because it
    may tell of a patient is not kept, here or anywhere."""

    class Why(models.TextChoices):
        EDITED = "edited", "Edited"
        REMOVED = "removed", "Removed"

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    title = models.CharField(
        max_length=TITLE_LENGTH,
        blank=True,
        default="",
        db_default="",
        help_text="Of its topic, where that changed",
    )
    body = models.TextField(help_text="Markdown, as it stood until then")
    why = models.CharField(max_length=10, choices=Why)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = PostRevisionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Post {self.post_id} until {self.at:%Y-%m-%d %H:%M}"

    @property
    def html(self) -> SafeString:
        """As it stood, safe for a page."""
        return render(self.body)
