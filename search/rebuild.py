"""Builds the whole index anew while the hub goes on: beside the one in use, then in its place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from activity.models import Activity, ActivitySubject
from search.engines import Build, get_engine
from search.index import HANDLER, forget, index_things, save_entries
from search.models import SearchEntry, SearchFacet, SearchShelf
from search.registry import Document, documents

BATCH = 2_000


def how_many() -> int:
    """How many things a rebuild will read."""
    return sum(document.get_queryset().count() for document in documents.values())


def rebuild(batch: int = BATCH) -> Iterator[int]:
    """Reads everything again, and yields how many things each step has read.

    Each batch is one short transaction with a constant number of queries. Until the last step
    readers have the old index; what was indexed meanwhile is indexed again after it.
    """
    started = timezone.now()
    build = get_engine().build()
    for document in documents.values():
        yield from _rebuild_kind(document, build, batch)
    types = ContentType.objects.get_for_models(*documents).values()
    forget(SearchEntry.objects.exclude(content_type__in=types))
    build.swap()
    _catch_up(started, batch)
    _prune()


def _rebuild_kind(document: Document, build: Build, batch: int) -> Iterator[int]:
    """All things of a kind by id; an entry between two ids that has no thing any more goes."""
    last = 0
    while True:
        with transaction.atomic():
            rows = document.get_queryset().filter(pk__gt=last).order_by("pk")
            things = list(rows[:batch])
            until = things[-1].pk if len(things) == batch else None
            _forget_between(document, last, until, {thing.pk for thing in things})
            build.add(save_entries(document, things))
        if things:
            yield len(things)
        if len(things) < batch:
            return
        last = things[-1].pk


def _forget_between(document: Document, after: int, until: int | None, there: set[int]) -> None:
    """Forgets the entries of a kind, between two ids, whose things are not there."""
    content_type = ContentType.objects.get_for_model(document.model)
    entries = SearchEntry.objects.filter(content_type=content_type, object_id__gt=after)
    if until is not None:
        entries = entries.filter(object_id__lte=until)
    gone = set(entries.values_list("object_id", flat=True)) - there
    if gone:
        forget(entries.filter(object_id__in=gone))


def _catch_up(since: datetime, batch: int) -> None:
    """Indexes again what the worker has indexed since a time, into the index that is now old."""
    activities = Activity.objects.filter(deliveries__handler=HANDLER, deliveries__delivered_at__gte=since)
    subjects = ActivitySubject.objects.filter(activity__in=activities)
    keys = sorted(set(subjects.values_list("content_type_id", "object_id")))
    for start in range(0, len(keys), batch):
        index_things(keys[start : start + batch])


def _prune() -> None:
    """Takes away shelves without entries and facets without shelves."""
    SearchShelf.objects.filter(entries__isnull=True).delete()
    SearchFacet.objects.filter(shelves__isnull=True).delete()
