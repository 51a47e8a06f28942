"""A file or a picture in a post: seen by those who see the post."""

from __future__ import annotations

import secrets
from pathlib import PurePath
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone

from accounts.models import Audience, User
from forums.models.forum import Forum
from forums.models.post import Post


def where_kept(instance: PostFile, filename: str) -> str:
    """A name that cannot be guessed, with the file's ending."""
    return f"posts/{secrets.token_hex(16)}{PurePath(filename).suffix.lower()}"


class PostFileQuerySet(models.QuerySet["PostFile"]):
    """Reads of files in posts."""

    def visible_to(self, user: User | AnonymousUser | None) -> PostFileQuerySet:
        """Files of posts that the person may see, or has to look at as a moderator of the forum;
        one that is not posted yet is its uploader's."""
        posted = Q(post__in=Post.objects.visible_to(user).filter(is_removed=False))
        if user is None or not user.is_authenticated:
            return self.filter(posted)
        looked_after = Q(
            post__topic__forum__in=Forum.objects.moderated_by(user),
            post__topic__audience__in=Audience.objects.ids_for(user),
            post__is_removed=False,
        )
        return self.filter(posted | looked_after | self._waiting_of(user))

    @staticmethod
    def _waiting_of(user: User | AnonymousUser) -> Q:
        return Q(post__isnull=True, uploaded_by=user)

    def waiting_of(self, user: User | AnonymousUser) -> PostFileQuerySet:
        """What a person has uploaded and not posted."""
        return self.filter(self._waiting_of(user)) if user.is_authenticated else self.none()

    def left_lying(self, before: object) -> PostFileQuerySet:
        """Uploaded before a time and never posted."""
        return self.filter(post__isnull=True, uploaded_at__lt=before)


class PostFile(models.Model):
    """Uploaded while a post is written, and the post's from the moment it is sent."""

    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.CASCADE, related_name="files")
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    file = models.FileField(upload_to=where_kept)
    name = models.CharField(max_length=120, help_text="The name that a reader gets it under")
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField(help_text="Bytes")
    is_picture = models.BooleanField(default=False)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    alt_text = models.CharField(max_length=255, blank=True)
    doubts = models.CharField(
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text="Kinds of what may tell of a patient in it: a moderator reads the post first",
    )

    objects = PostFileQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(fields=["uploaded_at"], condition=Q(post__isnull=True), name="file_not_posted"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where it opens."""
        return reverse("forums:file", args=[self.pk, self.name])

    @property
    def doubtful_kinds(self) -> list[str]:
        """The kinds of doubt for which its post waits for a moderator."""
        return self.doubts.split()

    @property
    def type_and_size(self) -> str:
        """As a reader is told before opening it: "PDF, 110 KB"."""
        number, _, unit = filesizeformat(self.size).replace("\xa0", " ").partition(" ")
        if unit == "KB":
            number = str(round(float(number)))
        return f"{PurePath(self.name).suffix.removeprefix('.').upper()}, {number} {unit}"
