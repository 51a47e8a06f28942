"""The total, the tabs and the facets of a search, as sums over shelves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import connection

from search.engines import Counted, Wanted
from search.models import SearchFacet, SearchShelf


class Shelf(NamedTuple):
    """A shelf with the number of its entries that match. `facets` are ids of SearchFacet.

    A tuple, because a wide search reads thousands of them.
    """

    pk: int
    kind: str
    facets: tuple[int, ...]
    matches: int


class _Kept(NamedTuple):
    """What the key of a shelf tells (`SearchShelf.key_for`)."""

    kind: str
    audience: int
    facets: tuple[int, ...]

    @classmethod
    def read(cls, key: str) -> _Kept:
        """From the key."""
        kind, audience, facets = key.split(":")
        return cls(kind, int(audience), tuple(map(int, facets.split("."))) if facets else ())


# The shelves that this process has read. A shelf never changes and its id is never another's, so
# there is nothing to keep up with; reading thousands for each search took a quarter of its time.
_kept: dict[int, _Kept] = {}


def on_shelves(counts: Mapping[int, int], audiences: Collection[int]) -> list[Shelf]:
    """The shelves of some audiences among those on which matches were counted. One query, or none."""
    known = _known(counts)
    return [
        Shelf(pk, kept.kind, kept.facets, matches)
        for pk, matches in counts.items()
        if (kept := known.get(pk)) and kept.audience in audiences
    ]


def _known(ids: Collection[int]) -> Mapping[int, _Kept]:
    """What is known of shelves by id, of these at least."""
    missing = [pk for pk in ids if pk not in _kept]
    if not missing:
        return _kept
    rows = SearchShelf.objects.filter(pk__gte=min(missing)).values_list("pk", "key")
    read = {pk: _Kept.read(key) for pk, key in rows}
    if connection.in_atomic_block:  # it may be undone, and SQLite gives the ids to others then
        return {**_kept, **read}
    _kept.update(read)
    return _kept


class Value(NamedTuple):
    """A row of SearchFacet; a tuple because there are hundreds."""

    pk: int
    name: str
    value: str
    label: str


class Counts:
    """What the matches on some shelves come to, with and without each filter.

    Every shelf given is of an audience that the reader belongs to, so no number tells of others.
    """

    def __init__(self, shelves: Sequence[Shelf], wanted: Wanted) -> None:
        self.shelves = shelves
        self.kind = wanted.kind
        self.known = _values({pk for shelf in shelves for pk in shelf.facets})
        # A value that no match has still narrows: to nothing.
        self.choices: dict[str, frozenset[int]] = {
            name: frozenset(
                pk for pk, facet in self.known.items() if facet.name == name and facet.value in values
            )
            for name, values in wanted.facets.items()
            if values
        }
        self.chosen = self._left()
        self.total = sum(shelf.matches for shelf in self.chosen)

    def _left(self, *, skip: str = "", any_kind: bool = False) -> list[Shelf]:
        """The shelves that the filters leave, less one of them."""
        left = self.shelves
        if self.kind and not any_kind:
            left = [shelf for shelf in left if shelf.kind == self.kind]
        for name, ids in self.choices.items():
            if name != skip:
                left = [shelf for shelf in left if not ids.isdisjoint(shelf.facets)]
        return list(left)

    def kinds(self) -> dict[str, int]:
        """The number of results of each kind, whichever kind was asked for."""
        counts: Counter[str] = Counter()
        for shelf in self._left(any_kind=True):
            counts[shelf.kind] += shelf.matches
        return dict(counts)

    def facets(self) -> list[Counted]:
        """The values of all facets with their counts, those with most first."""
        free = _sums(self.chosen)
        sums = {
            name: _sums(self._left(skip=name)) if name in self.choices else free
            for name in {facet.name for facet in self.known.values()}
        }
        rows = [
            Counted(facet.name, facet.value, facet.label, sums[facet.name][pk])
            for pk, facet in self.known.items()
            if sums[facet.name].get(pk)
        ]
        return sorted(rows, key=lambda row: (row.name, -row.count, row.label))


def _values(ids: Iterable[int]) -> dict[int, Value]:
    """Facets by id."""
    rows = SearchFacet.objects.filter(pk__in=ids).values_list("pk", "name", "value", "label")
    return {row[0]: Value(*row) for row in rows}


def _sums(shelves: Iterable[Shelf]) -> dict[int, int]:
    """The matches with each facet."""
    counts: dict[int, int] = defaultdict(int)
    for shelf in shelves:
        for pk in shelf.facets:
            counts[pk] += shelf.matches
    return counts
