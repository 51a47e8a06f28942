"""The notifier: an announced activity becomes one notification for each person who follows."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from accounts.models import Mute, User
from activity.models import Activity, ActivitySubject, Notification, Subscription


def notify_followers(activity: Activity) -> None:
    """Tells the followers of what the activity is about, those who may see it, each once.

    The actor is not told of their own doing. Three queries, whatever the number of followers.
    Running it twice adds nothing: `told_once` is unique.
    """
    if not activity.announce:
        return
    about = ActivitySubject.objects.filter(
        activity=activity,
        content_type=OuterRef("content_type"),
        object_id=OuterRef("object_id"),
    )
    doer = doer_of(activity)
    may_see = User.objects.who_may_see(activity.audience)
    following = (
        Subscription.objects.filter(Exists(about), user__in=may_see)
        .exclude(user=doer)
        .exclude(user__in=Mute.objects.filter(muted=doer).values("user"))
        .order_by("pk")
        .values_list("user_id", "pk", "user__profile__email_notifications", "user__profile__email_refused_at")
    )
    first: dict[int, tuple[int, bool]] = {}
    for user_id, subscription_id, wanted, refused_at in following:
        first.setdefault(user_id, (subscription_id, wanted and refused_at is None))
    Notification.objects.bulk_create(
        (
            Notification(
                user_id=user_id,
                activity=activity,
                subscription_id=subscription_id,
                mail=Notification.Mail.WAITING if wants_mail else Notification.Mail.NOT_WANTED,
            )
            for user_id, (subscription_id, wants_mail) in first.items()
        ),
        ignore_conflicts=True,
    )


def doer_of(activity: Activity) -> int | None:
    """Who did it. A thing that was written without a name says itself whose it is."""
    return activity.actor_id or getattr(activity.target, "writer_id", None)
