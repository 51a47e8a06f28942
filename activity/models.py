"""What happened (Activity), to what (ActivitySubject), what is still to be done about it
(Delivery), who wants to know (Subscription) and what they were told (Notification)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from accounts.models import Audience, Organisation, User


def content_type_of(thing: models.Model) -> ContentType:
    """The type under which a thing is followed and announced.

    A Wagtail page knows its specific type however it was fetched; all else is what it is.
    """
    own: ContentType | None = getattr(thing, "cached_content_type", None)
    return own or ContentType.objects.get_for_model(thing)


class ActivityQuerySet(models.QuerySet["Activity"]):
    """Reads of what happened."""

    def visible_to(self, user: User | AnonymousUser | None) -> ActivityQuerySet:
        """What a person may know of, less what was taken back since (hidden, unpublished)."""
        return self.filter(audience_id__in=Audience.objects.ids_for(user), withdrawn_at__isnull=True)

    def announced(self) -> ActivityQuerySet:
        """What is told to followers and shown in feeds; edits and hides are not."""
        return self.filter(announce=True)

    def about(self, thing: models.Model) -> ActivityQuerySet:
        """What happened to a thing, or under it: a post is about its topic and its page."""
        return self.filter(subjects__content_type=content_type_of(thing), subjects__object_id=thing.pk)

    def about_trusts_of(self, network: Organisation) -> ActivityQuerySet:
        """What happened to the trusts of a network, each once."""
        subjects = ActivitySubject.objects.filter(
            activity=models.OuterRef("pk"),
            content_type=content_type_of(network),
            object_id__in=network.trusts.values("pk"),
        )
        return self.filter(models.Exists(subjects))


class Activity(models.Model):
    """One thing that somebody did. Rows are added; only `withdrawn_...` is ever changed."""

    verb = models.CharField(max_length=60, help_text="room.thing.done, such as forums.post.created")
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    title = models.CharField(max_length=255, help_text="What it is called in a notification")
    url = models.CharField(max_length=500)
    note = models.CharField(
        max_length=255, blank=True, default="", db_default="", help_text="One sentence that mail may carry."
    )
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    announce = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_with = models.CharField(
        max_length=40, blank=True, help_text="The thing whose hiding took it along, as type:id"
    )

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["-created_at", "-id"], name="activity_newest"),
            models.Index(fields=["content_type", "object_id"], name="activity_target"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.title}"


class ActivitySubject(models.Model):
    """A thing that an activity is about: its target, and what stands above it."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="subjects")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "activity"], name="activity_subject_once"
            )
        ]


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Reads of work to do."""

    def due(self) -> DeliveryQuerySet:
        """Not stamped, and not waiting for its next attempt; oldest first."""
        return self.filter(
            delivered_at__isnull=True, given_up=False, next_attempt_at__lte=timezone.now()
        ).order_by("pk")


class Delivery(models.Model):
    """One handler's work for one activity. Stamped after success; a failure keeps its reason."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="deliveries")
    handler = models.CharField(max_length=60)
    delivered_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    last_error = models.TextField(blank=True)
    given_up = models.BooleanField(default=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["activity", "handler"], name="delivery_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(delivered_at__isnull=True, given_up=False),
                name="delivery_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.handler} for {self.activity_id}"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Reads of who follows what."""

    def of(self, thing: models.Model) -> SubscriptionQuerySet:
        """Who follows a thing."""
        return self.filter(content_type=content_type_of(thing), object_id=thing.pk)


class Subscription(models.Model):
    """A person follows a thing: a topic, a forum, a page, a trust."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="subscriptions")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    created_at = models.DateTimeField(default=timezone.now)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["content_type", "object_id", "user"], name="follow_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} follows {self.content_type} {self.object_id}"


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Reads of what people were told."""

    def visible_to(self, user: User | AnonymousUser | None) -> NotificationQuerySet:
        """A person's own, and only of what they may still see."""
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(user=user, activity__in=Activity.objects.visible_to(user))

    def unread(self) -> NotificationQuerySet:
        """Not yet opened."""
        return self.filter(read_at__isnull=True)

    def newest(self) -> NotificationQuerySet:
        """By what happened last."""
        return self.order_by("-activity__created_at", "-pk")

    def older_than(self, pk: int) -> NotificationQuerySet:
        """What comes after one of these in `newest` order (keyset paging); all where it is not here."""
        cursor = self.model.objects.filter(pk=pk).values_list("activity__created_at", flat=True).first()
        if cursor is None:
            return self
        return self.filter(
            models.Q(activity__created_at__lt=cursor) | models.Q(activity__created_at=cursor, pk__lt=pk)
        )


class Notification(models.Model):
    """One person is told of one activity, once."""

    class Mail(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        NOT_WANTED = "not-wanted", "Not wanted"
        REFUSED = "refused", "Refused by the mail server"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="notifications")
    subscription = models.ForeignKey(
        Subscription, null=True, on_delete=models.SET_NULL, related_name="notifications"
    )
    direct = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Told to the person because they are to act, or it is their own; not by following.",
    )
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    mail = models.CharField(max_length=10, choices=Mail, default=Mail.WAITING)
    mail_attempts = models.PositiveSmallIntegerField(default=0)
    mail_next_at = models.DateTimeField(default=timezone.now)
    mail_error = models.CharField(max_length=255, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-activity__created_at", "-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "activity"], name="told_once")]
        indexes: ClassVar = [
            models.Index(
                fields=["user"],
                condition=models.Q(read_at__isnull=True),
                name="notification_unread",
            ),
            models.Index(
                fields=["mail_next_at"],
                condition=models.Q(mail="waiting"),
                name="notification_mail_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.activity_id}"
