"""Keeps the entries as the things themselves are. Everything here can be run twice."""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction

from activity.models import Activity, ActivitySubject
from search import words
from search.engines import get_engine, uses_cluster
from search.folding import clean
from search.models import SearchEntry, SearchFacet, SearchGone, SearchShelf
from search.registry import Document, Facet, Fields, document_for

HANDLER = "search.index"
# Words after this many characters are not found: a row of PostgreSQL's index holds 1 MB.
LONGEST_BODY = 200_000
TEXTS = ("path", "title", "summary", "body", "status", "mark", "meta", "number", "number_words")
LONGEST = {field.name: getattr(field, "max_length", None) for field in SearchEntry._meta.get_fields()}
FIELDS = [field for field in SearchEntry._meta.concrete_fields if not field.primary_key]
NAMES = [field.attname for field in FIELDS]
COLUMNS = [field.attname for field in SearchEntry._meta.concrete_fields]
UNIQUE = ("content_type_id", "object_id")

Key = tuple[int, int]  # content type, object


def index_activity(activity: Activity) -> None:
    """The handler `search.index`: reads again what an activity is about.

    What is there and may be found gets its entry, what is not loses it. A constant number of
    queries for each kind of thing.
    """
    subjects = ActivitySubject.objects.filter(activity=activity)
    index_things(subjects.values_list("content_type_id", "object_id"))


@transaction.atomic
def index_things(keys: Iterable[Key]) -> None:
    """Reads things again by content type and id."""
    by_type: dict[int, set[int]] = defaultdict(set)
    before: Counter[words.Pair] = Counter()
    after: Counter[words.Pair] = Counter()
    for content_type_id, pk in keys:
        by_type[content_type_id].add(pk)
    for content_type_id, pks in sorted(by_type.items()):
        model = ContentType.objects.get_for_id(content_type_id).model_class()
        document = document_for(model) if model else None
        if document:
            _take_turns(content_type_id, pks)
            things = list(document.get_queryset().filter(pk__in=pks))
            there = SearchEntry.objects.filter(content_type_id=content_type_id, object_id__in=pks)
            before += words.count(there.values_list(*words.TEXTS))
            entries = save_entries(document, things)
            after += words.counted(entries)
            get_engine().put(entries)
            gone = pks - {thing.pk for thing in things}
            _forget(there.filter(object_id__in=gone))
    words.change(before, after)


@transaction.atomic
def forget(entries: models.QuerySet[SearchEntry]) -> None:
    """Removes entries and what the engine knows of them, their words too."""
    before = words.count(entries.values_list(*words.TEXTS).iterator())
    _forget(entries)
    words.change(before, Counter())


def _forget(entries: models.QuerySet[SearchEntry]) -> None:
    ids = list(entries.values_list("pk", flat=True))
    if ids:
        get_engine().remove(ids)
        SearchEntry.objects.filter(pk__in=ids).delete()
        if uses_cluster():
            gone = [SearchGone(entry=pk, version=next_version()) for pk in ids]
            SearchGone.objects.bulk_create(
                gone, update_conflicts=True, unique_fields=["entry"], update_fields=["version"]
            )


