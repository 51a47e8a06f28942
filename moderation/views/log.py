"""The audit log: who did what, newest first, by person and act, and as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import MemberRequest
from activity.tables import Cell, csv_stream
from moderation import acts
from moderation.models import AuditEntry
from moderation.models.audit import AuditQuerySet
from moderation.views.entrance import QUEUE_TRAIL, for_moderators

SHOWN = 50
MOST_LINES = 10_000
HEADER = ("When (UTC)", "Who", "Act", "What was done", "Reason", "Detail", "About", "Thing")
Entries = list[AuditEntry]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for."""

    person: str
    act: str

    @classmethod
    def of(cls, query: QueryDict) -> Filters:
        """From an address; what is none is left out."""
        person, act = query.get("person", ""), query.get("act", "")
        known = {each for each, _ in acts.choices()}
        return cls(
            person if person.isdecimal() and len(person) <= 10 else "",
            act if act in known else "",
        )

    def of_log(self, user: User) -> AuditQuerySet:
        """What a person may read of the log, narrowed."""
        entries = AuditEntry.objects.for_moderator(user).select_related("by", "about")
        if self.person:
            entries = entries.filter(Q(by_id=self.person) | Q(about_id=self.person))
        return entries.filter(act=self.act) if self.act else entries

    @property
    def query(self) -> str:
        """As the address says it."""
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in (("person", self.person), ("act", self.act)) if value})
        return query.urlencode()


def _after(entries: AuditQuerySet, before: str) -> AuditQuerySet:
    """What stands below an entry (keyset paging)."""
    last = entries.filter(pk=before).first() if before.isdecimal() and len(before) <= 18 else None
    if last is None:
        return entries
    return entries.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))


def _links(entries: Entries) -> dict[tuple[int, int], str]:
    """Where each thing is looked at: one query for each kind of thing."""
    by_kind: dict[int, set[int]] = {}
    for entry in entries:
        if entry.content_type_id and entry.object_id:
            by_kind.setdefault(entry.content_type_id, set()).add(entry.object_id)
    return {
        (kind, pk): url
        for kind, ids in by_kind.items()
        for pk, url in acts.addresses_of(ContentType.objects.get_for_id(kind).model_class(), ids).items()
    }


def _person(user: User | None) -> str:
    return user.name if user else "A former member"


def people_in_log(user: User) -> list[User]:
    """Who did something that the person may read of, for the filter."""
    who = AuditEntry.objects.for_moderator(user).order_by().values("by")
    return list(User.objects.filter(pk__in=who).order_by("name", "pk")[:200])


@for_moderators
@require_safe
def log(request: MemberRequest) -> HttpResponse:
    """What was done, the newest first."""
    filters, before = Filters.of(request.GET), request.GET.get("before", "")
    found = list(_after(filters.of_log(request.user), before)[: SHOWN + 1])
    links = _links(found)
    context = {
        "rows": [
            {
                "entry": entry,
                "who": _person(entry.by),
                "words": acts.words_for(entry.act, _person(entry.about)),
                "url": links.get((entry.content_type_id or 0, entry.object_id or 0), ""),
            }
            for entry in found[:SHOWN]
        ],
        "next": found[SHOWN - 1].pk if len(found) > SHOWN else None,
        "filters": filters,
        "people": people_in_log(request.user),
        "acts": acts.choices(),
        "trail": QUEUE_TRAIL,
    }
    return render(request, "moderation/log.html", context)


@for_moderators
@require_safe
def table(request: MemberRequest) -> StreamingHttpResponse:
    """The same as CSV, 10,000 lines at most."""
    entries = Filters.of(request.GET).of_log(request.user)
    return csv_stream("moderation-log", HEADER, _lines(entries))


def _lines(entries: AuditQuerySet) -> Iterator[tuple[Cell, ...]]:
    for entry in entries[:MOST_LINES].iterator(chunk_size=2_000):
        yield (
            f"{entry.at:%Y-%m-%dT%H:%M:%SZ}",
            _person(entry.by),
            entry.act,
            acts.words_for(entry.act, _person(entry.about)),
            entry.reason,
            entry.detail,
            _person(entry.about) if entry.about_id else "",
            f"{entry.content_type_id}-{entry.object_id}" if entry.object_id else "",
        )
