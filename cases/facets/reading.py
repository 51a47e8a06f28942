"""Reads the catalogue of a list from the database, and keeps it until the list has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db.models import CharField, Model
from django.db.models.functions import Cast, Substr

from cases.facets.catalogue import AUDIENCE, Catalogue, Entry, build
from cases.models.list_change import ListChange

if TYPE_CHECKING:
    from cases.models.index import ResourceIndexPage

# Changed whenever what a catalogue holds is changed.
FORM = 1
A_DAY = 86_400


@dataclass(frozen=True)
class Many:
    """Values that stand in rows of another table, those that are `where`: `of` names the page,
    `key` the value."""

    source: str
    model: type[Model]
    of: str
    key: tuple[str, ...]
    where: Mapping[str, bool] = field(default_factory=dict)


def catalogue_of(index: ResourceIndexPage) -> Catalogue:
    """The catalogue of everything published in a list, for every audience. One query, and one more
    for each kind of value when something has changed since.

    The version is read before the pages: what is published in between is in a catalogue that is
    taken for an older one, and read again the next time.
    """
    key = f"catalogue:{FORM}:{index.pk}:{ListChange.version()}"
    kept: Catalogue | None = cache.get(key)
    if kept is None:
        kept = build(_entries(index))
        cache.set(key, kept, A_DAY)
    return kept


def _entries(index: ResourceIndexPage) -> Iterator[Entry]:
    many = {each.source: _by_page(each) for each in index.many}
    sources = index.sources
    pages = index.lists.objects.child_of(index).filter(live=True).newest()
    # The year in London is that of UTC: clocks there are never changed at new year. Taken from the
    # text, because SQLite hands every date to Python to have its year read.
    pages = pages.annotate(year=Substr(Cast("first_published_at", CharField()), 1, 4))
    columns = ("pk", "title", "reviewed_on", "audience_id", "year", *sources.values())
    for pk, title, reviewed_on, audience_id, year, *found in pages.values_list(*columns):
        values: dict[str, Any] = {AUDIENCE: (audience_id,), "year": (year,) if year else ()}
        for source, value in zip(sources, found, strict=True):
            values[source] = () if value in (None, "") else (value,)
        values.update((source, rows.get(pk, ())) for source, rows in many.items())
        yield Entry(pk, title, reviewed_on, values)


def _by_page(many: Many) -> dict[int, list[Hashable]]:
    """The values of each page."""
    found: dict[int, list[Hashable]] = defaultdict(list)
    rows = many.model._default_manager.filter(**many.where).order_by()
    for page_id, *key in rows.values_list(many.of, *many.key).distinct():
        found[page_id].append(key[0] if len(key) == 1 else tuple(key))
    return found
