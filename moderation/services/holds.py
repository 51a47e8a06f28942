"""Verbs of moderation: hold, release, reject. Each is written down, without a word of the text."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from accounts.models import Audience, User
from activity.models import Notification
from activity.services import record
from moderation.models import Hold, Report
from moderation.services.audit import write
from moderation.services.people import Reason, write_to
from moderation.services.reports import uphold
from moderation.targets import Described, describe_one, target_of

NO_REASON = Reason()


class AlreadyDecided(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """Another moderator was first. `hold` says what they decided."""

    def __init__(self, hold: Hold) -> None:
        super().__init__(f"already {hold.get_state_display().lower()}")
        self.hold = hold


@transaction.atomic
def hold(target: models.Model, kinds: Iterable[str], *, by: User) -> Hold:
    """Puts a thing before the moderators. One that waits already keeps its place."""
    described = describe_one(target)
    made, new = Hold.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(target),
        object_id=target.pk,
        state=Hold.State.WAITING,
        defaults={"kinds": list(kinds), "audience": described.audience, "place": described.place},
    )
    if not new and set(made.kinds) != set(kinds):
        made.kinds = list(kinds)
        made.save(update_fields=["kinds"])
    record("moderation.hold.created", actor=by, target=made, audience=described.audience, announce=False)
    return made


@transaction.atomic
def release(held: Hold, *, by: User) -> None:
    """Publishes what was held, and tells its author. Raises AlreadyDecided."""
    thing, described = _take(held)
    held.url, held.title = thing.get_absolute_url(), described.title  # type: ignore[attr-defined]
    _decide(held, Hold.State.RELEASED, by)
    target_of(type(thing)).release(thing, by=by)
    _tell(held, described, by, "moderation.hold.released")
    _write_down("post.published", thing, held, described, by)


@transaction.atomic
def reject(held: Hold, *, by: User, why: Reason = NO_REASON) -> None:
    """Takes out what was held, text and all, and tells its author: with the reason, which they
    alone read, where one is given. Raises AlreadyDecided."""
    thing, described = _take(held)
    # Not by its title: that may be what identifies somebody.
    held.url, held.title = described.where_url, f"Your post in {described.where}"
    if held.reason:
        held.title += f": it may hold {held.reason}"
    _decide(held, Hold.State.REJECTED, by)
    uphold(thing, by=by)
    target_of(type(thing)).reject(thing, by=by)
    # Who receives a reason is not told twice.
    author = described.author if described.author != by else None
    sent = write_to(author, why.words, by=by, subject=held.title, url=held.url)
    _tell(held, described, by, "moderation.hold.rejected", known=sent is not None)
    _write_down("post.rejected", thing, held, described, by, reason=why.title)


def forget(model: type[models.Model], ids: Iterable[int]) -> None:
    """Drops what waits of things that were deleted."""
    kind = ContentType.objects.get_for_model(model)
    about = {"content_type": kind, "object_id__in": list(ids)}
    Hold.objects.waiting().filter(**about).delete()
    Report.objects.waiting().filter(**about).delete()


def _take(held: Hold) -> tuple[models.Model, Described]:
    """Locks the hold, so that two moderators do not decide at once; gives what it is about."""
    now = Hold.objects.select_for_update().get(pk=held.pk)
    thing = now.target
    if now.state != Hold.State.WAITING or thing is None:
        raise AlreadyDecided(now)
    return thing, describe_one(thing)


def _decide(held: Hold, state: Hold.State, by: User) -> None:
    held.state, held.decided_by, held.decided_at = state, by, timezone.now()
    held.save(update_fields=["state", "decided_by", "decided_at", "url"])


def _write_down(
    act: str, thing: models.Model, held: Hold, described: Described, by: User, reason: str = ""
) -> None:
    """One entry of the log."""
    write(
        act,
        by=by,
        target=thing,
        about=described.author,
        reason=reason,
        detail=held.why,
        audience=described.audience,
        place=described.place,
    )


def _tell(held: Hold, described: Described, by: User, verb: str, *, known: bool = False) -> None:
    """Writes down the decision, and tells the author in the hub itself unless they know."""
    activity = record(verb, actor=by, target=held, audience=described.audience, announce=False)
    if described.author and described.author != by and not known:
        Notification.objects.create(
            user=described.author, activity=activity, mail=Notification.Mail.NOT_WANTED
        )


def move_waiting(model: type[models.Model], ids: Iterable[int], audience: Audience, place: str) -> None:
    """Gives what waits about things that were moved to the moderators of their new place."""
    kind = ContentType.objects.get_for_model(model)
    about = {"content_type": kind, "object_id__in": list(ids)}
    Hold.objects.filter(**about).update(audience=audience, place=place)
    Report.objects.filter(**about).update(audience=audience, place=place)
