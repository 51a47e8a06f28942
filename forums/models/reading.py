"""How far each person has read, and what they have begun to write."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.models import User
from forums.models.forum import Forum
from forums.models.post import Post
from forums.models.topic import TITLE_LENGTH, Topic


class TopicRead(models.Model):
    """How far a person has read a topic: every post up to `last_seq` is theirs no longer new."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="reads")
    last_seq = models.PositiveIntegerField()
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "topic"], name="topic_read_once")]

    def __str__(self) -> str:
        return f"{self.user_id} read topic {self.topic_id} to post {self.last_seq}"


class ForumRead(models.Model):
    """When a person marked all of a forum as read: what was written before is new no longer."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="reads")
    read_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "forum"], name="forum_read_once")]

    def __str__(self) -> str:
        return f"{self.user_id} read forum {self.forum_id} at {self.read_at:%Y-%m-%d %H:%M}"


class Draft(models.Model):
    """What a person has begun to write in one place, kept while they type. Only theirs."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    place = models.CharField(max_length=60, help_text='"ask", "ask:<forum>", "reply:<topic>", "edit:<post>"')
    title = models.CharField(max_length=TITLE_LENGTH, blank=True)
    body = models.TextField(blank=True)
    # None of a draft that was kept before more than title and body was.
    rest = models.JSONField(
        null=True,
        blank=True,
        help_text="What else the form holds: its boxes, its choices, the post it answers",
    )
    page = models.CharField(
        max_length=64, blank=True, default="", db_default="", help_text="The open page that kept it last"
    )
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "place"], name="one_draft_a_place")]

    def __str__(self) -> str:
        return f"Draft of {self.user_id} at {self.place}"


class Mention(models.Model):
    """Who was named in a post, and so told of it: once, whatever is edited later."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "user"], name="mentioned_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in post {self.post_id}"


class CreditRequest(models.Model):
    """Whether a writer agrees that their posts of a topic are used, with their name, in something
    that editors publish. Nobody is quoted who has not said yes."""

    class Answer(models.TextChoices):
        WAITING = "waiting", "Not answered yet"
        AGREED = "agreed", "Agreed"
        DECLINED = "declined", "Declined"

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="credit_requests")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.WAITING)
    asked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["topic", "user"], name="credit_asked_once")]

    def __str__(self) -> str:
        return f"{self.user_id} for topic {self.topic_id}: {self.get_answer_display()}"

    def get_absolute_url(self) -> str:
        """Where it is answered."""
        return f"{self.topic.get_absolute_url()}credit/"

    def activity_title(self) -> str:
        """What the notification calls it."""
        return self.topic.activity_title()
