"""Verbs of adoption records: a trust says how far it is, says it anew, stops, takes it back."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Organisation, User
from activity import words
from activity.services import record, withdraw
from cases.models import Adoption, CaseStudy, InterventionGuide


class Told(TypedDict):
    """What a trust says. `stopped_on` and `why_stopped` are empty unless it stopped."""

    status: str
    version: int
    started_on: date | None
    adapted: str
    result: str
    stopped_on: date | None
    why_stopped: str
    case_study: CaseStudy | None


class ChangedMeanwhile(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """A colleague was first. `now` is the record as it stands, or None where it was removed."""

    def __init__(self, now: Adoption | None) -> None:
        super().__init__("the record was changed meanwhile")
        self.now = now


def register_words() -> None:
    """What feeds and notifications say; the title after it names guide, trust and status."""
    words.register("cases.adoption.recorded", "recorded")
    words.register("cases.adoption.updated", "updated")
    words.register("cases.adoption.stopped", "recorded")
    words.register("cases.adoption.removed", "removed")


def trusts_of(user: User) -> list[Organisation]:
    """The trusts that a person speaks for: those they are a current member of. One query."""
    return [place.organisation for place in user.places if place.organisation.kind == Organisation.Kind.TRUST]


def may_remove_any(user: User | AnonymousUser) -> bool:
    """Whether a person may take out what any trust has recorded: moderators and editors."""
    return user.is_authenticated and (
        user.has_perm("moderation.moderate") or user.has_perm("wagtailadmin.access_admin")
    )


def _note(verb: str, adoption: Adoption, *, by: User | None, announce: bool) -> None:
    record(
        f"cases.adoption.{verb}",
        actor=by,
        target=adoption,
        audience=adoption.guide.audience,
        about=(adoption.guide, adoption.trust),
        announce=announce,
    )


@transaction.atomic
def tell(guide: InterventionGuide, trust: Organisation, *, by: User, told: Told, seen: str = "") -> Adoption:
    """Keeps what a trust says about a guide: one record for each trust and guide.

    `seen` is the `stamp` of the record that the writer had before them, empty for none. The same
    words sent twice are one record and one piece of news. Raises ChangedMeanwhile.
    """
    known = Adoption.objects.select_for_update().filter(guide=guide, trust=trust)
    now = known.first()
    if now is None and seen:
        raise ChangedMeanwhile(None)
    if now is None:
        try:
            with transaction.atomic():
                made = Adoption.objects.create(guide=guide, trust=trust, recorded_by=by, **told)
        except IntegrityError:
            # A colleague's first word came between the look and the write.
            now = known.get()
        else:
            _note("recorded", made, by=by, announce=True)
            return made
    # The guide and the trust as the caller has them: no query for what is known.
    now.guide, now.trust = guide, trust
    return _change(now, by=by, told=told, seen=seen)


def _change(now: Adoption, *, by: User, told: Told, seen: str) -> Adoption:
    changed = [name for name, value in told.items() if getattr(now, name) != value]
    if not changed:
        return now
    if seen != now.stamp:
        raise ChangedMeanwhile(now)
    for name in changed:
        setattr(now, name, told[name])  # type: ignore[literal-required]
    now.recorded_by, now.updated_at = by, timezone.now()
    now.save(update_fields=[*changed, "recorded_by", "updated_at"])
    stopped = "status" in changed and now.status == Adoption.Status.STOPPED
    _note("stopped" if stopped else "updated", now, by=by, announce="status" in changed)
    return now


def stop(adoption: Adoption, *, by: User, why: str, stopped_on: date, seen: str) -> Adoption:
    """Says that a trust has stopped, and why. Raises ChangedMeanwhile."""
    told: Told = {
        "status": Adoption.Status.STOPPED,
        "version": adoption.version,
        "started_on": adoption.started_on,
        "adapted": adoption.adapted,
        "result": adoption.result,
        "stopped_on": stopped_on,
        "why_stopped": why,
        "case_study": adoption.case_study,
    }
    return tell(adoption.guide, adoption.trust, by=by, told=told, seen=seen)


@transaction.atomic
def remove(adoption: Adoption, *, by: User) -> None:
    """Takes a record back, with what was told of it."""
    _note("removed", adoption, by=by, announce=False)
    withdraw(adoption)
    adoption.delete()
