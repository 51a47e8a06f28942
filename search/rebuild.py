"""Builds the whole index anew while the hub goes on: beside the one in use, then in its place.

How far it is stands in a row that is written with each batch, so what was interrupted goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from search import words
from search.engines import Build, Incomplete, Lost, get_engine, uses_cluster
from search.index import forget, next_version, save_entries
from search.models import (
    SearchBuild,
    SearchEntry,
    SearchFacet,
    SearchShelf,
    SearchWord,
    SearchWordCount,
    SearchWordKey,
)
from search.registry import Document, documents

BATCH = 2_000
FILLED: tuple[type[Model], ...] = (
    SearchEntry,
    SearchFacet,
    SearchShelf,
    SearchShelf.facets.through,
    SearchWord,
    SearchWordCount,
    SearchWordKey,
)


class AtWork(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """Another build is under way, or was until a moment ago."""


def how_many() -> int:
    """How many things a rebuild will read."""
    return sum(document.get_queryset().count() for document in documents.values())


def rebuild(batch: int = BATCH, *, resume: bool | None = None) -> Iterator[int]:
    """Reads everything again, and yields how many things each step has read.

    Each batch is one short transaction with a constant number of queries. Until the last step
    readers have the old index; what was written meanwhile is put into the new one after it.

    What was interrupted goes on, and the first step is what was read before; one of which something
    was heard within two minutes may still be at work, and raises AtWork. `resume` says what to do
    whatever was heard: go on, or begin anew. Raises Incomplete where the new index lacks entries.
    """
    state, build = _begin(resume)
    if state.done:
        yield state.done
    if build:
        for document in _left(state):
            yield from _rebuild_kind(document, build, state, batch)
        types = ContentType.objects.get_for_models(*documents).values()
        forget(SearchEntry.objects.exclude(content_type__in=types))
        _swap(build, state)
    _catch_up(state)
    _prune()
    words.renew()
    _look_at_tables()
    state.delete()


def _begin(resume: bool | None) -> tuple[SearchBuild, Build | None]:
    """The build to go on with, or a new one; None where it is in use already."""
    state = SearchBuild.objects.order_by("pk").last()
    if state and resume is None and not state.is_silent:
        raise AtWork(
            f"A rebuild is under way, {state.done:,} things read. If it was interrupted, "
            "go on with --resume, or begin anew with --anew."
        )
    if state and resume is not False and not state.is_stale:
        try:
            build = None if state.swapped else get_engine().build(resume=state.index)
        except Lost:
            pass
        else:
            return state.heard(), build
    SearchBuild.objects.all().delete()
    now = timezone.now()
    build = get_engine().build()
    return SearchBuild.objects.create(pk=1, started_at=now, heard_at=now, index=build.name), build


def _left(state: SearchBuild) -> list[Document]:
    """The kinds that are still to be read, from the one that was being read on."""
    kinds = list(documents.values())
    names = [document.kind for document in kinds]
    return kinds[names.index(state.kind) :] if state.kind in names else kinds


def _rebuild_kind(document: Document, build: Build, state: SearchBuild, batch: int) -> Iterator[int]:
    """All things of a kind by id; an entry between two ids that has no thing any more goes."""
    last = state.last_id if state.kind == document.kind else 0
    while True:
        with transaction.atomic():
            rows = document.get_queryset().filter(pk__gt=last).order_by("pk")
            things = list(rows[:batch])
            until = things[-1].pk if len(things) == batch else None
            _forget_between(document, last, until, {thing.pk for thing in things})
            _add(document, things, build)
            read = [ContentType.objects.get_for_model(document.model).pk, last, until, next_version()]
            last = things[-1].pk if things else last
            state.heard(
                kind=document.kind,
                last_id=last,
                done=state.done + len(things),
                batches=[*(state.batches or []), read],
            )
        if things:
            yield len(things)
        if len(things) < batch:
            return


def _add(document: Document, things: Sequence[Model], build: Build) -> None:
    """Writes entries, and puts them into the new index.

    What a cluster has already is not sent once more into the old index: the new one has it.
    """
    content_type = ContentType.objects.get_for_model(document.model)
    ids = [thing.pk for thing in things]
    entries = SearchEntry.objects.filter(content_type=content_type, object_id__in=ids)
    waiting = set(entries.filter(is_sent=False).values_list("object_id", flat=True))
    build.add(save_entries(document, things))
    if uses_cluster():
        entries.exclude(object_id__in=waiting).update(is_sent=True)


def _swap(build: Build, state: SearchBuild) -> None:
    """The new index is the one in use; a part of one is thrown away."""
    try:
        build.swap()
    except Incomplete:
        build.drop()
        state.delete()
        raise
    state.heard(swapped=True)


def _forget_between(document: Document, after: int, until: int | None, there: set[int]) -> None:
    """Forgets the entries of a kind, between two ids, whose things are not there."""
    content_type = ContentType.objects.get_for_model(document.model)
    entries = SearchEntry.objects.filter(content_type=content_type, object_id__gt=after)
    if until is not None:
        entries = entries.filter(object_id__lte=until)
    gone = set(entries.values_list("object_id", flat=True)) - there
    if gone:
        forget(entries.filter(object_id__in=gone))


def _catch_up(state: SearchBuild) -> None:
    """Puts into the index what was written since its batch was read: into the one that is now old."""
    for content_type, after, until, version in state.batches or []:
        entries = SearchEntry.objects.filter(
            content_type_id=content_type, object_id__gt=after, version__gt=version
        )
        if until is not None:
            entries = entries.filter(object_id__lte=until)
        for pks in _pieces(list(entries.values_list("pk", flat=True))):
            with transaction.atomic():
                # Whoever writes one of them just now comes after, and puts it there themselves.
                get_engine().put(list(SearchEntry.objects.select_for_update().filter(pk__in=pks)))


def _pieces(pks: Sequence[int]) -> Iterator[Sequence[int]]:
    return (pks[start : start + BATCH] for start in range(0, len(pks), BATCH))


def _prune() -> None:
    """Takes away shelves without entries and facets without shelves."""
    SearchShelf.objects.filter(entries__isnull=True).delete()
    SearchFacet.objects.filter(shelves__isnull=True).delete()


def _look_at_tables() -> None:
    """Has PostgreSQL count what is in the tables by now, as it would by itself some minutes later:
    until then it plans for what was there before. The index itself is looked at when it is built.
    """
    if connection.vendor == "postgresql":
        tables = ", ".join(model._meta.db_table for model in FILLED)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")
