"""One queue of what waits for a moderator: held things, reported things, and what other rooms have.

Oldest first, by keyset. A thing with several reports is one entry, at the time of the first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Min, Q
from django.utils.dateparse import parse_datetime

from accounts.models import User
from moderation.histories import histories
from moderation.models import Hold, Report, SecondOpinion
from moderation.targets import Described, target_of, targets

SHOWN = 20
Key = tuple[int, int]
Row = TypeVar("Row", Report, SecondOpinion)


@dataclass(frozen=True, slots=True)
class Line:
    """What waits in another room: "12 words of readers", since when, and where it is decided."""

    kind: str
    since: datetime
    title: str
    url: str
    count: int


_sources: list[Callable[[User], Iterable[Line]]] = []


def register(source: Callable[[User], Iterable[Line]]) -> None:
    """Adds a room's own waiting things, as far as a person decides about them: a line for each kind
    of thing, in a fixed number of queries. Called from `AppConfig.ready`."""
    _sources.append(source)


def lines_for(user: User) -> list[Line]:
    """What waits in other rooms, the oldest first."""
    return sorted((line for source in _sources for line in source(user)), key=lambda line: line.since)


@dataclass(slots=True)
class Entry:
    """One thing that waits, with what a moderator needs in order to decide."""

    at: datetime
    cursor: str
    content_type_id: int
    object_id: int
    about: Described
    hold: Hold | None = None
    reports: list[Report] = field(default_factory=list)
    opinions: list[SecondOpinion] = field(default_factory=list)
    history: str = ""

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return f"hold-{self.hold.pk}" if self.hold else f"report-{self.content_type_id}-{self.object_id}"

    @property
    def why(self) -> str:
        """Why it waits, in words."""
        if self.hold:
            return self.hold.why
        said = list(dict.fromkeys(report.get_reason_display() for report in self.reports))
        many = f" ({len(self.reports)} reports)" if len(self.reports) > 1 else ""
        return f"Reported: {'; '.join(said)}{many}"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the queue. `after` is the cursor of its last entry where more wait."""

    entries: list[Entry]
    after: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an entry stands: its time, holds before reports, and the lowest id of its rows."""

    at: datetime
    kind: str
    pk: int
    thing: Key

    @property
    def cursor(self) -> str:
        return f"{self.at.isoformat()}~{self.kind}~{self.pk}"


def page_for(user: User, after: str = "") -> Page:
    """A page of what is in a person's hands. The number of queries does not grow with the rows."""
    places = sorted(
        [*_held(user, _start(after)), *_reported(user, _start(after))],
        key=lambda place: (place.at, place.kind, place.pk),
    )
    shown = places[:SHOWN]
    entries = _entries(user, shown)
    more = len(places) > SHOWN
    return Page(entries, shown[-1].cursor if more else "")


def count_for(user: User) -> int:
    """How many things wait for a person: two queries."""
    reported = Report.objects.waiting().for_moderator(user).order_by()
    things = reported.values("content_type", "object_id").distinct().count()
    return Hold.objects.waiting().for_moderator(user).count() + things


def _start(after: str) -> tuple[datetime, str, int] | None:
    """The cursor of an address, or None for anything else."""
    at, _, rest = after.partition("~")
    kind, _, pk = rest.partition("~")
    try:
        when = parse_datetime(at)
    except ValueError:
        return None
    if when is None or when.tzinfo is None or kind not in {"h", "r"} or not pk.isdecimal() or len(pk) > 18:
        return None
    return when, kind, int(pk)


def _beyond(start: tuple[datetime, str, int] | None, kind: str, at: str, pk: str) -> Q:
    """What stands behind a cursor, of one kind of row."""
    if start is None:
        return Q()
    when, its_kind, its_pk = start
    if kind == its_kind:
        return Q(**{f"{at}__gt": when}) | Q(**{at: when, f"{pk}__gt": its_pk})
    return Q(**{f"{at}__gt": when}) | (Q(**{at: when}) if kind > its_kind else Q(pk__in=[]))


def _kinds() -> list[int]:
    """The types of things that some room has registered."""
    return [kind.pk for kind in ContentType.objects.get_for_models(*targets).values()]


def _held(user: User, start: tuple[datetime, str, int] | None) -> list[_Place]:
    rows = (
        Hold.objects.waiting()
        .for_moderator(user)
        .filter(_beyond(start, "h", "created_at", "pk"), content_type__in=_kinds())
    )
    found = rows.values_list("created_at", "pk", "content_type_id", "object_id")[: SHOWN + 1]
    return [_Place(at, "h", pk, (kind, thing)) for at, pk, kind, thing in found]


def _reported(user: User, start: tuple[datetime, str, int] | None) -> list[_Place]:
    """Reported things, each once. What was reported and then held waits as held alone."""
    waiting = Report.objects.waiting().for_moderator(user).filter(content_type__in=_kinds())
    found = (
        waiting.order_by()
        .values("content_type_id", "object_id")
        .annotate(first_at=Min("created_at"), first_pk=Min("pk"))
        .filter(_beyond(start, "r", "first_at", "first_pk"))
        .order_by("first_at", "first_pk")
        .values_list("first_at", "first_pk", "content_type_id", "object_id")[: SHOWN + 1]
    )
    return [_Place(at, "r", pk, (kind, thing)) for at, pk, kind, thing in found]


def _entries(user: User, places: list[_Place]) -> list[Entry]:
    keys = [place.thing for place in places]
    about = describe_all(keys)
    holds = Hold.objects.in_bulk([place.pk for place in places if place.kind == "h"])
    reports = _by_thing(Report.objects.waiting().for_moderator(user).select_related("reporter"), keys)
    opinions = _by_thing(SecondOpinion.objects.select_related("asked_by", "answered_by"), keys)
    said = histories(one.author.pk for one in about.values() if one.author)
    return [
        Entry(
            at=place.at,
            cursor=place.cursor,
            content_type_id=place.thing[0],
            object_id=place.thing[1],
            about=about[place.thing],
            hold=holds.get(place.pk) if place.kind == "h" else None,
            reports=reports[place.thing],
            opinions=opinions[place.thing],
            history=said.get(author.pk, "") if (author := about[place.thing].author) else "",
        )
        for place in places
        if place.thing in about
    ]


def describe_all(keys: Iterable[Key]) -> dict[Key, Described]:
    """What is shown of each thing: one query for each kind of thing, not for each thing."""
    by_kind: dict[int, list[int]] = defaultdict(list)
    for kind, pk in keys:
        by_kind[kind].append(pk)
    described: dict[Key, Described] = {}
    for kind, ids in by_kind.items():
        model = ContentType.objects.get_for_id(kind).model_class()
        if model is not None and model in targets:
            found = target_of(model).describe(ids)
            described |= {(kind, pk): about for pk, about in found.items()}
    return described


def _by_thing(rows: models.QuerySet[Row], keys: list[Key]) -> dict[Key, list[Row]]:
    """Rows about things, by thing: one query."""
    wanted = Q(pk__in=[])
    for kind in {kind for kind, _ in keys}:
        wanted |= Q(content_type_id=kind, object_id__in=[pk for each, pk in keys if each == kind])
    found: dict[Key, list[Row]] = defaultdict(list)
    for row in rows.filter(wanted):
        found[row.content_type_id, row.object_id].append(row)
    return found
