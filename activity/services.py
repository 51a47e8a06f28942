"""Verbs of activity: record what happened, follow, stop following."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from accounts.models import Audience, Profile, User
from activity import deliver, freshness
from activity.models import (
    Activity,
    ActivitySubject,
    Delivery,
    Notification,
    Subscription,
    content_type_of,
)
from activity.tasks import deliver_due


# Without a savepoint of its own: what fails here must take the change itself along.
@transaction.atomic(savepoint=False)
def record(
    verb: str,
    *,
    actor: User | None,
    target: models.Model,
    audience: Audience,
    about: Iterable[models.Model] = (),
    announce: bool = True,
    at: datetime | None = None,
    note: str = "",
) -> Activity:
    """Writes down that something happened, and what is to be done about it.

    Called inside the transaction of the change itself, so neither is ever kept without the
    other. `target` gives its `activity_title()` and `get_absolute_url()`; `about` are the things
    above it whose followers want to know; `note` is a sentence that their mail carries. Five
    queries, whatever the number of followers.
    """
    activity = Activity.objects.create(
        verb=verb,
        actor=actor,
        content_type=content_type_of(target),
        object_id=target.pk,
        title=target.activity_title()[:255],  # type: ignore[attr-defined]
        url=target.get_absolute_url(),  # type: ignore[attr-defined]
        audience=audience,
        announce=announce,
        note=note[:255],
        created_at=at or timezone.now(),
    )
    subjects = {(content_type_of(thing).pk, thing.pk) for thing in (target, *about)}
    ActivitySubject.objects.bulk_create(
        ActivitySubject(activity=activity, content_type_id=content_type, object_id=pk)
        for content_type, pk in sorted(subjects)
    )
    Delivery.objects.bulk_create(
        Delivery(activity=activity, handler=name) for name in deliver.handlers_for(verb)
    )
    deliver_due.enqueue()
    transaction.on_commit(freshness.touch)
    return activity


def tell(activity: Activity, people: Iterable[User], *, mail: bool = True) -> None:
    """Tells some people of an activity because they are to act, or because it is about their own.

    They need not follow anything, and the actor is left out. Who may not see the activity's
    audience is told nothing: the list and the mail ask again. Each once, in two queries.
    """
    ids = [person.pk for person in people if person.pk != activity.actor_id and person.is_active]
    wanted = dict(
        Profile.objects.filter(user__in=ids, email_notifications=True, email_refused_at=None).values_list(
            "user_id", "pk"
        )
    )
    Notification.objects.bulk_create(
        (
            Notification(
                user_id=pk,
                activity=activity,
                direct=True,
                mail=Notification.Mail.WAITING if mail and pk in wanted else Notification.Mail.NOT_WANTED,
            )
            for pk in ids
        ),
        ignore_conflicts=True,
    )


def readdress(thing: models.Model, audience: Audience) -> None:
    """Gives what was announced about a thing, and under it, to the audience that it has now."""
    Activity.objects.about(thing).exclude(audience=audience).update(audience=audience)


def retitle(thing: models.Model, *, with_all_under: bool = False) -> None:
    """Writes the name and the address that a thing has now over those it was announced with: the
    old ones are not to be read. With `with_all_under` over the name in what was announced under it
    too, where that goes by the thing's name."""
    title = thing.activity_title()[:255]  # type: ignore[attr-defined]
    own = Activity.objects.filter(content_type=content_type_of(thing), object_id=thing.pk)
    own.update(title=title, url=thing.get_absolute_url())  # type: ignore[attr-defined]
    if with_all_under:
        Activity.objects.about(thing).update(title=title)


def withdraw(thing: models.Model) -> None:
    """Takes back what was announced about a thing that is hidden or no longer published.

    Feeds, notification lists and mail still waiting all read `Activity.objects.visible_to`.
    What happened under the thing goes with it, and remembers with what it went: so a post that
    was removed by itself stays away when its page comes back.
    """
    cause = _cause(thing)
    about = Activity.objects.about(thing)
    now = timezone.now()
    about.filter(withdrawn_at__isnull=True).update(withdrawn_at=now, withdrawn_with=cause)
    about.filter(content_type=content_type_of(thing), object_id=thing.pk).update(withdrawn_with=cause)


def restore(thing: models.Model) -> None:
    """The reverse of `withdraw`."""
    Activity.objects.about(thing).filter(withdrawn_with=_cause(thing)).update(
        withdrawn_at=None, withdrawn_with=""
    )


def _cause(thing: models.Model) -> str:
    return f"{content_type_of(thing).pk}:{thing.pk}"


def follow(user: User, thing: models.Model) -> None:
    """Starts following; a second time changes nothing. One query."""
    subscription = Subscription(user=user, content_type=content_type_of(thing), object_id=thing.pk)
    Subscription.objects.bulk_create([subscription], ignore_conflicts=True)


def follow_all(users: models.QuerySet[User], thing: models.Model) -> None:
    """Lets many people follow a thing; who does already keeps it. Two queries."""
    kind = content_type_of(thing)
    Subscription.objects.bulk_create(
        (
            Subscription(user_id=pk, content_type=kind, object_id=thing.pk)
            for pk in users.order_by().values_list("pk", flat=True).distinct()
        ),
        ignore_conflicts=True,
        batch_size=1_000,
    )


def unfollow(user: User, thing: models.Model) -> None:
    """Stops following; what is still waiting to be mailed about it is not sent."""
    stop(Subscription.objects.of(thing).filter(user=user))


@transaction.atomic
def stop(subscriptions: models.QuerySet[Subscription]) -> None:
    """Ends subscriptions, with the mail that they still had to send."""
    Notification.objects.filter(subscription__in=subscriptions, mail=Notification.Mail.WAITING).update(
        mail=Notification.Mail.NOT_WANTED
    )
    subscriptions.delete()


def mark_read(notifications: models.QuerySet[Notification]) -> int:
    """Marks a person's notifications as read; returns how many were new."""
    return notifications.filter(read_at__isnull=True).update(read_at=timezone.now())