def _take_turns(content_type_id: int, pks: Iterable[int]) -> None:
    """Two workers index the same thing one after the other, so that the later reading is kept.

    On SQLite the immediate transaction does that.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s, x) FROM unnest(%s::int[]) AS x",
                [content_type_id, sorted(pk & 0x7FFF_FFFF for pk in pks)],
            )


def next_version() -> int:
    """A number that is higher each time, on every machine whose clock is right: nanoseconds."""
    return time.time_ns()


def _text(name: str, value: str) -> str:
    """A text as it is kept: clean, and as long as its column allows."""
    if not value:
        return ""
    longest = LONGEST.get(name) or LONGEST_BODY
    return clean(value)[:longest]


def _entry(document: Document, thing: models.Model, fields: Fields) -> SearchEntry:
    """The entry of one thing, without its shelf and not saved.

    Made as one that was read, which takes Django half the time.
    """
    values = {name: _text(name, getattr(fields, name)) for name in TEXTS} | {
        "content_type_id": ContentType.objects.get_for_model(document.model).pk,
        "object_id": thing.pk,
        "kind": document.kind,
        "audience_id": fields.audience_id,
        "published": fields.published,
        "updated": fields.updated,
        "version": next_version(),
        "is_sent": not uses_cluster(),
        "author": fields.author[:80],
        "pages": [list(page) for page in fields.pages] or None,
    }
    values["id"] = None
    return SearchEntry.from_db(connection.alias, COLUMNS, [values.get(name) for name in COLUMNS])


def save_entries(document: Document, things: Sequence[Any]) -> list[SearchEntry]:
    """Adds or replaces the entries of things of one kind; the engine is not told yet.

    Nine queries at most, however many things.
    """
    if not things:
        return []
    read = [(thing, document.fields(thing)) for thing in things]
    facets = _save_facets([facet for _, fields in read for facet in fields.facets])
    entries = []
    keys: dict[str, tuple[int, set[int]]] = {}
    for thing, fields in read:
        entry = _entry(document, thing, fields)
        ids = {facets[facet.name, _value(facet)] for facet in fields.facets}
        key = SearchShelf.key_for(document.kind, entry.audience_id, ids)
        keys[key] = (entry.audience_id, ids)
        entries.append((entry, key))
    shelves = _save_shelves(document.kind, keys)
    for entry, key in entries:
        entry.shelf_id = shelves[key]
    return _upsert([entry for entry, _ in entries])


def _upsert(entries: list[SearchEntry]) -> list[SearchEntry]:
    """Writes entries of one content type and gives them their ids.

    Past the ORM, which takes longer over each row than the database does to write it.
    """
    changed = ", ".join(f"{name} = excluded.{name}" for name in NAMES if name not in UNIQUE)
    sql = (
        f"INSERT INTO search_searchentry ({', '.join(NAMES)}) "  # noqa: S608 - columns of our own
        f"VALUES ({', '.join(['%s'] * len(NAMES))}) "
        f"ON CONFLICT ({', '.join(UNIQUE)}) DO UPDATE SET {changed}"
    )
    with connection.cursor() as cursor:
        cursor.executemany(sql, [_row(entry) for entry in entries])
    known = SearchEntry.objects.filter(
        content_type_id=entries[0].content_type_id, object_id__in=[entry.object_id for entry in entries]
    )
    ids = dict(known.values_list("object_id", "pk"))
    for entry in entries:
        entry.pk = ids[entry.object_id]
    return entries


def _row(entry: SearchEntry) -> list[Any]:
    """The values of an entry as the database takes them past the ORM."""
    adapt = connection.ops.adapt_datetimefield_value
    values = entry.__dict__ | {
        "published": adapt(entry.published),
        "updated": adapt(entry.updated),
        "pages": json.dumps(entry.pages) if entry.pages else None,
    }
    return [values[name] for name in NAMES]


def _value(facet: Facet) -> str:
    return clean(facet.value)[:120]


def _save_facets(facets: Iterable[Facet]) -> dict[tuple[str, str], int]:
    """The ids of facets by name and value; new ones are made, and labels kept as they are now."""
    labels = {(facet.name, _value(facet)): clean(facet.label)[:160] for facet in facets}
    if not labels:
        return {}
    names, values = {name for name, _ in labels}, {value for _, value in labels}
    rows = SearchFacet.objects.filter(name__in=names, value__in=values)
    known = {(row.name, row.value): row.label for row in rows}
    changed = {key: label for key, label in labels.items() if known.get(key) != label}
    if changed:
        SearchFacet.objects.bulk_create(
            (SearchFacet(name=name, value=value, label=label) for (name, value), label in changed.items()),
            update_conflicts=True,
            unique_fields=["name", "value"],
            update_fields=["label"],
        )
    return {(row.name, row.value): row.pk for row in rows.all()}


def _save_shelves(kind: str, keys: dict[str, tuple[int, set[int]]]) -> dict[str, int]:
    """The ids of shelves by key; new ones are made with their facets."""
    rows = SearchShelf.objects.filter(key__in=keys)
    known = dict(rows.values_list("key", "pk"))
    missing = keys.keys() - known.keys()
    if not missing:
        return known
    SearchShelf.objects.bulk_create(
        (SearchShelf(key=key, kind=kind, audience_id=keys[key][0]) for key in sorted(missing)),
        ignore_conflicts=True,
    )
    made = dict(rows.values_list("key", "pk"))
    through = SearchShelf.facets.through
    through.objects.bulk_create(
        (
            through(searchshelf_id=made[key], searchfacet_id=facet)
            for key in sorted(missing)
            for facet in keys[key][1]
        ),
        ignore_conflicts=True,
    )
    return made
