"""Saved searches the other way round: which of them find some new entries."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from search.engines import Wanted
from search.models import SearchEntry, SearchFacet, SearchShelf
from search.periods import end_of, start_of

ENTRIES = 200  # looked at together
SEARCHES = 100  # asked in one query


class Place(NamedTuple):
    """What an entry is filtered by."""

    entry: SearchEntry
    facets: frozenset[tuple[str, str]]


def places(ids: Collection[int]) -> dict[int, Place]:
    """The places of some entries. Three queries."""
    entries = SearchEntry.objects.only("kind", "audience", "shelf", "author", "published").in_bulk(list(ids))
    through = SearchShelf.facets.through.objects.filter(
        searchshelf__in={entry.shelf_id for entry in entries.values()}
    ).values_list("searchshelf_id", "searchfacet_id")
    pairs = list(through)
    facets = SearchFacet.objects.in_bulk({facet for _, facet in pairs})
    by_shelf: dict[int, set[tuple[str, str]]] = {}
    for shelf, facet in pairs:
        by_shelf.setdefault(shelf, set()).add((facets[facet].name, facets[facet].value))
    return {pk: Place(entry, frozenset(by_shelf.get(entry.shelf_id, ()))) for pk, entry in entries.items()}


def fits(wanted: Wanted, place: Place) -> bool:
    """Whether an entry is within the audiences and the filters of a search, whatever its words."""
    entry = place.entry
    return (
        entry.audience_id in wanted.audiences
        and wanted.kind in ("", entry.kind)
        and wanted.author in ("", entry.author)
        and (wanted.after is None or entry.published >= start_of(wanted.after))
        and (wanted.before is None or entry.published < end_of(wanted.before))
        and all(
            any((name, value) in place.facets for value in values)
            for name, values in wanted.facets.items()
            if values
        )
    )


def chunks(items: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """Pieces of so many."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def by_search(found: Collection[tuple[int, int]]) -> dict[int, list[int]]:
    """Pairs of search and entry as lists by search."""
    lists: dict[int, list[int]] = {}
    for key, pk in sorted(found):
        lists.setdefault(key, []).append(pk)
    return lists
